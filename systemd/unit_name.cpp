// SPDX-License-Identifier: MIT
#include "systemd/unit_name.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace vipwarden::systemd {

namespace {

constexpr std::string_view kService = ".service";
constexpr std::size_t kMaxLength = 255;

bool is_another_kind(std::string_view name) {
    constexpr std::array<std::string_view, 10> kKinds{".socket",    ".target", ".timer", ".path",
                                                      ".mount",     ".slice",  ".scope", ".swap",
                                                      ".automount", ".device"};
    return std::ranges::any_of(kKinds, [name](std::string_view kind) { return name.ends_with(kind); });
}

bool is_allowed(char c) {
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:-_.\\@";
    return kAllowed.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> service_name(std::string_view text) {
    const auto stem = text.ends_with(kService) ? text.substr(0, text.size() - kService.size()) : text;
    auto name = fmt::format("{}{}", stem, kService);
    const bool is_service = !stem.empty() && stem.front() != '@' && stem.back() != '@' &&
                            !is_another_kind(stem) && std::ranges::all_of(stem, is_allowed) &&
                            name.size() <= kMaxLength;
    return is_service ? std::optional{std::move(name)} : std::nullopt;
}

std::string release_unit(std::string_view service) {
    return fmt::format("vipwarden-release@{}.service", service);
}

std::string check_timer(std::string_view service) {
    return fmt::format("vipwarden-check@{}.timer", service);
}

std::string thaw_unit(std::string_view service) {
    return fmt::format("vipwarden-thaw@{}.service", service);
}

}  // namespace vipwarden::systemd
