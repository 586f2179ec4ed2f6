// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "tests/support/generated_layout.hpp"
#include "tests/support/random_source.hpp"

namespace vipwarden::support {

/// The lines with what may be done to lines: comments, conditions, definitions, sequences, and parts of them
/// moved into `files`, which are included in their stead.
[[nodiscard]] Lines decorated(RandomSource& random, const Lines& lines,
                              std::map<std::string, std::string>& files);

/// Moves some of the lines into a new file of `files`.
void move_to_file(RandomSource& random, Lines& lines, std::map<std::string, std::string>& files);

}  // namespace vipwarden::support
