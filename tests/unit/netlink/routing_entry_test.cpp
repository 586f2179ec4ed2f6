// SPDX-License-Identifier: MIT
#include "netlink/routing_entry.hpp"

#include <gmock/gmock.h>

namespace vipwarden::netlink {
namespace {

IpAddress ip(const char* text) {
    return parse_ip_address(text).value();
}

std::string words(const RoutingEntry& entry) {
    return to_string(entry, [](int ifindex) { return "eth" + std::to_string(ifindex); });
}

TEST(RoutingEntry, IsWordedAsIpWordsIt) {
    EXPECT_EQ(words(Route{.destination = ip("10.1.0.0"),
                          .prefix_length = 24,
                          .protocol = 18,
                          .hops = {{.via = ip("10.9.0.2"), .ifindex = 0}}}),
              "route 10.1.0.0/24 via 10.9.0.2 proto keepalived");
    EXPECT_EQ(words(Route{.type = 6, .protocol = 4}), "route blackhole default proto 4");
    EXPECT_EQ(words(Route{.family = Family::ipv6,
                          .destination = ip("2001:db8::"),
                          .prefix_length = 64,
                          .table = 100,
                          .metric = 77,
                          .tos = 0x10,
                          .protocol = 18,
                          .from = ip("2001:db8:1::"),
                          .from_length = 48,
                          .source = ip("2001:db8::1"),
                          .hops = {{.via = ip("fe80::1"), .ifindex = 2}, {.ifindex = 3}}}),
              "-6 route 2001:db8::/64 from 2001:db8:1::/48 tos 0x10 nexthop via fe80::1 dev eth2 nexthop dev "
              "eth3 table 100 src 2001:db8::1 metric 77 proto keepalived");
    EXPECT_EQ(words(Route{.protocol = 18, .hops = {{.via = ip("fe80::1"), .ifindex = 2}}}),
              "route default via inet6 fe80::1 dev eth2 proto keepalived");
}

TEST(RoutingEntry, IsWordedAsIpWordsARule) {
    EXPECT_EQ(
        words(Rule{.priority = 7,
                   .target = 100,
                   .tos = 0x10,
                   .protocol = 18,
                   .from = ip("10.1.0.0"),
                   .from_length = 16,
                   .to = ip("10.2.0.0"),
                   .to_length = 15,
                   .fwmark = 5,
                   .fwmask = 0xff,
                   .input = "eth0",
                   .output = "eth1",
                   .inverted = true}),
        "rule pref 7 not from 10.1.0.0/16 to 10.2.0.0/15 tos 0x10 fwmark 0x5/0xff iif eth0 oif eth1 table "
        "100 protocol keepalived");
    EXPECT_EQ(words(Rule{.family = Family::ipv6, .priority = 8, .action = 2, .target = 60}),
              "-6 rule pref 8 goto 60");
    EXPECT_EQ(words(Rule{.priority = 9, .action = 3}), "rule pref 9 nop");
    EXPECT_EQ(words(Rule{.priority = 9, .action = 7, .protocol = 99}), "rule pref 9 unreachable protocol 99");
    EXPECT_EQ(words(Rule{.priority = 9}), "rule pref 9 l3mdev");
    EXPECT_EQ(words(Rule{.priority = 9, .action = 77}), "rule pref 9 type 77");
}

TEST(RoutingEntry, KnowsWhoMadeIt) {
    EXPECT_EQ(protocol_of(Rule{.protocol = 18}), 18);
    EXPECT_EQ(protocol_of(Route{.protocol = 4}), 4);
}

}  // namespace
}  // namespace vipwarden::netlink
