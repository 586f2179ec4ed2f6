// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_step.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vipwarden::commands {

namespace {

using report::ItemState;

Step step(ItemState state, std::string name, std::string text, std::string advice) {
    return {
        .item = {
            .state = state, .name = std::move(name), .text = std::move(text), .advice = std::move(advice)}};
}

}  // namespace

Step passed(std::string name, std::string text, std::string advice) {
    return step(ItemState::pass, std::move(name), std::move(text), std::move(advice));
}

Step done(std::string name, std::string text, bool dry_run) {
    return step(dry_run ? ItemState::todo : ItemState::done, std::move(name), std::move(text), {});
}

Step warned(std::string name, std::string text, std::string advice) {
    return step(ItemState::warn, std::move(name), std::move(text), std::move(advice));
}

Step failed(ExitCode code, std::string name, std::string text, std::string advice) {
    auto result = step(ItemState::fail, std::move(name), std::move(text), std::move(advice));
    result.code = code;
    return result;
}

std::string listed(const std::vector<std::string>& what) {
    constexpr std::size_t kMost = 8;
    const auto shown = std::min(what.size(), kMost);
    auto list =
        fmt::format("{}", fmt::join(what.begin(), what.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return what.size() <= kMost ? list : fmt::format("{} and {} more", list, what.size() - shown);
}

void append(Steps& steps, Steps more) {
    for (auto& step : more) {
        if (std::ranges::find(steps, step) == steps.end()) {
            steps.push_back(std::move(step));
        }
    }
}

ExitCode code_of(const Steps& steps) {
    constexpr std::array kInThisOrder{ExitCode::permission, ExitCode::unavailable, ExitCode::no_input,
                                      ExitCode::internal,   ExitCode::leftovers,   ExitCode::answered};
    const auto* const found = std::ranges::find_if(kInThisOrder, [&steps](ExitCode code) {
        return std::ranges::find(steps, code, &Step::code) != steps.end();
    });
    return found == kInThisOrder.end() ? ExitCode::clean : *found;
}

}  // namespace vipwarden::commands
