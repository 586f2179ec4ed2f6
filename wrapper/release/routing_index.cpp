// SPDX-License-Identifier: MIT
#include "wrapper/release/routing_index.hpp"

#include <algorithm>
#include <cstddef>

namespace vipwarden::release {
namespace {

using netlink::Family;
using netlink::Route;
using netlink::RouteHop;
using netlink::Rule;

// RTN_BLACKHOLE to RTN_THROW of linux/rtnetlink.h: those lead nowhere. IPv6 shows lo as their interface
// (ip6_route_info_create() in net/ipv6/route.c).
constexpr std::uint8_t kBlackhole = 6;
constexpr std::uint8_t kThrow = 9;

/// RT_TABLE_MAIN; table 0 of a request is that (fib_new_table() in net/ipv4/fib_frontend.c).
constexpr std::uint32_t kMainTable = 254;

bool same_originator(std::uint8_t present, std::uint8_t declared) {
    return present == declared ||
           (declared == netlink::kRouteProtocolOldKeepalived && present == netlink::kRouteProtocolKeepalived);
}

bool leads_nowhere(const Route& route) {
    return route.type >= kBlackhole && route.type <= kThrow;
}

std::uint32_t table_of(const DeclaredRoute& declared) {
    return declared.route.table == 0 ? kMainTable : declared.route.table;
}

bool same_but_for_hops(const Route& present, const DeclaredRoute& declared) {
    const auto& route = declared.route;
    return present.type == route.type && present.tos == route.tos && present.metric == route.metric &&
           present.from == route.from && present.from_length == route.from_length &&
           present.source == route.source && same_originator(present.protocol, route.protocol) &&
           (declared.any_table || present.table == table_of(declared));
}

bool is_declared_by(const Rule& present, const DeclaredRule& declared) {
    const auto& rule = declared.rule;
    return (declared.any_priority || present.priority == rule.priority) && present.action == rule.action &&
           present.tos == rule.tos && present.from == rule.from && present.from_length == rule.from_length &&
           present.to == rule.to && present.to_length == rule.to_length && present.fwmark == rule.fwmark &&
           present.fwmask == rule.fwmask && present.input == rule.input && present.output == rule.output &&
           same_originator(present.protocol, rule.protocol);
}

}  // namespace

RoutingIndex::RoutingIndex(const DeclaredRouting& declared, const Interfaces& interfaces)
    : interfaces_{interfaces} {
    for (const auto& route : declared.routes) {
        routes_.emplace(RouteKey{route.route.destination, route.route.prefix_length}, &route);
    }
    for (const auto& rule : declared.rules) {
        rules_.emplace(RuleKey{rule.rule.family, rule.rule.target}, &rule);
    }
}

const DeclaredRoute* RoutingIndex::find(const Route& route) const {
    const auto [begin, end] = routes_.equal_range({route.destination, route.prefix_length});
    const auto found =
        std::find_if(begin, end, [&](const auto& entry) { return is_declared_by(route, *entry.second); });
    return found == end ? nullptr : found->second;
}

const DeclaredRule* RoutingIndex::find(const Rule& rule) const {
    const auto [begin, end] = rules_.equal_range({rule.family, rule.target});
    const auto found = std::find_if(
        begin, end, [&](const auto& entry) { return release::is_declared_by(rule, *entry.second); });
    return found == end ? nullptr : found->second;
}

bool RoutingIndex::is_declared_by(const Route& route, const DeclaredRoute& declared) const {
    if (!same_but_for_hops(route, declared)) {
        return false;
    }
    if (leads_nowhere(route)) {
        return true;
    }
    return !route.hops.empty() && route.hops.size() <= declared.route.hops.size() &&
           std::ranges::all_of(route.hops,
                               [&](const RouteHop& hop) { return goes_one_way_of(hop, declared); });
}

/// By the same gateway, and out of the interface that the line names, by its name or its recorded index.
bool RoutingIndex::goes_one_way_of(const RouteHop& hop, const DeclaredRoute& declared) const {
    const auto* link = interfaces_.find(hop.ifindex);
    for (std::size_t i = 0; i < declared.route.hops.size(); ++i) {
        const auto& way = declared.route.hops[i];
        const auto& interface = declared.interfaces.at(i);
        if (way.via == hop.via && (interface.empty() || (way.ifindex != 0 && way.ifindex == hop.ifindex) ||
                                   (link != nullptr && link->name == interface))) {
            return true;
        }
    }
    return false;
}

}  // namespace vipwarden::release
