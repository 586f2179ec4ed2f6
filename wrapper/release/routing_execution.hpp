// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <system_error>
#include <vector>

#include "netlink/routing_table.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// What a release sees of a namespace's routes and rules, and removes them by.
struct RoutingView {
    netlink::RoutingTable* table{nullptr};  ///< None: there is nothing to see.
    std::vector<std::uint8_t> protocols{};  ///< routing_protocols() of the plan's input.
};

/// What became of one planned removal.
struct RoutingOutcome {
    PlannedRouting planned{};
    std::error_code error{};  ///< Clear: removed, or gone already.
};

/// Fills in what is present. A table that can't be read is no reason to leave the addresses: the error stands
/// in the result.
void observe_routing(const RoutingView& view, KernelState& present);

/// Removes what the plan says, in its order. An error of the table as a whole is that of each entry.
[[nodiscard]] std::vector<RoutingOutcome> remove_routing(const RoutingView& view, const Plan& plan);

}  // namespace vipwarden::release
