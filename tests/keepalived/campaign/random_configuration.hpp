// SPDX-License-Identifier: MIT
#pragma once

#include "tests/keepalived/campaign/scenario.hpp"
#include "tests/support/random_source.hpp"

namespace vipwarden::campaign {

/// 1 to 4 instances with 1 to 20 VIPs in all, of every kind that one host can have: in the host's subnets and
/// in others, several in one, with labels, peers, other devices, IPv6, excluded ones, VMACs.
[[nodiscard]] Configuration random_configuration(support::RandomSource& random);

/// What an operator might make of it: instances and VIPs more, fewer, changed, moved; one in three is
/// damaged.
[[nodiscard]] Configuration edited(Configuration configuration, support::RandomSource& random);

/// An address that is the host's, and never a VIP.
[[nodiscard]] HostAddress random_host_address(support::RandomSource& random);

/// One in a subnet that only VIPs are in: added while they are there it is secondary to one of them, and the
/// kernel takes it along when that goes, unless somebody prevents it.
[[nodiscard]] HostAddress secondary_host_address(support::RandomSource& random);

}  // namespace vipwarden::campaign
