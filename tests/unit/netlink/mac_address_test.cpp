// SPDX-License-Identifier: MIT
#include "netlink/mac_address.hpp"

#include <gmock/gmock.h>

namespace vipwarden::netlink {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(MacAddress, IsReadAsItIsWritten) {
    constexpr MacAddress kMac{0x02, 0x00, 0x5e, 0xab, 0xcd, 0xef};

    EXPECT_EQ(to_string(kMac), "02:00:5e:ab:cd:ef");
    EXPECT_THAT(parse_mac_address("02:00:5e:ab:cd:ef"), Optional(Eq(kMac)));
    EXPECT_THAT(parse_mac_address("02:00:5E:AB:CD:EF"), Optional(Eq(kMac)));
}

TEST(MacAddress, IsSixPairsOfDigitsAndNothingElse) {
    for (const auto* text :
         {"", "none", "02:00:5e:ab:cd", "02:00:5e:ab:cd:ef:", "02:00:5e:ab:cd:ef:01", "02-00-5e-ab-cd-ef",
          "02:00:5e:ab:cd:e", "2:0:5e:ab:cd:eff:0", "02:00:5e:ab:cd:eg", "02:00:5e:ab:cd: f",
          "02:00:5e:ab:cd:-f", "02:00:5e:ab:cd:+f", "0x:00:5e:ab:cd:ef", "02:00:5e:ab:cdxef"}) {
        EXPECT_EQ(parse_mac_address(text), std::nullopt) << text;
    }
}

TEST(MacAddress, TellsTheVirtualRouterThatGoesByIt) {
    EXPECT_THAT(virtual_router({0x00, 0x00, 0x5e, 0x00, 0x01, 0x33}),
                Optional(Eq(VirtualRouter{.family = Family::ipv4, .vrid = 51})));
    EXPECT_THAT(virtual_router({0x00, 0x00, 0x5e, 0x00, 0x02, 0xff}),
                Optional(Eq(VirtualRouter{.family = Family::ipv6, .vrid = 255})));
}

TEST(MacAddress, TakesNoOtherForAVirtualRouters) {
    EXPECT_EQ(virtual_router({0x00, 0x00, 0x5e, 0x00, 0x03, 0x33}), std::nullopt);
    EXPECT_EQ(virtual_router({0x00, 0x00, 0x5e, 0x00, 0x01, 0x00}), std::nullopt);  // no VRID
    EXPECT_EQ(virtual_router({0x02, 0x00, 0x5e, 0x00, 0x01, 0x33}), std::nullopt);
    EXPECT_EQ(virtual_router({0x00, 0x00, 0x5e, 0x01, 0x01, 0x33}), std::nullopt);
}

TEST(MacAddress, SaysWhoseItIs) {
    EXPECT_EQ(describe({0x00, 0x00, 0x5e, 0x00, 0x01, 0x33}), "00:00:5e:00:01:33 (VRRP, VRID 51)");
    EXPECT_EQ(describe({0x02, 0x00, 0x00, 0x00, 0x00, 0x01}), "02:00:00:00:00:01");
}

TEST(MacAddress, BelongsToOneInterfaceUnlessItIsAGroupsOrEmpty) {
    EXPECT_TRUE(is_unicast({0x02, 0, 0, 0, 0, 1}));
    EXPECT_FALSE(is_unicast({0x33, 0x33, 0, 0, 0, 1}));
    EXPECT_FALSE(is_unicast({0xff, 0xff, 0xff, 0xff, 0xff, 0xff}));
    EXPECT_FALSE(is_unicast({}));
}

}  // namespace
}  // namespace vipwarden::netlink
