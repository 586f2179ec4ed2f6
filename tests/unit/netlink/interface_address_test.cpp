// SPDX-License-Identifier: MIT
#include "netlink/interface_address.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using support::ip;

TEST(SameEntry, LooksAtInterfaceAddressPeerAndPrefix) {
    const auto vip = entry(2, "10.0.0.1", 24);
    auto with_peer = vip;
    with_peer.peer = ip("10.0.0.9");

    EXPECT_TRUE(same_entry(vip, entry(2, "10.0.0.1", 24)));
    EXPECT_FALSE(same_entry(vip, entry(3, "10.0.0.1", 24)));
    EXPECT_FALSE(same_entry(vip, entry(2, "10.0.0.2", 24)));
    EXPECT_FALSE(same_entry(vip, entry(2, "10.0.0.1", 32)));
    EXPECT_FALSE(same_entry(vip, with_peer));
}

TEST(SameEntry, IgnoresWhatChangesWhileAnEntryLives) {
    const auto before = entry(2, "10.0.0.1", 24);
    auto after = before;
    after.label = "eth0:1";
    after.flags = kFlagSecondary;
    after.valid_seconds = 60;
    after.metric = 100;
    after.protocol = kProtocolKeepalived;

    EXPECT_TRUE(same_entry(before, after));
    EXPECT_NE(before, after);
}

TEST(IsSecondary, HoldsForIpv4Only) {
    auto ipv4 = entry(2, "10.0.0.1", 24);
    auto ipv6_temporary = entry(2, "2001:db8::1", 64);
    EXPECT_FALSE(is_secondary(ipv4));

    ipv4.flags = kFlagSecondary;
    ipv6_temporary.flags = kFlagSecondary;

    EXPECT_TRUE(is_secondary(ipv4));
    EXPECT_FALSE(is_secondary(ipv6_temporary));
}

TEST(InterfaceAddress, IsWordedAsIpWordsIt) {
    auto labelled = entry(2, "172.31.161.42", 0);
    labelled.label = "eno1::1";
    auto with_peer = entry(2, "10.0.0.1", 32);
    with_peer.peer = ip("10.0.0.9");

    EXPECT_EQ(to_string(labelled), "172.31.161.42/0 label eno1::1");
    EXPECT_EQ(to_string(with_peer), "10.0.0.1 peer 10.0.0.9/32");
    EXPECT_EQ(to_string(entry(2, "2001:DB8:0::1", 64)), "2001:db8::1/64");
}

TEST(InterfaceAddress, LeavesOutALabelThatOnlyRepeatsTheInterface) {
    auto plain = entry(2, "10.0.0.1", 24);
    plain.label = "eth0";

    EXPECT_EQ(to_string(plain), "10.0.0.1/24");
}

}  // namespace
}  // namespace vipwarden::netlink
