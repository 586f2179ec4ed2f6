// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vipwarden::report {

/// Lines with their columns padded to the widest cell, two blanks between them, none at the end of a line.
/// Control characters in cells are shown as '?': names come from configuration files.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& lines);

}  // namespace vipwarden::report
