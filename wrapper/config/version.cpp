// SPDX-License-Identifier: MIT
#include "wrapper/config/version.hpp"

#include <charconv>
#include <system_error>

namespace vipwarden::config {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// Takes a number, and a dot before it unless it is the first, from the beginning of `text`.
bool take_number(std::string_view& text, bool first, int& number) {
    const std::size_t dot = first ? 0 : 1;
    if (!first && !text.starts_with('.')) {
        return false;
    }
    const auto [end, error] = std::from_chars(text.data() + dot, text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
    while (true) {
        const std::size_t begin = text.find_first_of(kDigits);
        if (begin == std::string_view::npos) {
            return std::nullopt;
        }
        text.remove_prefix(begin);
        Version version;
        if (take_number(text, true, version.major) && take_number(text, false, version.minor)) {
            (void)take_number(text, false, version.patch);
            return version;
        }
        text.remove_prefix(std::min(text.find_first_not_of(kDigits), text.size()));
    }
}

std::string to_string(const Version& version) {
    return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' +
           std::to_string(version.patch);
}

}  // namespace vipwarden::config
