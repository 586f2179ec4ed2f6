// SPDX-License-Identifier: MIT
#include "wrapper/config/mac_address.hpp"

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

TEST(Mac, IsReadFromSixBytes) {
    EXPECT_EQ(read_mac("02:00:5E:0a:01:77"), (GivenMac{.mac = {0x02, 0x00, 0x5e, 0x0a, 0x01, 0x77}}));
    EXPECT_EQ(read_mac("2:0:5e:a:1:7"), (GivenMac{.mac = {0x02, 0x00, 0x5e, 0x0a, 0x01, 0x07}}));
    EXPECT_EQ(read_mac("02:00:5e:0a:01:77:88"), (GivenMac{.mac = {0x02, 0x00, 0x5e, 0x0a, 0x01, 0x77}}));
}

TEST(Mac, OfFiveBytesEndsInTheRouterId) {
    const GivenMac expected{.mac = {0x02, 0x00, 0x5e, 0x0a, 0x01, 0x00}, .ends_in_vrid = true};
    EXPECT_EQ(read_mac("02:00:5e:0a:01"), expected);
    EXPECT_EQ(read_mac("02:00:5e:0a:01:"), expected);
}

TEST(Mac, IsNothingElse) {
    for (const char* text :
         {"", ":", "02", "02:00:5e:0a", "02:00:5e:0a:", "02::5e:0a:01:77", "002:00:5e:0a:01:77",
          "0x2:00:5e:0a:01:77", "02:00:5e:0g:01:77", "02-00-5e-0a-01-77"}) {
        EXPECT_EQ(read_mac(text), std::nullopt) << text;
    }
}

TEST(Mac, IsNeitherAMulticastAddressNorAVirtualRouters) {
    EXPECT_EQ(read_mac("03:00:5e:0a:01:77"), std::nullopt);
    EXPECT_EQ(read_mac("00:00:5e:00:01:77"), std::nullopt);
    EXPECT_EQ(read_mac("00:00:5e:00:02:77"), std::nullopt);
    EXPECT_EQ(read_mac("00:00:5e:00:03:77"), (GivenMac{.mac = {0x00, 0x00, 0x5e, 0x00, 0x03, 0x77}}));
}

TEST(VirtualRouterMac, HasTheFamilyAndTheRouterId) {
    EXPECT_EQ(vrrp_mac(5, netlink::Family::ipv4), (MacAddress{0x00, 0x00, 0x5e, 0x00, 0x01, 0x05}));
    EXPECT_EQ(vrrp_mac(255, netlink::Family::ipv6), (MacAddress{0x00, 0x00, 0x5e, 0x00, 0x02, 0xff}));
}

TEST(LinkLocal, IsMadeOfTheMac) {
    EXPECT_EQ(link_local_of({0x02, 0x00, 0x00, 0x00, 0x00, 0x10}),
              netlink::parse_ip_address("fe80::ff:fe00:10"));
    EXPECT_EQ(link_local_of({0x00, 0x00, 0x5e, 0x00, 0x01, 0x05}),
              netlink::parse_ip_address("fe80::200:5eff:fe00:105"));
}

}  // namespace
}  // namespace vipwarden::config
