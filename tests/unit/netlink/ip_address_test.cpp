// SPDX-License-Identifier: MIT
#include "netlink/ip_address.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"

namespace vipwarden::netlink {
namespace {

using support::ip;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(IpAddress, HoldsIpv4InItsFirstFourBytes) {
    EXPECT_THAT(parse_ip_address("172.31.161.42"),
                Optional(Eq(IpAddress{.family = Family::ipv4, .bytes = {172, 31, 161, 42}})));
}

TEST(IpAddress, HoldsIpv6InNetworkOrder) {
    EXPECT_THAT(
        parse_ip_address("2001:db8::1"),
        Optional(Eq(IpAddress{.family = Family::ipv6,
                              .bytes = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}})));
}

TEST(IpAddress, IsTheSameInEverySpelling) {
    EXPECT_EQ(ip("2001:DB8:0:0:0:0:0:1"), ip("2001:db8::1"));
    EXPECT_EQ(ip("::ffff:1.2.3.4"), ip("::ffff:102:304"));
    EXPECT_NE(ip("::ffff:1.2.3.4"), ip("1.2.3.4"));
}

TEST(IpAddress, RefusesWhatInetPtonRefuses) {
    for (const auto* text :
         {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/32", " 1.2.3.4", "1.2.3.4 ",
          "fe80::1%eth0", "[::1]", "1::2::3", ":::", "12345::", "eth0", "0x1.2.3.4"}) {
        EXPECT_EQ(parse_ip_address(text), std::nullopt) << '"' << text << '"';
    }
}

TEST(IpAddress, RefusesAnEmbeddedNul) {
    using namespace std::string_view_literals;
    EXPECT_EQ(parse_ip_address("1.2.3.4\0.5"sv), std::nullopt);
}

TEST(IpAddress, ReadsNoFurtherThanTheViewGoes) {
    EXPECT_THAT(parse_ip_address(std::string_view{"1.2.3.45"}.substr(0, 7)), Optional(ip("1.2.3.4")));
}

TEST(IpAddress, IsWrittenInItsCanonicalForm) {
    EXPECT_EQ(to_string(ip("172.31.161.42")), "172.31.161.42");
    EXPECT_EQ(to_string(ip("2001:DB8:0:0:1:0:0:1")), "2001:db8::1:0:0:1");
    EXPECT_EQ(to_string(ip("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")),
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(IpAddress, SortsByFamilyAndThenByBytes) {
    EXPECT_LT(ip("10.0.0.2"), ip("10.0.0.10"));
    EXPECT_LT(ip("255.0.0.1"), ip("::1"));
}

TEST(IpAddress, KnowsTheLongestPrefixOfItsFamily) {
    EXPECT_EQ(max_prefix_length(Family::ipv4), 32);
    EXPECT_EQ(max_prefix_length(Family::ipv6), 128);
}

TEST(SameSubnet, ComparesExactlyThePrefix) {
    EXPECT_TRUE(same_subnet(ip("10.0.0.127"), ip("10.0.0.1"), 25));
    EXPECT_FALSE(same_subnet(ip("10.0.0.128"), ip("10.0.0.1"), 25));
    EXPECT_TRUE(same_subnet(ip("10.0.0.255"), ip("10.0.0.1"), 24));
    EXPECT_FALSE(same_subnet(ip("10.0.1.1"), ip("10.0.0.1"), 24));
    EXPECT_TRUE(same_subnet(ip("10.0.0.1"), ip("10.0.0.1"), 32));
    EXPECT_FALSE(same_subnet(ip("10.0.0.0"), ip("10.0.0.1"), 32));
    EXPECT_TRUE(same_subnet(ip("2001:db8::1"), ip("2001:db8::2"), 126));
    EXPECT_FALSE(same_subnet(ip("2001:db8::1"), ip("2001:db8::2"), 127));
    EXPECT_FALSE(same_subnet(ip("2001:db8::1"), ip("2001:db8::2"), 128));
}

TEST(SameSubnet, TakesLengthZeroForAllOfTheFamily) {
    EXPECT_TRUE(same_subnet(ip("10.0.0.1"), ip("192.0.2.1"), 0));
    EXPECT_TRUE(same_subnet(ip("2001:db8::1"), ip("fe80::1"), 0));
}

TEST(SameSubnet, NeverSpansFamilies) {
    EXPECT_FALSE(same_subnet(ip("0.0.0.0"), ip("::"), 0));
}

TEST(SameSubnet, TakesAnImpossibleLengthForTheWholeAddress) {
    EXPECT_TRUE(same_subnet(ip("10.0.0.1"), ip("10.0.0.1"), 255));
    EXPECT_FALSE(same_subnet(ip("10.0.0.1"), ip("10.0.0.2"), 255));
}

TEST(LinkLocal, IsATenBitPrefixOfIpv6) {
    EXPECT_TRUE(is_link_local(ip("fe80::1")));
    EXPECT_TRUE(is_link_local(ip("febf::1")));
    EXPECT_FALSE(is_link_local(ip("fec0::1")));
    EXPECT_FALSE(is_link_local(ip("169.254.0.1")));
    EXPECT_FALSE(is_link_local(ip("254.128.0.1")));
}

TEST(IsMulticast, HoldsForItsRangeInEitherFamily) {
    EXPECT_TRUE(is_multicast(ip("224.0.0.18")));
    EXPECT_TRUE(is_multicast(ip("239.255.255.255")));
    EXPECT_TRUE(is_multicast(ip("ff02::12")));
    EXPECT_FALSE(is_multicast(ip("223.255.255.255")));
    EXPECT_FALSE(is_multicast(ip("240.0.0.1")));
    EXPECT_FALSE(is_multicast(ip("fe80::1")));
}

TEST(NetworkOf, ClearsWhatIsBehindThePrefix) {
    EXPECT_EQ(network_of(ip("10.1.255.7"), 17), ip("10.1.128.0"));
    EXPECT_EQ(network_of(ip("10.1.2.3"), 32), ip("10.1.2.3"));
    EXPECT_EQ(network_of(ip("10.1.2.3"), 0), ip("0.0.0.0"));
    EXPECT_EQ(network_of(ip("2001:db8:ffff::5"), 33), ip("2001:db8:8000::"));
}

}  // namespace
}  // namespace vipwarden::netlink
