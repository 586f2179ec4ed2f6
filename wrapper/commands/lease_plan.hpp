// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "wrapper/commands/address_authors.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// In its length, so that one that comes late does no harm. The kernel counts whole seconds.
inline constexpr int kRenewalsOfALease = 3;
inline constexpr std::chrono::seconds kShortestLease{3};
/// What is to vanish when nobody is left to remove it has no use for more. What DHCP gives lives longer.
inline constexpr std::chrono::seconds kLongestLease{300};

/// Why a VIP of keepalived gets no lease.
enum class WhyNoLease {
    bound_to_a_route,  ///< With its lifetime the kernel ends that of the route to its subnet.
    not_tracked,       ///< Declared with `no_track`: keepalived does not add it again should it end.
};

struct VipWithoutLease {
    release::PlannedAddress planned{};
    WhyNoLease why{WhyNoLease::bound_to_a_route};
};

/// What the operator is told of it.
[[nodiscard]] std::string explain(const VipWithoutLease& vip);

/// Which of the present addresses are to live on a lease.
struct LeasePlan {
    /// In the kernel's order.
    std::vector<release::PlannedAddress> leased{};
    std::vector<VipWithoutLease> exempt{};
    /// Interfaces, ascending, on which promote_secondaries must be on before a lease may end there, lest it
    /// takes addresses of the host along.
    std::vector<int> promote{};
};

/// Pure. Leased is what a release would remove now, and what nobody is known to have added but the VRRP
/// process that lives: nothing of the host, of another process, of a VRRP process that is dead.
[[nodiscard]] LeasePlan plan_lease(const Target& target, const release::KernelState& present,
                                   const AddressAuthors& authors);

/// Leaves out the addresses on these interfaces.
void leave_out(LeasePlan& plan, const std::vector<int>& interfaces);

}  // namespace vipwarden::commands
