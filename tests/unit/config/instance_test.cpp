// SPDX-License-Identifier: MIT
// vrrp_instance, seen through the whole parser.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instance instance_in(const std::string& text) {
    const ParseResult result = parse_text(text);
    EXPECT_THAT(result.configuration.instances, SizeIs(1)) << text;
    return result.configuration.instances.at(0);
}

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";

TEST(Instance, IsReadAsItStands) {
    const Instance instance = instance_in(
        "vrrp_instance \"V 1\" {\n\tinterface \"eth0\"\n\tvirtual_router_id 5\n\tpriority "
        "150\n\tuse_vmac_addr\n"
        "\tvirtual_ipaddress {\n\t\t10.0.0.1/24 dev eth1\n\t}\n}\n");
    EXPECT_EQ(instance, (Instance{.name = "V 1",
                                  .interface = "eth0",
                                  .vrid = 5,
                                  .priority = 150,
                                  .family = Family::ipv4,
                                  .use_vmac_addr = true,
                                  .addresses = {{.address = *netlink::parse_ip_address("10.0.0.1"),
                                                 .prefix_length = 24,
                                                 .where = {.line = 7, .column = 3},
                                                 .device = "eth1"}},
                                  .where = {.line = 1, .column = 15}}));
}

TEST(Instance, AddsUpItsBlocksAndPutsExcludedAddressesLast) {
    EXPECT_THAT(declared_in(instance_with("virtual_ipaddress_excluded {\n10.0.0.9\n}\n" + kVip +
                                          "virtual_ipaddress {\n10.0.0.2\n}")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.9/32"));
}

TEST(Instance, TakesTheLastInterfaceWhereverItStands) {
    EXPECT_THAT(declared_in(instance_with(kVip + "interface eth1")), ElementsAre("eth1 10.0.0.1/32"));
}

TEST(Instance, KeepsItsInterfaceIfAnotherNameIsTooLong) {
    EXPECT_THAT(declared_in(instance_with(kVip + "interface abcdefghijklmnop")),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Instance, LosesItsInterfaceToTheLoopback) {
    EXPECT_EQ(instance_in(instance_with(kVip + "interface lo")).interface, "");
}

TEST(Instance, KeepsAValidRouterIdBesideAnInvalidOne) {
    EXPECT_EQ(instance_in(instance_with(kVip + "virtual_router_id 256")).vrid, 5);
}

TEST(Instance, HasPriority100UnlessItIsGivenAndValid) {
    EXPECT_EQ(instance_in(instance_with(kVip)).priority, 100);
    EXPECT_EQ(instance_in(instance_with(kVip + "priority 255")).priority, 255);
    EXPECT_EQ(instance_in(instance_with(kVip + "priority 50\npriority 300")).priority, 100);
    EXPECT_EQ(instance_in(instance_with(kVip + "priority 255x")).priority, 100);
}

TEST(Instance, OwnsItsAddressesAtPriority255) {
    const auto owner = [](const std::string& lines) {
        return declared_vips(parse_text(instance_with(kVip + lines)).configuration).at(0).owner;
    };
    EXPECT_TRUE(owner("priority 255"));
    EXPECT_FALSE(owner("priority 254"));
}

TEST(Instance, IsSkippedWithoutAGoodName) {
    const ParseResult result = parse_text("vrrp_instance {\ninterface eth1\n" + kVip +
                                          "}\nvrrp_instance A B\n{\nauthentication {\nauth_type PASS\n}\n" +
                                          kVip + "}\n" + instance_with("virtual_ipaddress {\n10.0.0.2\n}"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.2/32"));
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre(
            "k.conf:1:1: warning: a vrrp_instance needs a name of one word: keepalived skips its block, "
            "and so do we\nvrrp_instance {\n^",
            "k.conf:7:1: warning: a vrrp_instance needs a name of one word: keepalived skips its block, "
            "and so do we\nvrrp_instance A B\n^"));
}

TEST(Instance, IsSkippedIfItsNameIsTaken) {
    const ParseResult result =
        parse_text(instance_with(kVip) + instance_with("virtual_ipaddress {\n10.0.0.2\n}"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:9:15: warning: there is a vrrp_instance 'V1' already: keepalived "
                            "skips this one, and so do we\nvrrp_instance V1 {\n              ^"));
}

TEST(Instance, LendsItsBlockToTheOneBeforeIfItIsRefusedAndHasNoBrace) {
    EXPECT_THAT(declared_in(instance_with(kVip) +
                            "vrrp_instance\ninterface eth1\nvirtual_ipaddress {\n10.0.0.2\n}\n}\n"),
                ElementsAre("eth1 10.0.0.1/32", "eth1 10.0.0.2/32"));
    EXPECT_THAT(declared_in("vrrp_instance\ninterface eth1\n" + kVip + "}\n"), IsEmpty());
}

TEST(SyncGroup, IsSkippedWithoutAGoodNameOrIfItIsTaken) {
    // Inside a group that is not skipped, the '}' of the unknown block would close it and reveal the
    // instance.
    const std::string body = " {\nfoo {\nx\n}\n" + addresses_with("10.0.0.1") + "}\n";
    EXPECT_THAT(declared_in("vrrp_sync_group" + body), IsEmpty());
    EXPECT_THAT(declared_in("vrrp_sync_group A B" + body), IsEmpty());
    EXPECT_THAT(declared_in("vrrp_sync_group A {\n}\nvrrp_sync_group A" + body), IsEmpty());
    EXPECT_THAT(declared_in("vrrp_sync_group A" + body), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Family, IsThatOfTheFirstValidAddress) {
    EXPECT_THAT(declared_in(addresses_with("bogus\n10.0.0.1 dev\n2001:db8::1/64\n10.0.0.1\n2001:db8::2")),
                ElementsAre("eth0 2001:db8::1/64", "eth0 2001:db8::2/128"));
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1\n2001:db8::2")),
        ElementsAre(
            "k.conf:6:1: warning: the addresses of this instance are IPv4: keepalived drops one of the "
            "other family here, and so do we\n2001:db8::2\n^"));
}

TEST(Family, DoesNotBindExcludedAddresses) {
    EXPECT_THAT(
        declared_in(instance_with(kVip + "virtual_ipaddress_excluded {\n2001:db8::2/64\n10.0.0.2\n}")),
        ElementsAre("eth0 10.0.0.1/32", "eth0 2001:db8::2/64", "eth0 10.0.0.2/32"));
    EXPECT_EQ(
        instance_in(instance_with("virtual_ipaddress_excluded {\n2001:db8::2/64\n}")).effective_family(),
        Family::ipv4);
}

TEST(Family, MayBeFixedBySomethingElse) {
    const std::string both = "\nvirtual_ipaddress {\n10.0.0.1\n2001:db8::1\n}";
    EXPECT_THAT(declared_in(instance_with("native_ipv6" + both)), ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_in(instance_with("mcast_src_ip fe80::1" + both)),
                ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_in(instance_with("unicast_src_ip fe80::1/64" + both)),
                ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_in(instance_with("mcast_dst_ip ff02::12" + both)),
                ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_in(instance_with("use_ipvlan ipv0 fe80::1 bridge" + both)),
                ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_in(instance_with("mcast_src_ip bogus" + both)), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared_in(instance_with(kVip + "native_ipv6" + both)), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Family, IsThatOfTheFirstPeer) {
    const std::string text = instance_with(
        "unicast_peer {\nbogus\nfe80::9\n192.0.2.2\n}\nvirtual_ipaddress {\n10.0.0.1\n"
        "2001:db8::1\n}");
    EXPECT_THAT(declared_in(text), ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(instance_in(text).peers, ElementsAre(*netlink::parse_ip_address("fe80::9")));
}

TEST(Source, MayHaveARangeOrAPrefixLengthBehindIt) {
    const auto source = [](const std::string& lines) { return instance_in(instance_with(lines)).source; };
    EXPECT_EQ(source("mcast_src_ip 10.0.0.1-5"), netlink::parse_ip_address("10.0.0.1"));
    EXPECT_EQ(source("unicast_src_ip fe80::1/64"), netlink::parse_ip_address("fe80::1"));
}

TEST(Source, IsLostToABadOne) {
    const auto source = [](const std::string& lines) { return instance_in(instance_with(lines)).source; };
    EXPECT_EQ(source("mcast_src_ip 10.0.0.1\nmcast_src_ip bogus"), std::nullopt);
    EXPECT_EQ(source("mcast_src_ip 10.0.0.1\nunicast_src_ip fe80::1"), std::nullopt);
}

TEST(Unicast, IsSaidByAnyOfItsKeywords) {
    for (const char* keyword : {"unicast_src_ip 192.0.2.1", "unicast_peer {\n}", "check_unicast_src",
                                "unicast_fault_no_peer", "old_unicast_checksum"}) {
        EXPECT_TRUE(instance_in(instance_with(keyword)).unicast) << keyword;
    }
    EXPECT_FALSE(instance_in(instance_with("mcast_src_ip 192.0.2.1\nunicast_ttl 5")).unicast);
}

TEST(MulticastDestination, HasToBeAMulticastAddressButFixesTheFamilyAnyway) {
    const auto instance = instance_in(instance_with("mcast_dst_ip fe80::1\n" + kVip));
    EXPECT_EQ(instance.multicast_destination, std::nullopt);
    EXPECT_EQ(instance.family, Family::ipv6);
    EXPECT_EQ(instance_in(instance_with("mcast_dst_ip ff02::55")).multicast_destination,
              netlink::parse_ip_address("ff02::55"));
    EXPECT_EQ(instance_in(instance_with("mcast_dst_ip ff05::55")).multicast_destination, std::nullopt);
}

TEST(Instance, HoldsNoMoreThanItsAddresses) {
    const auto instance = instance_in(addresses_with("10.0.0.1\n10.0.0.2\n10.0.0.3"));
    EXPECT_EQ(instance.addresses.capacity(), 3U);
}

TEST(Surplus, Beyond255AddressesIsMovedBehindTheExcludedOnes) {
    std::string lines;
    for (int i = 0; i < 257; ++i) {
        lines += "10.1." + std::to_string(i / 200) + '.' + std::to_string(i % 200) + '\n';
    }
    const auto declared = declared_in(
        instance_with("virtual_ipaddress {\n" + lines + "}\nvirtual_ipaddress_excluded {\n10.9.0.1\n}"));

    ASSERT_THAT(declared, SizeIs(258));
    EXPECT_EQ(declared[254], "eth0 10.1.1.54/32");
    EXPECT_EQ(declared[255], "eth0 10.9.0.1/32");
    EXPECT_EQ(declared[256], "eth0 10.1.1.55/32");
}

}  // namespace
}  // namespace vipwarden::config
