// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tests/support/random_source.hpp"

namespace vipwarden::support {

using Lines = std::vector<std::string>;

/// Each line with the separator behind it.
[[nodiscard]] std::string joined(const Lines& lines, const std::string& separator);

void append(Lines& lines, const Lines& more);

/// `body` between braces behind `head`, in one of the ways that people write it; now and then in one that
/// nobody should.
[[nodiscard]] Lines random_block(RandomSource& random, const std::string& head, Lines body);

}  // namespace vipwarden::support
