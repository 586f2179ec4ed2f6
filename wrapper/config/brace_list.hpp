// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace vipwarden::config {

/// The patterns that the brace lists of `pattern` stand for, in glob(3)'s order: "a{b,c{d,e}}" is ab, acd,
/// ace. Just `pattern` itself if it has none. Nothing if there are more than anyone can mean: their number
/// doubles with every "{,}", and glob(3) would really try them all.
[[nodiscard]] std::optional<std::vector<std::string>> expand_braces(const std::string& pattern);

}  // namespace vipwarden::config
