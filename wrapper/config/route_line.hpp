// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// The last word of a route or rule line, if it lacks its parameter: keepalived exits on it. Null otherwise,
/// and for blocks of other things.
[[nodiscard]] const Word* route_word_without_parameter(std::string_view block, std::span<const Word> words);

}  // namespace vipwarden::config
