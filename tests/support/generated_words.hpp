// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/support/random_source.hpp"

namespace vipwarden::support {

/// Mostly one that exists in every world (build_world()), now and then one that does not or can't.
[[nodiscard]] std::string random_interface(RandomSource& random);

/// An address from a small pool, so that duplicates happen; `odd` ones too, which keepalived or the kernel
/// refuses.
[[nodiscard]] std::string random_ipv4(RandomSource& random);
[[nodiscard]] std::string random_ipv6(RandomSource& random);
[[nodiscard]] std::string random_address(RandomSource& random, bool ipv6);

/// One line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress, mostly of that family.
[[nodiscard]] std::string random_address_line(RandomSource& random, bool ipv6);

/// One line of virtual_routes or virtual_rules.
[[nodiscard]] std::string random_route_line(RandomSource& random);
[[nodiscard]] std::string random_rule_line(RandomSource& random);

/// The word as it is, or quoted, or with a quote where none belongs.
[[nodiscard]] std::string maybe_quoted(RandomSource& random, const std::string& word);

}  // namespace vipwarden::support
