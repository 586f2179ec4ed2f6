// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/support/random_source.hpp"

namespace vipwarden::support {

/// One line of a vrrp_instance that opens no block. Addresses in it are mostly of that family.
[[nodiscard]] std::string random_instance_line(RandomSource& random, bool ipv6);

/// One line of global_defs.
[[nodiscard]] std::string random_global_line(RandomSource& random);

/// One line of authentication, track_script and their like.
[[nodiscard]] std::string random_other_line(RandomSource& random);

}  // namespace vipwarden::support
