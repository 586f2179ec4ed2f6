// SPDX-License-Identifier: MIT
#include "systemd/watchdog.hpp"

#include <charconv>
#include <cstdint>

namespace vipwarden::systemd {

namespace {

/// Nothing unless all of it is a number above 0.
std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && number > 0 ? std::optional{number} : std::nullopt;
}

}  // namespace

std::optional<std::chrono::microseconds> watchdog_interval(const std::optional<std::string>& usec,
                                                           const std::optional<std::string>& pid, pid_t own) {
    const auto interval = usec ? number_in(*usec) : std::nullopt;
    const bool is_for_us = !pid || number_in(*pid) == own;
    return interval && is_for_us ? std::optional{std::chrono::microseconds{*interval}} : std::nullopt;
}

}  // namespace vipwarden::systemd
