// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/support/random_source.hpp"

namespace vipwarden::support {

/// A few lines, words or characters of it lost, doubled, exchanged or replaced.
[[nodiscard]] std::string damaged(RandomSource& random, const std::string& text);

/// Mostly as it is; now and then with other ends of lines, a byte order mark, NULs, very long lines, or no
/// end of the last line.
[[nodiscard]] std::string encoded(RandomSource& random, const std::string& text);

}  // namespace vipwarden::support
