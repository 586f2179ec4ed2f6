// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "netlink/interface_address.hpp"
#include "wrapper/release/plan.hpp"

// When a primary IPv4 address is deleted, the kernel deletes its secondaries with it, unless
// promote_secondaries is on (net/ipv4/devinet.c, __inet_del_ifa()). These two functions keep the host's
// addresses out of that trap: one before, one after the removal.

namespace vipwarden::release {

/// The interfaces, ascending, on which a removal would take along an address that has to stay.
[[nodiscard]] std::vector<int> interfaces_to_promote(const KernelState& present,
                                                     std::span<const PlannedAddress> removals);

/// The interfaces, ascending, with promote_secondaries off on which one of the VIPs and one of the host's
/// addresses are in the same subnet: whichever is there first is the primary, and should it be the VIP, then
/// keepalived's own removal of it takes the host's address along.
[[nodiscard]] std::vector<int> interfaces_at_risk(const std::vector<netlink::Link>& links,
                                                  std::span<const snapshot::BaselineAddress> host,
                                                  std::span<const Vip> vips);

/// The entries of `before` that went although only `removals` were to go, because a primary in their subnet
/// did. In the order of `before`.
[[nodiscard]] std::vector<netlink::InterfaceAddress> taken_along(
    std::span<const netlink::InterfaceAddress> before, std::span<const PlannedAddress> removals,
    std::span<const netlink::InterfaceAddress> after);

}  // namespace vipwarden::release
