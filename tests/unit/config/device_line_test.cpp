// SPDX-License-Identifier: MIT
// use_vmac and use_ipvlan, seen through the whole parser.
#include "wrapper/config/device_line.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"
#include "wrapper/config/mac_address.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Version kNew{2, 3, 0};

VirtualDevice device_as(const Version& version, const std::string& lines) {
    return parse_as(version, instance_with(lines)).configuration.instances.at(0).device.value();
}

std::string name_as(const Version& version, const std::string& lines) {
    return device_as(version, lines).name;
}

TEST(UseVmac, TakesANameAndAMacInEitherOrder) {
    const VirtualDevice expected{.name = "vip0", .mac = MacAddress{0x02, 0, 0, 0, 0x01, 0x77}};
    EXPECT_EQ(device_as(kDefaultVersion, "use_vmac vip0 02:00:00:00:01:77"), expected);
    EXPECT_EQ(device_as(kDefaultVersion, "use_vmac 02:00:00:00:01:77 vip0"), expected);
    EXPECT_EQ(device_as(kDefaultVersion, "use_vmac vip0\nuse_vmac 02:00:00:00:01:77"), expected);
}

TEST(UseVmac, EndsAMacOfFiveBytesInTheRouterIdWhereverThatStands) {
    EXPECT_EQ(device_as(kDefaultVersion, "use_vmac 02:00:00:00:01\nvirtual_router_id 9").mac,
              (MacAddress{0x02, 0, 0, 0, 0x01, 9}));
}

TEST(UseVmac, IgnoresWhatItCanNotTake) {
    EXPECT_THAT(
        remarks_on(instance_with("use_vmac a/b\nuse_vmac 01:00:5e:00:00:01\nuse_vmac v0\nuse_vmac v1") +
                   "vrrp_instance V2 {\ninterface eth1\nvirtual_router_id 6\nuse_vmac v0\n}\n"),
        ElementsAre(
            "k.conf:4:10: warning: 'a/b' is no interface name: keepalived ignores it, and so do we\n"
            "use_vmac a/b\n         ^",
            "k.conf:5:10: warning: '01:00:5e:00:00:01' is no MAC address for a VMAC: keepalived ignores it, "
            "and so do we\nuse_vmac 01:00:5e:00:00:01\n         ^",
            "k.conf:7:10: warning: the VMAC has a name already: keepalived ignores it, and so do we\n"
            "use_vmac v1\n         ^",
            "k.conf:12:10: warning: another instance has named its VMAC 'v0': keepalived ignores it, and so "
            "do we\nuse_vmac v0\n         ^"));
}

TEST(UseVmac, TakesAsManyWordsAsItsVersionKnows) {
    EXPECT_EQ(name_as({1, 2, 19}, "use_vmac foo"), "foo");
    EXPECT_EQ(name_as({1, 2, 19}, "use_vmac foo bar"), "");
    EXPECT_EQ(name_as({2, 2, 4}, "use_vmac foo bar"), "foo");
    EXPECT_EQ(name_as({2, 2, 4}, "use_vmac a/b bar"), "");
    EXPECT_EQ(device_as({2, 2, 4}, "use_vmac foo 02:00:00:00:01:77").mac, std::nullopt);
    EXPECT_EQ(name_as({2, 2, 5}, "use_vmac a/b bar baz"), "bar");
    EXPECT_EQ(name_as({2, 2, 5}, "use_vmac a/b : baz"), "");
    EXPECT_EQ(name_as(kNew, "use_vmac a/b : baz"), "baz");
}

TEST(UseVmac, KnowsSomeWordsInNewerVersions) {
    EXPECT_EQ(name_as({2, 2, 8}, "use_vmac name foo"), "name");
    EXPECT_EQ(name_as(kNew, "use_vmac name foo"), "foo");
    EXPECT_EQ(name_as(kNew, "use_vmac name group"), "group");
    EXPECT_EQ(name_as(kNew, "use_vmac name a name b"), "a");
    EXPECT_EQ(name_as(kNew, "use_vmac group 5"), "");
    EXPECT_EQ(name_as(kNew, "use_vmac group group foo"), "foo");
    EXPECT_EQ(name_as(kNew, "use_vmac netlink_notify_msg foo"), "foo");
    EXPECT_EQ(name_as(kNew, "use_vmac foo name bar"), "foo");
    EXPECT_EQ(name_as(kNew, "use_vmac name 02:00:00:00:01:77"), "");
}

TEST(UseVmac, NeedsWhatItsWordsNeed) {
    const std::string vip = "\nvirtual_ipaddress {\n10.0.0.1\n}";
    EXPECT_THAT(remarks_by(parse_as(kNew, instance_with("use_vmac name" + vip))),
                ElementsAre("k.conf:4:10: fatal: 'name' needs a parameter: keepalived exits; we ignore the "
                            "word\nuse_vmac name\n         ^"));
    EXPECT_THAT(fatal_as(kNew, instance_with("use_vmac foo group" + vip)),
                ElementsAre("'group' needs a parameter: keepalived exits; we ignore the word"));
    EXPECT_THAT(fatal_as({2, 2, 8}, instance_with("use_vmac name" + vip)), IsEmpty());
}

TEST(UseIpvlan, TakesANameAnAddressAndAMode) {
    const VirtualDevice expected{.kind = VirtualDevice::Kind::ipvlan,
                                 .name = "ipv0",
                                 .address = netlink::parse_ip_address("192.0.2.7"),
                                 .prefix_length = 24};
    EXPECT_EQ(device_as(kDefaultVersion, "use_ipvlan ipv0 192.0.2.7/24 bridge"), expected);
    EXPECT_EQ(device_as(kDefaultVersion, "use_ipvlan vepa 192.0.2.7/24 ipv0"), expected);
    EXPECT_EQ(device_as(kDefaultVersion, "use_ipvlan 2001:db8::7 private").prefix_length, 128);
}

TEST(UseIpvlan, FixesTheFamilyAndTheSourceAddress) {
    const Instance instance =
        parse_text(instance_with("use_ipvlan 2001:db8::7/64")).configuration.instances.at(0);
    EXPECT_EQ(instance.family, netlink::Family::ipv6);
    EXPECT_EQ(instance.source, netlink::parse_ip_address("2001:db8::7"));
}

TEST(UseIpvlan, IgnoresWhatItCanNotTake) {
    EXPECT_THAT(
        remarks_on(instance_with("native_ipv6\nuse_ipvlan 192.0.2.7 ipv0 ipv1 fe80::1 fe80::2 "
                                 "abcdefghijklmnop\nuse_ipvlan\nvirtual_ipaddress {\nfe80::9\n}")),
        ElementsAre(
            "k.conf:5:12: warning: the address is of the other family than the instance: keepalived ignores "
            "it, and so do we\nuse_ipvlan 192.0.2.7 ipv0 ipv1 fe80::1 fe80::2 abcdefghijklmnop\n           ^",
            "k.conf:5:27: warning: the ipvlan has a name already: keepalived ignores it, and so do we\n"
            "use_ipvlan 192.0.2.7 ipv0 ipv1 fe80::1 fe80::2 abcdefghijklmnop\n                          ^",
            "k.conf:5:40: warning: the ipvlan has an address already: keepalived ignores it, and so do we\n"
            "use_ipvlan 192.0.2.7 ipv0 ipv1 fe80::1 fe80::2 abcdefghijklmnop\n"
            "                                       ^",
            "k.conf:5:48: warning: the ipvlan has a name already: keepalived ignores it, and so do we\n"
            "use_ipvlan 192.0.2.7 ipv0 ipv1 fe80::1 fe80::2 abcdefghijklmnop\n"
            "                                               ^",
            "k.conf:6:1: warning: 'use_ipvlan' is given twice: keepalived ignores it, and so do we\n"
            "use_ipvlan\n^"));
}

}  // namespace
}  // namespace vipwarden::config
