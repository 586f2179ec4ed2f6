// SPDX-License-Identifier: MIT
// What keepalived makes of the lines of virtual_routes; tests/keepalived/routes_test.cpp holds it against
// the real one.
#include "wrapper/config/route_line.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing_line.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using testing::ElementsAre;
using testing::IsEmpty;

netlink::IpAddress ip(std::string_view text) {
    return *netlink::parse_ip_address(text);
}

/// The route of a line that has to have one.
VirtualRoute route_in(std::string_view text, const Version& version = kDefaultVersion) {
    const auto reading = read_route(text, version);
    EXPECT_TRUE(reading.entry.has_value()) << text;
    return reading.entry.value_or(VirtualRoute{});
}

bool is_dropped(std::string_view text, const Version& version = kDefaultVersion) {
    return !read_route(text, version).entry.has_value();
}

const Position kWhere{.file = 3, .line = 7, .column = 1};

TEST(RouteLine, NamesADestinationAndAWay) {
    EXPECT_EQ(route_in("10.9.0.0/24 via 192.0.2.77 dev eth0 metric 5 table 100 src 192.0.2.1 tos 0x10"),
              (VirtualRoute{.family = Family::ipv4,
                            .prefix_length = 24,
                            .destination = ip("10.9.0.0"),
                            .tos = 16,
                            .protocol = 18,
                            .table = 100,
                            .metric = 5,
                            .source = ip("192.0.2.1"),
                            .nexthops = {{.via = ip("192.0.2.77"), .device = "eth0"}},
                            .where = kWhere}));
    EXPECT_EQ(route_in("2001:db8:9::/48 via fe80::1 dev eth0 from 2001:db8:7::/48"),
              (VirtualRoute{.family = Family::ipv6,
                            .prefix_length = 48,
                            .destination = ip("2001:db8:9::"),
                            .metric = 1024,
                            .from = ip("2001:db8:7::"),
                            .from_length = 48,
                            .nexthops = {{.via = ip("fe80::1"), .device = "eth0"}},
                            .where = kWhere}));
}

TEST(RouteLine, KnowsOldSpellings) {
    EXPECT_EQ(route_in("10.9.0.0/24 gw 192.0.2.77 oif eth0 dsfield 16 priority 5"),
              route_in("to 10.9.0.0/24 via 192.0.2.77 dev eth0 tos 0x10 preference 5"));
}

TEST(RouteLine, MayHaveItsWordsInAnyOrderAndTheLastOneOfAKindCounts) {
    EXPECT_EQ(route_in("dev eth1 metric 7 10.8.0.0/24 dev eth0 10.9.0.0/24 metric 5"),
              route_in("10.9.0.0/24 dev eth0 metric 5"));
}

TEST(RouteLine, KeepsTheDefaultMetricOfTheFamily) {
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0").metric, 0U);
    EXPECT_EQ(route_in("2001:db8::/32 dev eth0").metric, 1024U);
    EXPECT_EQ(route_in("2001:db8::/32 dev eth0 metric 0").metric, 1024U);
    EXPECT_EQ(route_in("2001:db8::/32 dev eth0 metric 77").metric, 77U);
}

TEST(RouteLine, TakesTableZeroForMain) {
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 table 0").table, 254U);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 table local").table, 255U);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 table -1").table, 4294967295U);
}

TEST(RouteLine, LeavesTheTableToTheVrf) {
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 table 5 vrf red").vrf, "red");
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 vrf red table 5").vrf, "");
}

TEST(DefaultRoute, HasTheFamilyOfWhatFollows) {
    EXPECT_EQ(route_in("default via 192.0.2.9").destination, ip("0.0.0.0"));
    EXPECT_EQ(route_in("any via 2001:db8::9").destination, ip("::"));
    EXPECT_EQ(route_in("all dev eth0").destination, ip("0.0.0.0"));
    EXPECT_EQ(route_in("default6 dev eth0").destination, ip("::"));
    EXPECT_EQ(route_in("default dev eth0 inet6").destination, ip("::"));
    EXPECT_EQ(route_in("default via inet6 2001:db8::9").destination, ip("::"));
}

TEST(DefaultRoute, CanNotFollowWhatFixesTheFamily) {
    EXPECT_THAT(read_route("via 192.0.2.9 default").remarks(),
                ElementsAre("warning 15: 'default' is not of the family that the words before it have fixed: "
                            "keepalived drops the route, and so do we"));
    EXPECT_TRUE(is_dropped("via 192.0.2.9 default"));
}

TEST(Families, AreNotMixed) {
    EXPECT_TRUE(is_dropped("10.9.0.0/24 via 2001:db8::9"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 via inet6 2001:db8::9"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 src 2001:db8::9"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 2001:db8::/32"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 from 10.0.0.0/8"));
    EXPECT_TRUE(is_dropped("2001:db8::/32 dev eth0 realms 5"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 pref low"));
    EXPECT_TRUE(is_dropped("expires 100 10.9.0.0/24 dev eth0"));
}

TEST(FamilyWord, SwallowsTheNextOne) {
    EXPECT_THAT(read_route("inet6 default via 2001:db8::9").remarks(),
                ElementsAre("warning 1: keepalived passes over the word behind 'inet6', and so do we",
                            "warning 1: there is no destination: keepalived drops the route, and so do we"));
    EXPECT_TRUE(is_dropped("inet6 default via 2001:db8::9"));
    EXPECT_EQ(route_in("inet x 10.9.0.0/24 dev eth0"), route_in("10.9.0.0/24 dev eth0"));
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 inet"), route_in("10.9.0.0/24 dev eth0"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 inet6"));
}

TEST(RouteType, StandsBeforeTheDestination) {
    EXPECT_EQ(route_in("blackhole 10.9.0.0/24"),
              (VirtualRoute{.prefix_length = 24, .destination = ip("10.9.0.0"), .type = 6, .where = kWhere}));
    EXPECT_EQ(route_in("prohibit default").type, 8);
    EXPECT_EQ(route_in("7 10.9.0.0/24").type, 7);
    EXPECT_EQ(route_in("local 10.9.0.1 dev lo scope host table local").type, 2);
    EXPECT_TRUE(is_dropped("to blackhole 10.9.0.0/24"));
    EXPECT_TRUE(is_dropped("blackhole to 10.9.0.0/24"));
    EXPECT_TRUE(is_dropped("nat 10.9.0.1 dev eth0"));
}

TEST(RouteThatLeadsNowhere, HasNoNexthops) {
    EXPECT_THAT(route_in("blackhole 2001:db8::/32 dev eth0").nexthops, IsEmpty());
    EXPECT_TRUE(is_dropped("blackhole 10.9.0.0/24 dev eth0"));
}

TEST(Nexthops, AreKeptInOrder) {
    EXPECT_THAT(route_in("10.9.0.0/24 nexthop via 192.0.2.3 weight 5 nexthop dev eth1 onlink").nexthops,
                ElementsAre(Nexthop{.via = ip("192.0.2.3")}, Nexthop{.device = "eth1"}));
    EXPECT_THAT(route_in("default nexthop via inet6 fe80::1 dev eth0").nexthops,
                ElementsAre(Nexthop{.via = ip("fe80::1"), .device = "eth0"}));
}

TEST(Nexthops, TakeFromAnIpv6RouteWhatTheyDoNotName) {
    EXPECT_THAT(route_in("2001:db8::/32 dev eth0 nexthop via fe80::1 nexthop via fe80::2 dev eth1").nexthops,
                ElementsAre(Nexthop{.via = ip("fe80::1"), .device = "eth0"},
                            Nexthop{.via = ip("fe80::2"), .device = "eth1"}));
}

TEST(Nexthops, HaveToAgreeWithAnIpv4Route) {
    EXPECT_THAT(route_in("10.9.0.0/24 dev eth0 nexthop dev eth0 nexthop dev eth1").nexthops,
                ElementsAre(Nexthop{.device = "eth0"}, Nexthop{.device = "eth1"}));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 nexthop via 192.0.2.3"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 via 192.0.2.2 nexthop via 192.0.2.3"));
}

TEST(Nexthops, EndAtTheFirstMistake) {
    EXPECT_THAT(read_route("10.9.0.0/24 nexthop via 192.0.2.3 nexthop via 300.1.1.1 dev eth0").remarks(),
                ElementsAre("warning 47: '300.1.1.1' is no address of the family of the route: keepalived "
                            "keeps only the nexthops before it, and so do we"));
    for (const char* rest : {"nexthop via 300.1.1.1", "metric 5", "nexthop via 192.0.2.4 weight 0",
                             "nexthop as to 192.0.2.4", "nexthop via 2001:db8::4", "nexthop realms x"}) {
        EXPECT_THAT(route_in("10.9.0.0/24 nexthop via 192.0.2.3 " + std::string{rest}).nexthops,
                    ElementsAre(Nexthop{.via = ip("192.0.2.3")}))
            << rest;
    }
}

TEST(Or, NamesASecondGatewayOfAnyFamily) {
    EXPECT_THAT(route_in("10.9.0.0/24 via 192.0.2.3 or 2001:db8::4").nexthops,
                ElementsAre(Nexthop{.via = ip("192.0.2.3")}, Nexthop{.via = ip("2001:db8::4")}));
    EXPECT_THAT(read_route("10.9.0.0/24 via 192.0.2.3 or 192.0.2.4 or 192.0.2.5").remarks(),
                ElementsAre("warning 40: there is a second gateway already: keepalived ignores this one, and "
                            "so do we"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 or 192.0.2.4"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 via 192.0.2.3 or x"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 via 192.0.2.3 or 192.0.2.4 nexthop via 192.0.2.5"));
}

TEST(RouteProtocol, IsKeepalivedsOwnUnlessTheRouteIsUntracked) {
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 protocol static").protocol, 18);
    EXPECT_THAT(read_route("10.9.0.0/24 dev eth0 protocol static").remarks(),
                ElementsAre("warning 1: keepalived gives a route another protocol only with 'no_track', and "
                            "so do we"));
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 protocol static no_track").protocol, 4);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 no_track").protocol, 18);
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 protocol nosuch"));
}

TEST(RouteProtocol, DependsOnTheVersion) {
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0", {1, 4, 5}).protocol, 3);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0", {2, 0, 19}).protocol, 112);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0", {2, 1, 3}).protocol, 112);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0", {2, 1, 4}).protocol, 18);
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0", {2, 4, 0}).protocol, 18);
}

TEST(RouteWords, DependOnTheVersion) {
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 append", {2, 2, 4}));
    EXPECT_FALSE(is_dropped("10.9.0.0/24 dev eth0 append", {2, 2, 7}));
    EXPECT_TRUE(is_dropped("any dev eth0", {2, 0, 7}));
    EXPECT_FALSE(is_dropped("any dev eth0", {2, 0, 8}));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 inet", {2, 0, 7}));
}

TEST(RouteOptions, DoNotMatter) {
    EXPECT_EQ(
        route_in("10.9.0.0/24 dev eth0 onlink scope link realms 1/2 mtu lock 1400 advmss 1200 hoplimit 3 "
                 "initcwnd 10 initrwnd 20 quickack 1 congctl lock cubic features ecn rtt 1s rttvar 500ms "
                 "rto_min 1.5s window 5 cwnd 4 ssthresh 7 reordering 3 fastopen_no_cookie 1 "
                 "ttl-propagate enabled as to 192.0.2.4 add"),
        route_in("10.9.0.0/24 dev eth0"));
    EXPECT_EQ(route_in("2001:db8::/32 dev eth0 expires 100 pref high"), route_in("2001:db8::/32 dev eth0"));
    EXPECT_EQ(route_in("10.9.0.0/24 encap ip id 5 dst 192.0.2.9 ttl 3 dev eth0"),
              route_in("10.9.0.0/24 dev eth0"));
    EXPECT_EQ(route_in("10.9.0.0/24 encap mpls 100 dev eth0"), route_in("10.9.0.0/24 dev eth0"));
    EXPECT_EQ(route_in("10.9.0.0/24 dev eth0 encap"), route_in("10.9.0.0/24 dev eth0"));
}

TEST(RouteOptions, WithABadParameterDropTheRoute) {
    for (const char* rest :
         {"metric 0x7", "metric 5x", "metric 4294967296", "tos 256", "table nosuch", "scope nosuch", "mtu x",
          "hoplimit 256", "quickack 2", "rtt 1e3", "realms 256", "src x", "via x", "via 192.0.2.3/24"}) {
        EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 " + std::string{rest})) << rest;
    }
    EXPECT_THAT(
        read_route("10.9.0.0/24 dev eth0 quickack 2").remarks(),
        ElementsAre("warning 31: '2' is no value for 'quickack': keepalived drops the route, and so do "
                    "we"));
}

TEST(UnknownWord, IsTakenForADestination) {
    EXPECT_THAT(read_route("10.9.0.0/24 dev eth0 foo").remarks(),
                ElementsAre("warning 22: 'foo' is neither a word for routes nor a destination: keepalived "
                            "drops the route, and so do we"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 foo"));
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 10.8"));
}

TEST(RouteThatTheKernelRefuses, IsLeftOut) {
    EXPECT_THAT(read_route("10.9.0.1/24 dev eth0").remarks(),
                ElementsAre("warning 1: the destination has bits behind its prefix: the kernel refuses the "
                            "route, and we leave it out"));
    EXPECT_THAT(
        read_route("10.9.0.0/24 metric 5").remarks(),
        ElementsAre("warning 1: its gateways and interfaces are none, or contradict each other or its "
                    "type: the kernel refuses the route, and we leave it out"));
    EXPECT_THAT(read_route("11 10.9.0.0/24 dev eth0").remarks(),
                ElementsAre("warning 1: the kernel has no routes of this type: the kernel refuses the route, "
                            "and we leave it out"));
    EXPECT_EQ(route_in("2001:db8::5/32 dev eth0").destination, ip("2001:db8::"));
}

TEST(MissingRouteParameter, IsFatal) {
    EXPECT_THAT(read_route("10.9.0.0/24 via").remarks(),
                ElementsAre("fatal 13: 'via' needs a parameter: keepalived exits; we ignore the line"));
    for (const char* text :
         {"10.9.0.0/24 via", "10.9.0.0/24 via inet", "10.9.0.0/24 dev eth0 mtu",
          "10.9.0.0/24 dev eth0 mtu lock", "10.9.0.0/24 nexthop via", "blackhole", "to", "default6 expires",
          "10.9.0.0/24 via 192.0.2.3 or", "10.9.0.0/24 dev eth0 as", "10.9.0.0/24 dev eth0 vrf"}) {
        const auto reading = read_route(text);
        EXPECT_EQ(reading.entry, std::nullopt) << text;
        EXPECT_EQ(reading.diagnostics.back().severity, Severity::fatal) << text;
    }
}

TEST(MissingRouteParameter, IsNoticedOnlyWhereTheLineIsReadSoFar) {
    EXPECT_THAT(
        read_route("foo via").remarks(),
        ElementsAre("warning 1: 'foo' is neither a word for routes nor a destination: keepalived drops "
                    "the route, and so do we"));
    EXPECT_THAT(read_route("10.9.0.0/24 expires").remarks(),
                ElementsAre("warning 13: an IPv4 route has no 'expires': keepalived drops the route, and so "
                            "do we"));
}

TEST(RouteInterfaces, AreNamedAsFarAsTheLineIsRead) {
    EXPECT_THAT(read_route("10.9.0.0/24 dev eth1 oif eth2").interfaces, ElementsAre("eth1", "eth2"));
    EXPECT_THAT(read_route("10.9.0.0/24 nexthop dev eth1 nexthop dev eth2").interfaces,
                ElementsAre("eth1", "eth2"));
    EXPECT_THAT(read_route("10.9.0.0/24 dev eth1 foo dev eth2").interfaces, ElementsAre("eth1"));
    EXPECT_THAT(read_route("10.9.0.0/24 vrf red dev eth1").interfaces, ElementsAre("eth1"));
}

TEST(StaticRoute, MayHaveATrackGroup) {
    EXPECT_THAT(read_route("10.9.0.0/24 dev eth0 track_group g", kDefaultVersion, true).remarks(), IsEmpty());
    EXPECT_TRUE(is_dropped("10.9.0.0/24 dev eth0 track_group g"));
    EXPECT_THAT(
        read_route("10.9.0.0/24 dev eth0 track_group", kDefaultVersion, true).remarks(),
        ElementsAre("fatal 22: 'track_group' needs a parameter: keepalived exits; we ignore the line"));
}

}  // namespace
}  // namespace vipwarden::config
