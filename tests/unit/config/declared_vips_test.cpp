// SPDX-License-Identifier: MIT
// Which interface an address is on, and what it is called.
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

std::string instance(const std::string& name, const std::string& interface, int vrid,
                     const std::string& lines) {
    return "vrrp_instance " + name + " {\ninterface " + interface + "\nvirtual_router_id " +
           std::to_string(vrid) + '\n' + lines + "\n}\n";
}

std::string vips(const std::string& lines) {
    return "virtual_ipaddress {\n" + lines + "\n}\n";
}

std::string excluded(const std::string& lines) {
    return "virtual_ipaddress_excluded {\n" + lines + "\n}\n";
}

TEST(DeclaredVip, SaysEverythingThatThePlanNeeds) {
    const auto declared =
        declared_vips(parse_text(instance("V1", "eth0", 7, "priority 255\nuse_vmac\n" + vips("10.0.0.1/24")))
                          .configuration);
    EXPECT_THAT(declared, ElementsAre(Vip{.address = *netlink::parse_ip_address("10.0.0.1"),
                                          .prefix_length = 24,
                                          .interface = "vrrp.7",
                                          .vmac = Vmac{.vrid = 7, .family = Family::ipv4, .base = "eth0"},
                                          .instance = "V1",
                                          .where = "k.conf:7",
                                          .owner = true}));
}

TEST(DeclaredVip, IsListedOnce) {
    EXPECT_THAT(
        declared_in(instance("V1", "eth0", 1,
                             vips("10.0.0.1\n10.0.0.1\n10.0.0.1/24\n10.0.0.1 dev eth1\n10.0.0.1 dev eth0") +
                                 excluded("10.0.0.1")) +
                    instance("V2", "eth1", 2, vips("10.0.0.1\n10.0.0.1 dev eth0"))),
        ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.1/24", "eth1 10.0.0.1/32"));
}

TEST(DeclaredVip, IsNotWhatTheKernelRefuses) {
    EXPECT_THAT(
        declared_in(instance(
            "V1", "eth0", 1,
            vips("0.0.0.0\n255.255.255.255\n224.0.0.5\n127.0.0.1\n10.0.0.1 autojoin\n224.0.0.6 autojoin") +
                excluded("::\n::1\n::1 dev lo\nff02::1\nff02::2 autojoin\n2001:db8::1 autojoin"))),
        ElementsAre("eth0 255.255.255.255/32", "eth0 224.0.0.5/32", "eth0 127.0.0.1/32", "eth0 224.0.0.6/32",
                    "lo ::1/128", "eth0 ff02::2/128"));
}

TEST(Vmac, HoldsAddressesOfItsFamilyOnItsInterface) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5,
                                     "use_vmac\n" + vips("10.0.0.1\n10.0.0.2 dev eth0\n10.0.0.3 dev eth1") +
                                         excluded("10.0.0.4\n2001:db8::1\n2001:db8::2 dev eth0"))),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.5 10.0.0.2/32", "eth1 10.0.0.3/32",
                            "vrrp.5 10.0.0.4/32", "eth0 2001:db8::1/128", "eth0 2001:db8::2/128"));
}

TEST(Vmac, OfASingleAddressIsOnItsInterface) {
    EXPECT_THAT(
        declared_in(
            instance("V1", "eth0", 5,
                     vips("10.0.0.1\n10.0.0.2 use_vmac\n10.0.0.3 dev eth1 use_vmac\n10.0.0.4 dev eth1"))),
        ElementsAre("eth0 10.0.0.1/32", "vrrp.5 10.0.0.2/32", "vrrp1.5 10.0.0.3/32", "eth1 10.0.0.4/32"));
}

TEST(Vmac, IsMadeForEachForeignInterfaceAndFamilyWithUseVmacAddr) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5,
                                     "use_vmac\nuse_vmac_addr\n" +
                                         vips("10.0.0.1\n10.0.0.2 dev eth1\n10.0.0.3 dev eth1") +
                                         excluded("2001:db8::1\n2001:db8::2 dev eth1"))),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp1.5 10.0.0.2/32", "vrrp1.5 10.0.0.3/32",
                            "vrrp6.5 2001:db8::1/128", "vrrp2.5 2001:db8::2/128"));
    EXPECT_THAT(
        declared_in(instance("V1", "eth0", 5,
                             "use_vmac_addr\n" + vips("10.0.0.1\n10.0.0.2 dev eth0\n10.0.0.3 dev eth1") +
                                 excluded("2001:db8::1\n2001:db8::2 dev eth1"))),
        ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "vrrp.5 10.0.0.3/32", "vrrp6.5 2001:db8::1/128",
                    "vrrp1.5 2001:db8::2/128"));
}

TEST(Vmac, OfAnAddressHasTheMacOfTheFamilyOfTheAddress) {
    const auto declared = declared_vips(
        parse_text(instance("V1", "eth0", 5, vips("10.0.0.1") + excluded("2001:db8::1 use_vmac")))
            .configuration);
    ASSERT_THAT(declared, SizeIs(2));
    EXPECT_EQ(declared[1].vmac, (Vmac{.vrid = 5, .family = Family::ipv6, .base = "eth0"}));
    EXPECT_EQ(declared[1].interface, "vrrp.5");
}

TEST(VmacName, MayBeGiven) {
    EXPECT_THAT(
        declared_in(instance("V1", "eth0", 5, "use_vmac vip0 02:00:5e:00:01:77\n" + vips("10.0.0.1"))),
        ElementsAre("vip0 10.0.0.1/32"));
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5, "use_vmac 02:00:5e:00:01:77\n" + vips("10.0.0.1"))),
                ElementsAre("vrrp.5 10.0.0.1/32"));
    EXPECT_THAT(
        declared_in(instance("V1", "eth0", 5, "use_vmac a/b a b\nuse_vmac\nuse_vmac c\n" + vips("10.0.0.1"))),
        ElementsAre("a 10.0.0.1/32"));
}

TEST(VmacName, IsIgnoredIfItIsNoneOrTaken) {
    EXPECT_THAT(
        declared_in(instance("V1", "eth0", 5, "use_vmac a/b\n" + vips("10.0.0.1")) +
                    instance("V2", "eth0", 6, "use_vmac abcdefghijklmnop\n" + vips("10.0.0.2")) +
                    instance("V3", "eth0", 7, "use_vmac foo\n" + vips("10.0.0.3")) +
                    instance("V4", "eth0", 8, "use_vmac foo bar\n" + vips("10.0.0.4"))),
        ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.6 10.0.0.2/32", "foo 10.0.0.3/32", "bar 10.0.0.4/32"));
}

TEST(VmacName, IsNotThatOfAnInterfaceThatAnInstanceRunsOn) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5, "use_vmac eth1\n" + vips("10.0.0.1")) +
                            instance("V2", "eth1", 6, vips("10.0.0.2")) +
                            instance("V3", "vrrp.5", 7, vips("10.0.0.3"))),
                ElementsAre("vrrp1.5 10.0.0.1/32", "eth1 10.0.0.2/32", "vrrp.5 10.0.0.3/32"));
}

TEST(VmacName, GivesWayToOneThatALaterInstanceAsksFor) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5, "use_vmac\n" + vips("10.0.0.1")) +
                            instance("V2", "eth0", 6, "use_vmac vrrp.5\n" + vips("10.0.0.2"))),
                ElementsAre("vrrp1.5 10.0.0.1/32", "vrrp.5 10.0.0.2/32"));
}

TEST(VmacName, CountsOnIfItIsTakenAndPrefers6ForIpv6) {
    std::string v4;
    std::string v6;
    for (int i = 1; i <= 9; ++i) {
        const std::string n = std::to_string(i);
        v4 += instance("V" + n, "e" + n, 5, "use_vmac\n" + vips("10.0.0." + n));
        v6 += instance("V" + n, "e" + n, 5, "use_vmac\n" + vips("2001:db8::" + n));
    }
    EXPECT_THAT(declared_in(v4),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp1.5 10.0.0.2/32", "vrrp2.5 10.0.0.3/32",
                            "vrrp3.5 10.0.0.4/32", "vrrp4.5 10.0.0.5/32", "vrrp5.5 10.0.0.6/32",
                            "vrrp6.5 10.0.0.7/32", "vrrp7.5 10.0.0.8/32", "vrrp8.5 10.0.0.9/32"));
    EXPECT_THAT(declared_in(v6),
                ElementsAre("vrrp.5 2001:db8::1/128", "vrrp6.5 2001:db8::2/128", "vrrp1.5 2001:db8::3/128",
                            "vrrp2.5 2001:db8::4/128", "vrrp3.5 2001:db8::5/128", "vrrp4.5 2001:db8::6/128",
                            "vrrp5.5 2001:db8::7/128", "vrrp7.5 2001:db8::8/128", "vrrp8.5 2001:db8::9/128"));
}

TEST(VmacName, IsThatOfTheVmacThatIsThereAlready) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5,
                                     "use_vmac\nuse_vmac_addr\n" + vips("10.0.0.1\n10.0.0.3 dev eth1")) +
                            instance("V2", "eth1", 5, "use_vmac zzz\n" + vips("10.0.0.2"))),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp1.5 10.0.0.3/32", "vrrp1.5 10.0.0.2/32"));
}

TEST(VmacName, IsReservedForTheInstanceEvenIfNoAddressIsThere) {
    EXPECT_THAT(declared_in(instance("V1", "eth0", 5, "use_vmac\n" + vips("10.0.0.1 dev eth1 use_vmac"))),
                ElementsAre("vrrp1.5 10.0.0.1/32"));
}

TEST(VmacName, HasThePrefixOfTheGlobalsCutToFit) {
    const std::string lines = "use_vmac\n" + vips("10.0.0.1\n10.0.0.2 dev eth1 use_vmac");
    EXPECT_THAT(declared_in("global_defs {\nvmac_prefix vm\nvmac_addr_prefix va\n}\n" +
                            instance("V1", "eth0", 5, lines)),
                ElementsAre("vm.5 10.0.0.1/32", "va.5 10.0.0.2/32"));
    EXPECT_THAT(
        declared_in("global_defs {\nvmac_prefix abcdefghijklmnopq\n}\n" + instance("V1", "eth0", 105, lines)),
        ElementsAre("abcdefghijk.105 10.0.0.1/32", "abcdefghij1.105 10.0.0.2/32"));
}

TEST(Vmac, IsNotThereWithoutAnInterfaceOrARouterId) {
    EXPECT_THAT(declared_in("vrrp_instance V1 {\nvirtual_router_id 5\nuse_vmac\n" +
                            vips("10.0.0.1\n10.0.0.2 dev eth1") + "}\n"),
                ElementsAre("eth1 10.0.0.2/32"));
    EXPECT_THAT(declared_in("vrrp_instance V1 {\ninterface eth0\nuse_vmac\n" + vips("10.0.0.1") + "}\n"),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Ipvlan, LeavesTheAddressesOnTheBaseInterface) {
    const ParseResult result =
        parse_text(instance("V1", "eth0", 5, "use_ipvlan ipv0 192.0.2.7/24 private\n" + vips("10.0.0.1")));
    EXPECT_EQ(result.configuration.instances.at(0).device,
              (VirtualDevice{.kind = VirtualDevice::Kind::ipvlan,
                             .name = "ipv0",
                             .address = netlink::parse_ip_address("192.0.2.7"),
                             .prefix_length = 24}));
    const auto declared = declared_vips(result.configuration);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_EQ(declared.at(0).vmac, std::nullopt);
}

TEST(DeclaredVips, AreNoneForNothing) {
    EXPECT_THAT(declared_vips({}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
