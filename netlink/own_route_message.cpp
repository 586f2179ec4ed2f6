// SPDX-License-Identifier: MIT
#include "netlink/own_route_message.hpp"

#include <cstdint>
#include <map>
#include <utility>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/wire_address.hpp"

namespace vipwarden::netlink {
namespace {

/// IP6_RT_PRIO_ADDRCONF (include/net/ip6_route.h): of a prefix route whose address names no metric.
constexpr std::uint32_t kPrefixRouteMetric = 256;

/// All that IPv4 and IPv6 have in common for the one address; the rest is 0, which matches anything.
rtmsg header_for(const IpAddress& address, std::uint8_t table) {
    rtmsg header{};
    header.rtm_family = address.family == Family::ipv4 ? AF_INET : AF_INET6;
    header.rtm_dst_len = max_prefix_length(address.family);
    header.rtm_table = table;
    header.rtm_protocol = RTPROT_KERNEL;
    header.rtm_scope = table == RT_TABLE_LOCAL ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
    header.rtm_type = table == RT_TABLE_LOCAL ? RTN_LOCAL : RTN_UNICAST;
    return header;
}

MessageBuilder removal(const InterfaceAddress& entry, std::uint8_t table) {
    MessageBuilder builder{RTM_DELROUTE, 0, header_for(entry.local, table)};
    builder.put(RTA_DST, wire_bytes(entry.local));
    builder.put_u32(RTA_OIF, static_cast<std::uint32_t>(entry.ifindex));
    return builder;
}

}  // namespace

Message encode_local_route_removal(const InterfaceAddress& entry) {
    return removal(entry, RT_TABLE_LOCAL).finish();
}

bool has_host_route(const InterfaceAddress& entry) {
    return entry.local.family == Family::ipv6 && !entry.peer &&
           entry.prefix_length == max_prefix_length(Family::ipv6) && (entry.flags & IFA_F_PERMANENT) != 0 &&
           (entry.flags & IFA_F_NOPREFIXROUTE) == 0;
}

Message encode_interface_route_dump(int ifindex) {
    rtmsg header{};
    header.rtm_family = AF_INET6;
    header.rtm_table = RT_TABLE_MAIN;
    MessageBuilder builder{RTM_GETROUTE, NLM_F_DUMP, header};
    builder.put_u32(RTA_OIF, static_cast<std::uint32_t>(ifindex));
    return builder.finish();
}

std::vector<Message> encode_host_route_removals(std::span<const InterfaceAddress> entries,
                                                std::span<const Route> routes) {
    std::map<std::pair<int, IpAddress>, int> ways;
    for (const auto& route : routes) {
        if (route.prefix_length == max_prefix_length(Family::ipv6) && route.table == RT_TABLE_MAIN) {
            for (const auto& hop : route.hops) {
                ++ways[{hop.ifindex, route.destination}];
            }
        }
    }
    std::vector<Message> removals;
    for (const auto& entry : entries) {
        if (has_host_route(entry) && ways[{entry.ifindex, entry.local}] == 1) {
            auto builder = removal(entry, RT_TABLE_MAIN);
            builder.put_u32(RTA_PRIORITY, entry.metric != 0 ? entry.metric : kPrefixRouteMetric);
            removals.push_back(builder.finish());
        }
    }
    return removals;
}

}  // namespace vipwarden::netlink
