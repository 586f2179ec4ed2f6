// SPDX-License-Identifier: MIT
#include "wrapper/report/checklist.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::size_t Checklist::count(ItemState state) const {
    return static_cast<std::size_t>(std::ranges::count(items, state, &ChecklistItem::state));
}

std::string_view label(ItemState state) {
    switch (state) {
        case ItemState::pass:
            return "PASS";
        case ItemState::done:
            return "DONE";
        case ItemState::todo:
            return "TODO";
        case ItemState::warn:
            return "WARN";
        case ItemState::fail:
            break;
    }
    return "FAIL";
}

std::string item_text(const ChecklistItem& item) {
    constexpr std::size_t kLongestName = std::string_view{"last-holder"}.size();
    std::vector<std::vector<std::string>> lines{
        {std::string{label(item.state)}, fmt::format("{:<{}}", item.name, kLongestName), item.text}};
    if (!item.advice.empty()) {
        lines.push_back({"", "", "-> " + item.advice});
    }
    return table(lines);
}

std::string verdict_text(const Checklist& checklist) {
    const auto failed = checklist.count(ItemState::fail);
    const auto warned = counted(checklist.count(ItemState::warn), "warning");
    if (checklist.dry_run) {
        return fmt::format("{}: a dry run, nothing was changed: {} to do, {}, {}\n", checklist.unit,
                           checklist.count(ItemState::todo), warned, counted(failed, "failure"));
    }
    if (failed > 0) {
        return fmt::format("{} is NOT decommissioned: {} of {} failed, {}\n", checklist.unit, failed,
                           counted(checklist.items.size(), "item"), warned);
    }
    return fmt::format("{} is decommissioned: {}, {} done, {}\n", checklist.unit,
                       counted(checklist.items.size(), "item"), checklist.count(ItemState::done), warned);
}

}  // namespace vipwarden::report
