// SPDX-License-Identifier: MIT
#include "netlink/routing_entry.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace vipwarden::netlink {
namespace {

// RT_TABLE_MAIN, RTN_* and FR_ACT_* of linux/rtnetlink.h and linux/fib_rules.h; from 6 on the actions of
// rules are called as the types of routes with the same number.
constexpr std::uint32_t kMainTable = 254;
constexpr std::uint8_t kUnicast = 1;
constexpr std::uint8_t kToTable = 1;
constexpr std::uint8_t kGoto = 2;
constexpr std::uint8_t kNop = 3;

std::string type_name(std::uint8_t type) {
    static constexpr std::array<std::string_view, 10> kNames{
        "unspec",    "unicast",   "local",       "broadcast", "anycast",
        "multicast", "blackhole", "unreachable", "prohibit",  "throw"};
    return type < kNames.size() ? std::string{kNames.at(type)} : fmt::format("type {}", type);
}

std::string prefix(const IpAddress& address, std::uint8_t length) {
    return fmt::format("{}/{}", to_string(address), length);
}

std::string protocol_words(std::string_view keyword, std::uint8_t protocol) {
    return protocol == kRouteProtocolKeepalived ? fmt::format(" {} keepalived", keyword)
                                                : fmt::format(" {} {}", keyword, protocol);
}

std::string hop_words(const RouteHop& hop, Family family, const InterfaceName& name_of) {
    std::string words;
    if (hop.via) {
        const auto* other = hop.via->family == Family::ipv4 ? "inet " : "inet6 ";
        words += fmt::format(" via {}{}", hop.via->family == family ? "" : other, to_string(*hop.via));
    }
    if (hop.ifindex != 0) {
        words += fmt::format(" dev {}", name_of(hop.ifindex));
    }
    return words;
}

std::string destination_words(const Route& route) {
    auto words = route.type == kUnicast ? std::string{} : type_name(route.type) + ' ';
    return words + (route.prefix_length == 0 ? "default" : prefix(route.destination, route.prefix_length));
}

std::string action_words(const Rule& rule) {
    switch (rule.action) {
        case kToTable:
            return rule.target == 0 ? " l3mdev" : fmt::format(" table {}", rule.target);
        case kGoto:
            return fmt::format(" goto {}", rule.target);
        case kNop:
            return " nop";
        default:
            return ' ' + type_name(rule.action);
    }
}

std::string selector_words(const Rule& rule) {
    std::string words;
    words += rule.from ? " from " + prefix(*rule.from, rule.from_length) : "";
    words += rule.to ? " to " + prefix(*rule.to, rule.to_length) : "";
    words += rule.tos != 0 ? fmt::format(" tos {:#x}", rule.tos) : "";
    words += rule.fwmark != 0 || rule.fwmask != 0
                 ? fmt::format(" fwmark {:#x}/{:#x}", rule.fwmark, rule.fwmask)
                 : "";
    words += rule.input.empty() ? "" : " iif " + rule.input;
    words += rule.output.empty() ? "" : " oif " + rule.output;
    return words;
}

std::string words_of(const Rule& rule, const InterfaceName& /*name_of*/) {
    return fmt::format("{}rule pref {}{}{}{}{}", rule.family == Family::ipv6 ? "-6 " : "", rule.priority,
                       rule.inverted ? " not" : "", selector_words(rule), action_words(rule),
                       rule.protocol != 0 ? protocol_words("protocol", rule.protocol) : "");
}

std::string words_of(const Route& route, const InterfaceName& name_of) {
    auto words =
        fmt::format("{}route {}", route.family == Family::ipv6 ? "-6 " : "", destination_words(route));
    words += route.from ? " from " + prefix(*route.from, route.from_length) : "";
    words += route.tos != 0 ? fmt::format(" tos {:#x}", route.tos) : "";
    for (const auto& hop : route.hops) {
        words += (route.hops.size() > 1 ? " nexthop" : "") + hop_words(hop, route.family, name_of);
    }
    words += route.table != kMainTable ? fmt::format(" table {}", route.table) : "";
    words += route.source ? " src " + to_string(*route.source) : "";
    words += route.metric != 0 ? fmt::format(" metric {}", route.metric) : "";
    return words + protocol_words("proto", route.protocol);
}

}  // namespace

std::uint8_t protocol_of(const RoutingEntry& entry) {
    return std::visit([](const auto& one) { return one.protocol; }, entry);
}

std::string to_string(const RoutingEntry& entry, const InterfaceName& name_of) {
    return std::visit([&](const auto& one) { return words_of(one, name_of); }, entry);
}

}  // namespace vipwarden::netlink
