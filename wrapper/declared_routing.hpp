// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "netlink/routing_entry.hpp"

namespace vipwarden {

/// One line of virtual_routes: what every room means by a virtual route.
struct DeclaredRoute {
    /// As the kernel would report it, but for the scope. The index of a hop's interface is that of the time
    /// when it was recorded; 0 = not known, or the line names none and the kernel chose one.
    netlink::Route route{};
    std::vector<std::string> interfaces{};  ///< One for each hop; empty = the line names none.
    bool any_table{false};                  ///< In the table of a VRF device, whatever its number.
    std::string instance{};                 ///< The vrrp_instance that it belongs to.
    std::string where{};                    ///< "FILE:LINE"

    bool operator==(const DeclaredRoute&) const = default;
};

/// One line of virtual_rules.
struct DeclaredRule {
    netlink::Rule rule{};      ///< Without Rule::inverted and Rule::others, by which nothing is found.
    bool any_priority{false};  ///< The kernel chose the priority (before 2.0.2).
    std::string instance{};
    std::string where{};

    bool operator==(const DeclaredRule&) const = default;
};

/// The virtual routes and rules of one keepalived. Static ones are none.
struct DeclaredRouting {
    std::vector<DeclaredRule> rules{};
    std::vector<DeclaredRoute> routes{};

    [[nodiscard]] bool empty() const { return rules.empty() && routes.empty(); }
    bool operator==(const DeclaredRouting&) const = default;
};

}  // namespace vipwarden
