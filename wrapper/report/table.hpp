// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vipwarden::report {

/// Lines with their columns padded to the widest cell, two blanks between them, none at the end of a line.
/// Control characters in cells are shown as '?': names come from configuration files.
/// The lines that have a colour are shown in it (ECMA-48, SGR); lines behind the end of `colours` have none.
enum class Colour { none, red, yellow, green };
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& lines,
                                const std::vector<Colour>& colours = {});

}  // namespace vipwarden::report
