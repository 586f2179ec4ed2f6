// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "netlink/routing_entry.hpp"
#include "tests/unit/release/builders.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/release/plan.hpp"

// The shorthand for routes and rules: an entry as the kernel has it, and the line that declares just that.

namespace vipwarden::release {

inline constexpr std::uint8_t kStatic = 4;

/// "10.1.0.0/24", over eth0 (2), marked by keepalived.
inline netlink::Route route(std::string_view destination) {
    const auto prefix = on(0, destination);
    return {.family = prefix.local.family,
            .destination = prefix.local,
            .prefix_length = prefix.prefix_length,
            .protocol = netlink::kRouteProtocolKeepalived,
            .hops = {{.ifindex = 2}}};
}

inline netlink::Route via(netlink::Route route, std::string_view gateway, int ifindex = 2) {
    route.hops = {{.via = ip(gateway), .ifindex = ifindex}};
    return route;
}

/// Marked by keepalived.
inline netlink::Rule rule(std::uint32_t priority, std::uint32_t table) {
    return {.priority = priority, .target = table, .protocol = netlink::kRouteProtocolKeepalived};
}

template <typename Entry>
Entry of(std::uint8_t protocol, Entry entry) {
    entry.protocol = protocol;
    return entry;
}

/// The line that declares it, with the interfaces of eth0_and_eth1() by name.
inline DeclaredRoute line(netlink::Route route) {
    DeclaredRoute declared{.instance = "V1", .where = "keepalived.conf:20"};
    for (auto& hop : route.hops) {
        declared.interfaces.emplace_back(hop.ifindex == 2 ? "eth0" : "eth1");
        hop.ifindex = 0;
    }
    declared.route = std::move(route);
    return declared;
}

inline DeclaredRule line(netlink::Rule rule) {
    return {.rule = std::move(rule), .instance = "V1", .where = "keepalived.conf:30"};
}

inline DeclaredRouting lines(std::vector<DeclaredRoute> routes, std::vector<DeclaredRule> rules = {}) {
    return {.rules = std::move(rules), .routes = std::move(routes)};
}

inline KernelState with_routing(std::vector<netlink::RoutingEntry> entries) {
    return {.links = eth0_and_eth1(), .routing = std::move(entries)};
}

/// "route 10.1.0.0/24 dev eth0 proto keepalived: declared" for each.
inline std::vector<std::string> verdicts(const std::vector<PlannedRouting>& planned) {
    std::vector<std::string> texts;
    for (const auto& one : planned) {
        texts.push_back(fmt::format("{}: {}", one.text, name(one.reason)));
    }
    return texts;
}

}  // namespace vipwarden::release
