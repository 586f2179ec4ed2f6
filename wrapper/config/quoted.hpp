// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "wrapper/config/tokenizer.hpp"

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

[[nodiscard]] inline std::string quoted(const Word& word) {
    return quoted(word.text);
}

}  // namespace vipwarden::config
