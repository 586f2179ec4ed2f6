// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "netlink/ip_address.hpp"

namespace vipwarden::netlink {

/// One way that a route takes.
struct RouteHop {
    std::optional<IpAddress> via{};  ///< RTA_GATEWAY, or RTA_VIA: an IPv4 route may go by an IPv6 gateway.
    int ifindex{0};

    auto operator<=>(const RouteHop&) const = default;  // NOLINT(modernize-use-nullptr): as IpAddress
};

/// One route of the kernel, with all that is needed to delete exactly it: what RTM_NEWROUTE reports
/// (rtnetlink(7), linux/rtnetlink.h), but for settings that tell it apart from no other (metrics, encap).
struct Route {
    Family family{Family::ipv4};
    IpAddress destination{};  ///< All zero, of `family`, for a default route.
    std::uint8_t prefix_length{0};
    std::uint32_t table{254};         ///< RT_TABLE_*; 254 = main.
    std::uint32_t metric{0};          ///< RTA_PRIORITY
    std::uint8_t type{1};             ///< RTN_*; 1 = unicast.
    std::uint8_t tos{0};              ///< rtm_tos
    std::uint8_t scope{0};            ///< RT_SCOPE_*
    std::uint8_t protocol{0};         ///< RTPROT_*: who made it.
    std::optional<IpAddress> from{};  ///< RTA_SRC: only for packets from there (IPv6).
    std::uint8_t from_length{0};
    std::optional<IpAddress> source{};  ///< RTA_PREFSRC
    std::vector<RouteHop> hops{};       ///< None for blackhole and its like of IPv4; else one or more.

    auto operator<=>(const Route&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// One routing policy rule (linux/fib_rules.h), likewise.
struct Rule {
    Family family{Family::ipv4};
    std::uint32_t priority{0};
    std::uint8_t action{1};   ///< FR_ACT_*; 1 = look a table up, 2 = go to another rule.
    std::uint32_t target{0};  ///< The table, or the priority of the rule to go to.
    std::uint8_t tos{0};
    std::uint8_t protocol{0};         ///< RTPROT_*: who made it; 0 = unspecified.
    std::optional<IpAddress> from{};  ///< Nothing for all addresses.
    std::uint8_t from_length{0};
    std::optional<IpAddress> to{};
    std::uint8_t to_length{0};
    std::uint32_t fwmark{0};
    std::uint32_t fwmask{0};
    std::string input{};   ///< FRA_IIFNAME
    std::string output{};  ///< FRA_OIFNAME
    bool inverted{false};  ///< FIB_RULE_INVERT: "not"
    /// Every other attribute that the kernel reports (ports, users, tunnels and what later kernels add), by
    /// its FRA_* number: told back to the kernel, it leaves no doubt which rule is meant.
    std::map<std::uint16_t, std::vector<std::uint8_t>> others{};

    // NOLINTNEXTLINE(modernize-use-nullptr, readability-implicit-bool-conversion)
    auto operator<=>(const Rule&) const = default;
};

/// RTPROT_KEEPALIVED (linux/rtnetlink.h): how keepalived 2.1.4 and later marks its routes and rules.
inline constexpr std::uint8_t kRouteProtocolKeepalived = 18;
/// Before Linux got a number for keepalived (5.8), keepalived 2.0 and 2.1 marked what they made with the
/// number of VRRP among the protocols of IP, which Linux has given to nobody; built with newer headers, the
/// same versions use the new one.
inline constexpr std::uint8_t kRouteProtocolOldKeepalived = 112;

/// Rules sort before routes, as they have to go: a rule that leads into an empty table drops traffic.
using RoutingEntry = std::variant<Rule, Route>;

/// RTPROT_*: who made it.
[[nodiscard]] std::uint8_t protocol_of(const RoutingEntry& entry);

/// The name of an interface, by its index.
using InterfaceName = std::function<std::string(int)>;

/// "rule pref 7 from 10.1.0.0/16 table 100 protocol keepalived", "-6 route default via fe80::1 dev eth0 proto
/// keepalived": as ip(8) words it, but for a verb and for Rule::others.
[[nodiscard]] std::string to_string(const RoutingEntry& entry, const InterfaceName& name_of);

}  // namespace vipwarden::netlink
