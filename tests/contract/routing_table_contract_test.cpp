// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>

#include "netlink/routing_table.hpp"
#include "tests/contract/netlink_world.hpp"
#include "tests/support/entry.hpp"

namespace vipwarden::contract {
namespace {

using netlink::Family;
using netlink::Route;
using netlink::RouteHop;
using netlink::RoutingEntry;
using netlink::Rule;
using support::ip;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

const std::error_code kSuccess{};
constexpr std::uint8_t kKeepalived = 18;
constexpr std::uint8_t kStatic = 4;
constexpr std::array kOurs{kKeepalived};

/// "scope link", as ip(8) has it for a route without a gateway.
constexpr std::uint8_t kLink = 253;

/// An entry, and how ip(8) is told to make it.
struct Made {
    const char* name;
    std::string words;
    RoutingEntry entry;
};

Route route(const char* destination, std::uint8_t length, std::vector<RouteHop> hops) {
    const auto address = ip(destination);
    return {.family = address.family,
            .destination = address,
            .prefix_length = length,
            .metric = address.family == Family::ipv6 ? 1024U : 0U,
            .protocol = kKeepalived,
            .hops = std::move(hops)};
}

Route with_metric(Route route, std::uint32_t metric) {
    route.metric = metric;
    return route;
}

Route in_table(Route route, std::uint32_t table) {
    route.table = table;
    return route;
}

Route on_link(Route route) {
    route.scope = kLink;
    return route;
}

Route of_type(Route route, std::uint8_t type) {
    route.type = type;
    return route;
}

Route with_tos(Route route, std::uint8_t tos) {
    route.tos = tos;
    return route;
}

Rule rule(std::uint32_t priority, std::uint32_t table) {
    return {.priority = priority, .target = table, .protocol = kKeepalived};
}

Rule from(Rule rule, const char* address, std::uint8_t length) {
    rule.from = ip(address);
    rule.from_length = length;
    rule.family = rule.from->family;
    return rule;
}

Rule not_from(Rule rule, const char* address, std::uint8_t length) {
    rule = from(std::move(rule), address, length);
    rule.inverted = true;
    return rule;
}

Rule with_others(Rule rule, std::map<std::uint16_t, std::vector<std::uint8_t>> others) {
    rule.others = std::move(others);
    return rule;
}

/// Every shape that keepalived can make, as far as an unadorned kernel takes it.
std::vector<Made> shapes() {
    return {
        {"Gateway", "route add 10.1.0.0/24 via 10.9.0.2 dev eth0 proto 18",
         route("10.1.0.0", 24, {{.via = ip("10.9.0.2"), .ifindex = kEth0}})},
        {"Interface", "route add 10.1.0.0/24 dev eth1 proto 18",
         on_link(route("10.1.0.0", 24, {{.ifindex = kEth1}}))},
        {"Default", "route add default via 10.9.0.2 dev eth0 proto 18",
         route("0.0.0.0", 0, {{.via = ip("10.9.0.2"), .ifindex = kEth0}})},
        {"LargeTable", "route add 10.1.0.0/24 dev eth0 table 70000 metric 5 proto 18",
         on_link(in_table(with_metric(route("10.1.0.0", 24, {{.ifindex = kEth0}}), 5), 70000))},
        {"TypeOfService", "route add 10.1.0.0/24 tos 0x10 dev eth0 proto 18",
         on_link(with_tos(route("10.1.0.0", 24, {{.ifindex = kEth0}}), 0x10))},
        {"Blackhole", "route add blackhole 10.1.0.0/24 proto 18", of_type(route("10.1.0.0", 24, {}), 6)},
        {"Throw", "route add throw 10.1.0.0/24 table 100 proto 18",
         of_type(in_table(route("10.1.0.0", 24, {}), 100), 9)},
        {"Multipath",
         "route add 10.1.0.0/24 proto 18 nexthop via 10.9.0.2 dev eth0 weight 3"
         " nexthop dev eth1",
         route("10.1.0.0", 24, {{.via = ip("10.9.0.2"), .ifindex = kEth0}, {.ifindex = kEth1}})},
        {"GatewayOfTheOtherFamily", "route add 10.1.0.0/24 via inet6 fe80::2 dev eth0 proto 18",
         route("10.1.0.0", 24, {{.via = ip("fe80::2"), .ifindex = kEth0}})},
        {"Ipv6Gateway", "-6 route add 2001:db8:1::/64 via fe80::2 dev eth0 metric 77 proto 18",
         with_metric(route("2001:db8:1::", 64, {{.via = ip("fe80::2"), .ifindex = kEth0}}), 77)},
        {"Ipv6Default", "-6 route add default dev eth0 table 100 proto 18",
         in_table(route("::", 0, {{.ifindex = kEth0}}), 100)},
        {"Ipv6Blackhole", "-6 route add blackhole 2001:db8:1::/64 proto 18",
         of_type(route("2001:db8:1::", 64, {{.ifindex = 1}}), 6)},
        {"Ipv6Multipath",
         "-6 route add 2001:db8:1::/64 proto 18 nexthop via fe80::2 dev eth0 nexthop via fe80::3 dev eth1",
         route("2001:db8:1::", 64,
               {{.via = ip("fe80::2"), .ifindex = kEth0}, {.via = ip("fe80::3"), .ifindex = kEth1}})},
        {"RuleFrom", "rule add from 10.1.0.0/16 pref 7 table 100 protocol 18",
         from(rule(7, 100), "10.1.0.0", 16)},
        {"RuleNot", "rule add not from 10.1.0.0/16 pref 7 table 70000 protocol 18",
         not_from(rule(7, 70000), "10.1.0.0", 16)},
        {"RuleOfIpv6", "-6 rule add from 2001:db8:1::/64 pref 7 table 100 protocol 18",
         from(rule(7, 100), "2001:db8:1::", 64)},
        {"RuleWithManySelectors",
         "rule add to 10.2.0.5/32 pref 0 fwmark 0x5/0xff iif eth0 oif eth1 tos 0x10 table 100 protocol 18",
         Rule{.target = 100,
              .tos = 0x10,
              .protocol = kKeepalived,
              .to = ip("10.2.0.5"),
              .to_length = 32,
              .fwmark = 5,
              .fwmask = 0xff,
              .input = "eth0",
              .output = "eth1"}},
        {"RuleWithAMarkAndNoMask", "rule add pref 7 fwmark 0x5/0 table 100 protocol 18",
         Rule{.priority = 7, .target = 100, .protocol = kKeepalived, .fwmark = 5}},
        {"RuleWithPorts", "rule add pref 7 ipproto tcp sport 80-90 table 100 protocol 18",
         // FRA_IP_PROTO = 22, FRA_SPORT_RANGE = 23: two numbers of 16 bits in the machine's order.
         with_others(rule(7, 100), {{22, {6}}, {23, {80, 0, 90, 0}}})},
        {"RuleGoto", "rule add pref 7 goto 60 protocol 18",
         Rule{.priority = 7, .action = 2, .target = 60, .protocol = kKeepalived}},
        {"RuleProhibit", "rule add pref 7 prohibit protocol 18",
         Rule{.priority = 7, .action = 8, .protocol = kKeepalived}},
    };
}

class RoutingTableContract : public NetlinkContract {
 protected:
    /// With an address, so that there is a subnet with gateways in it.
    void SetUp() override {
        NetlinkContract::SetUp();
        if (!IsSkipped()) {
            ASSERT_EQ(addresses().add(support::entry(kEth0, "10.9.0.1", 24)), kSuccess);
        }
    }

    std::vector<RoutingEntry> present() { return routing().list(kOurs); }
    std::vector<std::error_code> remove(const std::vector<RoutingEntry>& entries) {
        return routing().remove(entries);
    }
};

INSTANTIATE_TEST_SUITE_P(, RoutingTableContract, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(RoutingTableContract, ListsEveryShapeWithAllThatItWasMadeWith) {
    for (const auto& made : shapes()) {
        put(made.words, made.entry);

        EXPECT_THAT(present(), ElementsAre(made.entry)) << made.name;

        EXPECT_THAT(remove({made.entry}), ElementsAre(kSuccess)) << made.name;
        ASSERT_THAT(present(), IsEmpty()) << made.name;
    }
}

TEST_P(RoutingTableContract, ListsRulesBeforeRoutes) {
    const RoutingEntry first = rule(9, 100);
    const RoutingEntry second = on_link(route("10.1.0.0", 24, {{.ifindex = kEth0}}));
    put("route add 10.1.0.0/24 dev eth0 proto 18", second);
    put("rule add pref 9 table 100 protocol 18", first);

    EXPECT_THAT(present(), ElementsAre(first, second));
}

TEST_P(RoutingTableContract, ListsOnlyWhatTheOriginatorsAskedForHaveMade) {
    auto of_somebody_else = on_link(route("10.1.0.0", 24, {{.ifindex = kEth0}}));
    of_somebody_else.protocol = kStatic;
    auto rule_of_somebody_else = rule(9, 100);
    rule_of_somebody_else.protocol = kStatic;
    put("route add 10.1.0.0/24 dev eth0 proto static", of_somebody_else);
    put("rule add pref 9 table 100 protocol static", rule_of_somebody_else);

    EXPECT_THAT(present(), IsEmpty());
    EXPECT_THAT(routing().list(std::array{kKeepalived, kStatic}),
                ElementsAre(RoutingEntry{rule_of_somebody_else}, RoutingEntry{of_somebody_else}));
    EXPECT_THAT(routing().list({}), IsEmpty());
}

TEST_P(RoutingTableContract, RemovesJustThisOneAmongItsLike) {
    const RoutingEntry mine = on_link(with_metric(route("10.1.0.0", 24, {{.ifindex = kEth0}}), 5));
    const RoutingEntry other_metric = on_link(with_metric(route("10.1.0.0", 24, {{.ifindex = kEth0}}), 6));
    const RoutingEntry other_table =
        on_link(in_table(with_metric(route("10.1.0.0", 24, {{.ifindex = kEth0}}), 5), 100));
    const RoutingEntry my_rule = from(rule(7, 100), "10.1.0.0", 16);
    const RoutingEntry other_rule = from(rule(8, 100), "10.1.0.0", 16);
    put("route add 10.1.0.0/24 dev eth0 metric 6 proto 18", other_metric);
    put("route add 10.1.0.0/24 dev eth0 metric 5 proto 18", mine);
    put("route add 10.1.0.0/24 dev eth0 metric 5 table 100 proto 18", other_table);
    put("rule add from 10.1.0.0/16 pref 8 table 100 protocol 18", other_rule);
    put("rule add from 10.1.0.0/16 pref 7 table 100 protocol 18", my_rule);

    EXPECT_THAT(remove({mine, my_rule}), ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(present(), ElementsAre(other_rule, other_table, other_metric));
}

TEST_P(RoutingTableContract, LeavesTheEqualOneOfAnotherOriginator) {
    const auto mine = on_link(route("10.1.0.0", 24, {{.ifindex = kEth0}}));
    auto hosts = mine;
    hosts.protocol = kStatic;
    put("route add 10.1.0.0/24 dev eth0 proto static", hosts);
    put("route prepend 10.1.0.0/24 dev eth0 proto 18", mine);

    EXPECT_THAT(remove({mine}), ElementsAre(kSuccess));
    EXPECT_THAT(remove({mine}), ElementsAre(kSuccess));

    EXPECT_THAT(routing().list(std::array{kKeepalived, kStatic}), ElementsAre(RoutingEntry{hosts}));
}

TEST_P(RoutingTableContract, TakesWhatIsGoneForASuccess) {
    const RoutingEntry gone = on_link(route("10.1.0.0", 24, {{.ifindex = kEth0}}));
    const RoutingEntry gone_with_its_interface = on_link(route("10.1.0.0", 24, {{.ifindex = kNoSuchLink}}));
    const RoutingEntry gone_of_ipv6 = route("2001:db8:1::", 64, {{.ifindex = kEth0}});
    const RoutingEntry gone_rule = from(rule(7, 100), "10.1.0.0", 16);
    const RoutingEntry gone_rule_of_ipv6 = from(rule(7, 100), "2001:db8:1::", 64);

    EXPECT_THAT(remove({gone, gone_with_its_interface, gone_of_ipv6, gone_rule, gone_rule_of_ipv6}),
                ElementsAre(kSuccess, kSuccess, kSuccess, kSuccess, kSuccess));
}

TEST_P(RoutingTableContract, GoesOnAfterAFailure) {
    const auto impossible = route("10.1.0.0", 77, {{.ifindex = kEth0}});
    const RoutingEntry mine = on_link(route("10.1.0.0", 24, {{.ifindex = kEth0}}));
    put("route add 10.1.0.0/24 dev eth0 proto 18", mine);

    EXPECT_THAT(remove({impossible, mine}),
                ElementsAre(make_error_code(std::errc::invalid_argument), kSuccess));
    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(RoutingTableContract, RemovesNothingWhenToldNothing) {
    EXPECT_THAT(remove({}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::contract
