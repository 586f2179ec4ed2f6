// SPDX-License-Identifier: MIT
#include "wrapper/config/route_draft.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vipwarden::config {
namespace {

using netlink::Family;

// RTN_* of linux/rtnetlink.h: the first and the last of those that lead nowhere; nothing follows that the
// kernel would take (fib_create_info() of net/ipv4/fib_semantics.c).
constexpr std::uint8_t kBlackhole = 6;
constexpr std::uint8_t kThrow = 9;

constexpr std::uint32_t kIpv6Metric = 1024;  // IP6_RT_PRIO_USER of net/ip6_route.h

bool leads_nowhere(const VirtualRoute& route) {
    return route.type >= kBlackhole && route.type <= kThrow;
}

void settle_metric(RouteDraft& draft) {
    draft.route.metric = draft.metric.value_or(0);
    if (draft.route.family == Family::ipv6 && draft.route.metric == 0) {
        draft.route.metric = kIpv6Metric;
    }
}

/// False if keepalived ignores the protocol that the line names.
bool settle_protocol(RouteDraft& draft, const Dialect& dialect) {
    const bool free = draft.untracked || !dialect.tracks_routes;
    draft.route.protocol = free ? draft.protocol.value_or(dialect.route_protocol) : dialect.route_protocol;
    return draft.protocol.value_or(draft.route.protocol) == draft.route.protocol;
}

/// False if there are bits behind the prefix, which the kernel clears for IPv6 but does not take for IPv4.
bool settle_destination(RouteDraft& draft) {
    VirtualRoute& route = draft.route;
    route.destination = draft.destination->address;
    route.destination.family = route.family;
    route.prefix_length = draft.destination->length;
    const netlink::IpAddress written =
        std::exchange(route.destination, netlink::network_of(route.destination, route.prefix_length));
    return route.family == Family::ipv6 || written == route.destination;
}

/// For IPv6, `via` and `dev` stand in where a nexthop names none (ip6_route_multipath_add() of
/// net/ipv6/route.c).
void complete(Nexthop& hop, const Nexthop& single) {
    hop.via = hop.via ? hop.via : single.via;
    hop.device = hop.device.empty() ? single.device : hop.device;
}

/// For IPv4, they are compared with the first nexthop (fib_create_info()).
bool agrees(const Nexthop& single, const Nexthop& first) {
    return (!single.via || single.via == first.via) &&
           (single.device.empty() || single.device == first.device);
}

/// False if the kernel does not take these nexthops.
bool settle_nexthops(RouteDraft& draft) {
    VirtualRoute& route = draft.route;
    const bool is_single = route.nexthops.empty() && draft.single != Nexthop{};
    if (is_single) {
        route.nexthops.push_back(draft.single);
    }
    if (leads_nowhere(route)) {
        const bool none = route.nexthops.empty();
        route.nexthops.clear();
        return none || route.family == Family::ipv6;
    }
    if (route.family == Family::ipv6) {
        std::ranges::for_each(route.nexthops, [&](Nexthop& hop) { complete(hop, draft.single); });
    }
    return !route.nexthops.empty() && std::ranges::find(route.nexthops, Nexthop{}) == route.nexthops.end() &&
           (route.family == Family::ipv6 || agrees(draft.single, route.nexthops.front()));
}

}  // namespace

std::optional<VirtualRoute> finish_route(RouteDraft draft, const Word& first, const Dialect& dialect,
                                         RoutingWords& words) {
    VirtualRoute& route = draft.route;
    if (!draft.destination) {
        (void)words.drop(first, "there is no destination");
        return std::nullopt;
    }
    route.family = draft.family.value_or(Family::ipv4);
    route.where = words.position(first);
    settle_metric(draft);
    if (!settle_protocol(draft, dialect)) {
        words.warn(first, "keepalived gives a route another protocol only with 'no_track', and so do we");
    }
    const auto refuse = [&](const std::string& why) {
        words.warn(first, why + ": the kernel refuses the route, and we leave it out");
        return std::nullopt;
    };
    if (route.type == 0 || route.type > kThrow) {
        return refuse("the kernel has no routes of this type");
    }
    if (!settle_destination(draft)) {
        return refuse("the destination has bits behind its prefix");
    }
    if (!settle_nexthops(draft)) {
        return refuse("its gateways and interfaces are none, or contradict each other or its type");
    }
    return std::move(draft.route);
}

}  // namespace vipwarden::config
