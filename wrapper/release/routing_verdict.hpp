// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// The originators (RTPROT_*) whose routes and rules a plan for this has to see, each once, ascending;
/// nothing if no route and no rule was ever declared. Looks at all but `present`.
[[nodiscard]] std::vector<std::uint8_t> routing_protocols(const PlanInput& input);

/// Those of the entries that a line declares, in their order.
[[nodiscard]] std::vector<netlink::RoutingEntry> declared_among(
    const std::vector<netlink::RoutingEntry>& entries, const DeclaredRouting& declared,
    const Interfaces& interfaces);

/// What is to become of the present routes and rules that were ever declared, or that keepalived marked, in
/// their order. The rules stand in docs/architecture.md ("Virtual routes and rules").
[[nodiscard]] std::vector<PlannedRouting> judge_routing(const PlanInput& input, const Interfaces& interfaces);

}  // namespace vipwarden::release
