// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace vipwarden::config {

/// A word of the configuration, as messages show it.
[[nodiscard]] inline std::string quoted(std::string_view word) {
    std::string result;
    result.reserve(word.size() + 2);
    result += '\'';
    result += word;
    result += '\'';
    return result;
}

}  // namespace vipwarden::config
