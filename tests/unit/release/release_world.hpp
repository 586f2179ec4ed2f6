// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <vector>

#include "netlink/interface_address.hpp"
#include "netlink/link_table.hpp"
#include "tests/support/fake_address_table.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// A whole situation for the property tests. The universe of addresses is small on purpose, so that VIPs,
/// host addresses, baselines and holders meet, and subnets have secondaries.
struct World {
    std::vector<netlink::Link> links{};
    std::vector<netlink::InterfaceAddress>
        addresses{};              ///< In the order of adding; the kernel may refuse one.
    PlanInput input{};            ///< All but what is present.
    bool links_are_fixed{false};  ///< No sysctl can be set, no device removed.
};

/// A random world; to be called inside a rapidcheck property.
[[nodiscard]] World any_world();

/// Puts the world's addresses into the fake.
void populate(support::FakeKernel& kernel, const World& world);

/// For rapidcheck's report of a counterexample.
void showValue(const World& world, std::ostream& out);

}  // namespace vipwarden::release
