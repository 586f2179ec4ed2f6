// SPDX-License-Identifier: MIT
// What keepalived configures on a machine, and what it refuses there.
#include "wrapper/config/strict.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"
#include "test_machine.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";
const std::string kIpv6Vip = "virtual_ipaddress {\n2001:db8::1\n}\n";
const std::string kDynamic = "global_defs {\ndynamic_interfaces\n}\n";

std::string instance(const std::string& name, const std::string& interface, int vrid,
                     const std::string& lines) {
    return "vrrp_instance " + name + " {\ninterface " + interface + "\nvirtual_router_id " +
           std::to_string(vrid) + '\n' + lines + "\n}\n";
}

std::vector<std::string> strict_as(const Version& version, const std::string& text,
                                   const Machine& machine = test_machine()) {
    std::vector<std::string> lines;
    for (const ConfiguredAddress& one : strict_addresses(parse_as(version, text), machine).addresses) {
        lines.push_back(one.interface + ' ' + netlink::to_string(one.address) + '/' +
                        std::to_string(one.prefix_length));
    }
    return lines;
}

std::vector<std::string> strict_in(const std::string& text, const Machine& machine = test_machine()) {
    return strict_as(kDefaultVersion, text, machine);
}

std::vector<std::string> refusals_as(const Version& version, const std::string& text,
                                     const Machine& machine = test_machine()) {
    std::vector<std::string> messages;
    for (const Diagnostic& refusal : strict_addresses(parse_as(version, text), machine).refusals) {
        messages.push_back(format(refusal));
    }
    return messages;
}

std::vector<std::string> refusals_of(const std::string& text, const Machine& machine = test_machine()) {
    return refusals_as(kDefaultVersion, text, machine);
}

/// The test machine with one more interface, a macvlan.
Machine with_macvlan(const std::string& name, const std::string& base, const MacAddress& mac) {
    Machine machine = test_machine();
    machine.interfaces.push_back({.name = name, .mac = mac, .macvlan_base = base});
    return machine;
}

TEST(Strict, HasStaticAddressesThenVipsThenExcludedOnes) {
    const StrictAnswer answer = strict_addresses(
        parse_text(instance("V1", "eth0", 5, "virtual_ipaddress_excluded {\n10.0.0.2\n}\n" + kVip) +
                   "static_ipaddress {\n10.3.0.1/24\n10.3.0.2 dev eth1\n}\n"),
        test_machine());
    const auto ip = [](std::string_view text) { return *netlink::parse_ip_address(text); };
    EXPECT_THAT(
        answer.addresses,
        ElementsAre(
            ConfiguredAddress{
                .interface = "eth0", .address = ip("10.3.0.1"), .prefix_length = 24, .where = "k.conf:13"},
            ConfiguredAddress{
                .interface = "eth1", .address = ip("10.3.0.2"), .prefix_length = 32, .where = "k.conf:14"},
            ConfiguredAddress{.interface = "eth0",
                              .address = ip("10.0.0.1"),
                              .prefix_length = 32,
                              .instance = "V1",
                              .where = "k.conf:8"},
            ConfiguredAddress{.interface = "eth0",
                              .address = ip("10.0.0.2"),
                              .prefix_length = 32,
                              .instance = "V1",
                              .where = "k.conf:5"}));
    EXPECT_THAT(answer.refusals, IsEmpty());
}

TEST(Strict, IsNothingIfOneMistakeIsFatal) {
    const std::string text = "static_ipaddress {\n10.3.0.1\n}\n" + instance("V1", "eth0", 5, kVip) +
                             "vrrp_instance V2 {\ninterface eth1\n" + kVip + "}\n";
    EXPECT_THAT(strict_in(text), IsEmpty());
    EXPECT_THAT(refusals_of(text), IsEmpty());  // The parser has said it.
}

TEST(Strict, IsNothingWithoutAFile) {
    MemoryFileReader files{{}};
    const StrictAnswer answer = strict_addresses(parse("k.conf", files), test_machine());
    EXPECT_THAT(answer.addresses, IsEmpty());
    EXPECT_THAT(answer.refusals, IsEmpty());
}

TEST(Strict, HasAnAddressOnce) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "virtual_ipaddress {\n10.0.0.1\n10.0.0.1/24\n10.0.0.1 label eth0:1\n}\n") +
                          instance("V2", "eth0", 6, kVip) + "static_ipaddress {\n10.0.0.1\n}\n"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.1/24"));
}

TEST(Strict, HasAnIpv6AddressOnceWhateverItsPrefixLength) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "virtual_ipaddress {\n2001:db8::1/64\n2001:db8::1\n2001:db8::1 dev "
                                   "eth1\n}\n")),
                ElementsAre("eth0 2001:db8::1/64", "eth1 2001:db8::1/128"));
}

TEST(Strict, LeavesOutWhatTheKernelRefuses) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "virtual_ipaddress {\n2001:db8::1 mngtmpaddr\n2001:db8::2/64 mngtmpaddr\n"
                                   "::\n::1\nff02::5\nff02::6 autojoin\n::ffff:1.2.3.4\n}\n")),
                ElementsAre("eth0 2001:db8::2/64", "eth0 ff02::6/128", "eth0 ::ffff:1.2.3.4/128"));
    EXPECT_THAT(strict_in("static_ipaddress {\n0.0.0.0\n10.3.0.1\n}\n"), ElementsAre("eth0 10.3.0.1/32"));
}

TEST(UnknownInterface, MakesKeepalivedRefuseEverything) {
    const std::string text = instance("V1", "eth0", 5, kVip) +
                             instance("V2", "nope0", 6, "virtual_ipaddress {\n10.0.0.2 dev nope1\n}") +
                             "static_ipaddress {\n10.3.0.1 dev nope2\n}\n"
                             "garp_group {\ninterface nope3\ninterfaces {\nnope0\n}\n}\n";
    EXPECT_THAT(strict_in(text), IsEmpty());
    EXPECT_THAT(
        refusals_of(text),
        ElementsAre("k.conf:9:15: fatal: there is no interface 'nope0' here: keepalived refuses the whole "
                    "configuration",
                    "k.conf:13:1: fatal: there is no interface 'nope1' here: keepalived refuses the whole "
                    "configuration",
                    "k.conf:17:1: fatal: there is no interface 'nope2' here: keepalived refuses the whole "
                    "configuration",
                    "k.conf:20:11: fatal: there is no interface 'nope3' here: keepalived refuses the whole "
                    "configuration"));
}

TEST(UnknownInterface, MayBeTheDefaultOfAStaticAddress) {
    const std::string text = "global_defs {\ndefault_interface nope0\n}\nstatic_ipaddress {\n10.3.0.1\n}\n" +
                             instance("V1", "eth0", 5, kVip);
    EXPECT_THAT(refusals_of(text), ElementsAre("k.conf:5:1: fatal: there is no interface 'nope0' here: "
                                               "keepalived refuses the whole configuration"));
    const std::string unused =
        "global_defs {\ndefault_interface nope0\n}\n" + instance("V1", "eth0", 5, kVip);
    EXPECT_THAT(refusals_of(unused), IsEmpty());
    EXPECT_THAT(refusals_as({2, 0, 19}, unused),
                ElementsAre("k.conf: fatal: there is no interface 'nope0' here: keepalived refuses the whole "
                            "configuration"));
}

TEST(UnknownInterface, CostsOnlyItsAddressesInOldVersions) {
    const std::string text =
        instance("V1", "eth0", 5,
                 "track_interface {\nnope0\n}\nvirtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev nope1\n}") +
        "static_ipaddress {\n10.3.0.1 dev nope2\n}\n";
    EXPECT_THAT(strict_as({1, 4, 5}, text), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(strict_as({2, 0, 0}, text), IsEmpty());
    EXPECT_THAT(strict_as({1, 4, 5}, instance("V1", "nope0", 5, kVip)), IsEmpty());
}

TEST(UnknownInterface, IsAwaitedWithDynamicInterfaces) {
    const std::string text =
        kDynamic +
        instance("V1", "eth0", 5, "virtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev nope0 no_track\n}") +
        instance("V2", "nope1", 6, "use_vmac\n" + kVip) + "static_ipaddress {\n10.3.0.1 dev nope2\n}\n";
    EXPECT_THAT(strict_in(text), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(refusals_of(text), IsEmpty());
}

TEST(RouterId, CollidesOnWhatIsBelowAMacvlan) {
    const Machine machine = with_macvlan("mv0", "eth0", {2, 0, 0, 0, 0, 0x77});
    const std::string text = instance("V1", "eth0", 5, kVip) + instance("V2", "mv0", 5, kVip);
    EXPECT_THAT(refusals_of(text, machine),
                ElementsAre("k.conf:9:15: fatal: vrrp_instance 'V2' has the virtual_router_id, interface and "
                            "family of 'V1': keepalived refuses the whole configuration"));
    EXPECT_THAT(refusals_of(instance("V1", "eth1", 5, kVip) + instance("V2", "mv0", 5, kVip), machine),
                IsEmpty());
    EXPECT_THAT(refusals_as({1, 4, 5}, text, machine), IsEmpty());
}

TEST(RouterId, CollidesOnAnInterfaceThatIsThereOnly) {
    const auto twice = [](const std::string& interface) {
        return kDynamic + instance("V1", interface, 5, kVip) + instance("V2", interface, 5, kVip);
    };
    EXPECT_THAT(refusals_of(twice("eth0")),
                ElementsAre("k.conf:12:15: fatal: vrrp_instance 'V2' has the virtual_router_id, interface "
                            "and family of 'V1': keepalived refuses the whole configuration"));
    EXPECT_THAT(refusals_of(twice("nope0")), IsEmpty());
}

TEST(StrictMode, RefusesUnicastWhereMulticastIsPossibleInOlderVersions) {
    const std::string text = instance(
        "V1", "eth0", 5, "strict_mode\nunicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n" + kVip);
    EXPECT_THAT(
        refusals_as({2, 2, 4}, text),
        ElementsAre("k.conf:1:15: fatal: vrrp_instance 'V1' has unicast peers in strict mode, and its "
                    "interface is capable of multicast: keepalived refuses the whole configuration"));
    EXPECT_THAT(refusals_as({2, 2, 5}, text), IsEmpty());
    Machine machine = test_machine();
    machine.interfaces.at(1).multicast = false;
    EXPECT_THAT(refusals_as({2, 2, 4}, text, machine), IsEmpty());
    EXPECT_THAT(refusals_as({2, 2, 4}, instance("V1", "eth0", 5, "strict_mode\n" + kVip)), IsEmpty());
}

TEST(VmacName, EvadesInterfacesOfTheMachine) {
    const Machine machine = with_macvlan("vrrp.5", "eth1", {2, 0, 0, 0, 0, 0x77});
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac\n" + kVip), machine),
                ElementsAre("vrrp1.5 10.0.0.1/32"));
    EXPECT_THAT(strict_as({1, 2, 19}, instance("V1", "eth0", 5, "use_vmac\n" + kVip), machine),
                ElementsAre("vrrp.5 fe80::200:5eff:fe00:105/64", "vrrp.5 10.0.0.1/32"));
}

TEST(VmacName, IsThatOfAMacvlanWhichIsThereAlready) {
    const Machine machine = with_macvlan("old0", "eth0", vrrp_mac(5, netlink::Family::ipv4));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac\n" + kVip), machine),
                ElementsAre("old0 10.0.0.1/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac foo\n" + kVip), machine),
                ElementsAre("old0 10.0.0.1/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 6, "use_vmac\n" + kVip), machine),
                ElementsAre("vrrp.6 10.0.0.1/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "virtual_ipaddress {\n10.0.0.1 use_vmac\n}"), machine),
                ElementsAre("old0 10.0.0.1/32"));
}

TEST(VmacName, IsNotThatOfAnInterfaceUnlessThatIsAMacvlan) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac eth1\n" + kVip)),
                ElementsAre("vrrp.5 10.0.0.1/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac mv0\n" + kVip),
                          with_macvlan("mv0", "eth1", {2, 0, 0, 0, 0, 0x77})),
                ElementsAre("mv0 10.0.0.1/32"));
}

TEST(VmacName, EvadesMissingInterfacesDependingOnTheVersion) {
    const std::string text = kDynamic + instance("V1", "eth0", 5, "use_vmac\n" + kVip) +
                             instance("V2", "eth1", 6, "track_interface {\nvrrp.5\n}\n" + kVip);
    EXPECT_THAT(strict_in(text), ElementsAre("vrrp1.5 10.0.0.1/32", "eth1 10.0.0.1/32"));
    EXPECT_THAT(strict_as({2, 1, 5}, text), ElementsAre("vrrp.5 10.0.0.1/32", "eth1 10.0.0.1/32"));
}

TEST(VmacOfAGivenMac, IsSharedByAllThatHaveIt) {
    const std::string mac = "use_vmac 02:00:5e:00:01:77\n";
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, mac + kVip) +
                          instance("V2", "eth0", 6, mac + "virtual_ipaddress {\n10.0.0.2\n}")),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.5 10.0.0.2/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   mac + "use_vmac_addr\n" + kVip +
                                       "virtual_ipaddress_excluded {\n2001:db8::5\n10.0.0.9 dev eth1\n}")),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.5 2001:db8::5/128", "vrrp1.5 10.0.0.9/32"));
}

TEST(VmacOfAGivenMac, HasTheUsualOneInStrictMode) {
    const std::string mac = "strict_mode\nuse_vmac 02:00:5e:00:01:77\n";
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, mac + kVip) +
                          instance("V2", "eth0", 6, mac + "virtual_ipaddress {\n10.0.0.2\n}")),
                ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.6 10.0.0.2/32"));
}

TEST(LinkLocalAddress, IsAddedToAnIpv6Vmac) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac\n" + kIpv6Vip)),
                ElementsAre("vrrp.5 fe80::ff:fe00:10/64", "vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "use_vmac\n" + kVip)), ElementsAre("vrrp.5 10.0.0.1/32"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, kIpv6Vip)), ElementsAre("eth0 2001:db8::1/128"));
}

TEST(LinkLocalAddress, IsTheSourceAddressOrThatOfTheBaseOrMadeOfItsMac) {
    EXPECT_THAT(
        strict_in(instance("V1", "eth0", 5, "mcast_src_ip 2001:db8::77\nuse_vmac\n" + kIpv6Vip)).front(),
        "vrrp.5 2001:db8::77/64");
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "mcast_src_ip fe80::77\nmcast_src_ip 10.0.0.3\nuse_vmac\n" + kIpv6Vip))
                    .front(),
                "vrrp.5 fe80::ff:fe00:10/64");
    Machine machine = test_machine();
    machine.interfaces.at(1).link_local = netlink::parse_ip_address("fe80::1234");
    const std::string text = instance("V1", "eth0", 5, "use_vmac\n" + kIpv6Vip);
    EXPECT_THAT(strict_in(text, machine).front(), "vrrp.5 fe80::1234/64");
    machine.interfaces.at(1).link_local.reset();
    EXPECT_THAT(strict_in(text, machine).front(), "vrrp.5 fe80::ff:fe00:10/64");
}

TEST(LinkLocalAddress, IsAddedToTheVmacOfAnAddress) {
    EXPECT_THAT(
        strict_in(instance("V1", "eth0", 5,
                           kVip + "virtual_ipaddress_excluded {\n2001:db8::5 use_vmac\n"
                                  "2001:db8::6 dev eth1 use_vmac\n2001:db8::7 use_vmac\n}")),
        ElementsAre("eth0 10.0.0.1/32", "vrrp.5 fe80::ff:fe00:10/64", "vrrp.5 2001:db8::5/128",
                    "vrrp6.5 fe80::ff:fe00:11/64", "vrrp6.5 2001:db8::6/128", "vrrp.5 2001:db8::7/128"));
}

TEST(LinkLocalAddress, IsNotAddedIfTheVmacHasOne) {
    Machine machine = with_macvlan("old0", "eth0", vrrp_mac(5, netlink::Family::ipv6));
    const std::string text = instance("V1", "eth0", 5, "use_vmac\n" + kIpv6Vip);
    EXPECT_THAT(strict_in(text, machine), ElementsAre("old0 fe80::ff:fe00:10/64", "old0 2001:db8::1/128"));
    machine.interfaces.back().link_local = netlink::parse_ip_address("fe80::1");
    EXPECT_THAT(strict_in(text, machine), ElementsAre("old0 2001:db8::1/128"));
}

TEST(LinkLocalAddress, IsNotAddedWhereTheBaseSends) {
    const std::string base = instance("V1", "eth0", 5, "vmac_xmit_base\nuse_vmac\n" + kIpv6Vip);
    EXPECT_THAT(strict_in(base), ElementsAre("vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_as({1, 4, 5}, base),
                ElementsAre("vrrp.5 fe80::ff:fe00:10/64", "vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5, "strict_mode\nvmac_xmit_base\nuse_vmac\n" + kIpv6Vip)),
                ElementsAre("vrrp.5 fe80::ff:fe00:10/64", "vrrp.5 2001:db8::1/128"));
}

TEST(LinkLocalAddress, IsNotAddedForUnicastDependingOnTheVersion) {
    const std::string peer =
        instance("V1", "eth0", 5,
                 "unicast_src_ip fe80::ff:fe00:10\nunicast_peer {\nfe80::9\n}\nuse_vmac\n" + kIpv6Vip);
    const std::string keyword = instance("V1", "eth0", 5, "check_unicast_src\nuse_vmac\n" + kIpv6Vip);
    const auto both = ElementsAre("vrrp.5 fe80::ff:fe00:10/64", "vrrp.5 2001:db8::1/128");
    EXPECT_THAT(strict_as({2, 0, 19}, peer), both);
    EXPECT_THAT(strict_as({2, 1, 5}, peer), ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(strict_as({2, 2, 4}, peer), ElementsAre("vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_in(peer), ElementsAre("vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_as({2, 2, 4}, keyword), both);
    EXPECT_THAT(strict_in(keyword), ElementsAre("vrrp.5 2001:db8::1/128"));
}

TEST(LinkLocalAddress, IsTheKernelsOwnInOldVersions) {
    EXPECT_THAT(strict_as({1, 2, 19}, instance("V1", "eth0", 5, "use_vmac\n" + kIpv6Vip)),
                ElementsAre("vrrp.5 fe80::200:5eff:fe00:105/64", "vrrp.5 2001:db8::1/128"));
}

/// With `dev` and without, of both families.
const std::string kManyAddresses =
    "virtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev eth0\n10.0.0.3 dev eth1\n}\n"
    "virtual_ipaddress_excluded {\n2001:db8::1\n}\n";

TEST(Vmac, TakesOtherAddressesDependingOnTheVersion) {
    const std::string text = instance("V1", "eth0", 5, "use_vmac\n" + kManyAddresses);
    EXPECT_THAT(strict_as({2, 1, 5}, text), ElementsAre("vrrp.5 10.0.0.1/32", "eth0 10.0.0.2/32",
                                                        "eth1 10.0.0.3/32", "vrrp.5 2001:db8::1/128"));
    EXPECT_THAT(strict_as({2, 2, 0}, text), ElementsAre("vrrp.5 10.0.0.1/32", "vrrp.5 10.0.0.2/32",
                                                        "eth1 10.0.0.3/32", "eth0 2001:db8::1/128"));
}

TEST(Vmac, TakesWhatFollowsItInOldVersions) {
    EXPECT_THAT(declared_as({1, 2, 19}, instance("V1", "eth0", 5,
                                                 "virtual_ipaddress {\n10.0.0.1\n}\nuse_vmac\n"
                                                 "virtual_ipaddress {\n10.0.0.2\n}")),
                ElementsAre("eth0 10.0.0.1/32", "vrrp.5 10.0.0.2/32"));
}

TEST(Ipvlan, TakesTheAddressesInOldVersionsAndHasOneOfItsOwn) {
    const std::string text = instance("V1", "eth0", 5, "use_ipvlan ipv0 192.0.2.7/24\n" + kVip) +
                             instance("V2", "eth0", 6, "use_ipvlan\nvirtual_ipaddress {\n10.0.0.2\n}") +
                             instance("V3", "eth1", 6, "use_vmac\nvirtual_ipaddress {\n10.0.0.3\n}");
    Machine machine = test_machine();
    machine.ipvlan = true;
    EXPECT_THAT(
        strict_as({2, 1, 5}, text, machine),
        ElementsAre("ipv0 192.0.2.7/24", "ipv0 10.0.0.1/32", "vrrp.6 10.0.0.2/32", "vrrp1.6 10.0.0.3/32"));
    EXPECT_THAT(strict_in(text, machine), ElementsAre("ipv0 192.0.2.7/24", "eth0 10.0.0.1/32",
                                                      "eth0 10.0.0.2/32", "vrrp1.6 10.0.0.3/32"));
    EXPECT_THAT(strict_in(text), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "vrrp1.6 10.0.0.3/32"));
}

TEST(NoInterface, MayBeFineForUnicastDependingOnTheVersion) {
    const std::string text =
        "vrrp_instance V1 {\nvirtual_router_id 5\nuse_vmac\nunicast_src_ip 192.0.2.1\n"
        "unicast_peer {\n192.0.2.2\n}\nvirtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev eth1\n}\n}\n";
    EXPECT_THAT(strict_as({2, 0, 20}, text), IsEmpty());
    EXPECT_THAT(strict_as({2, 1, 5}, text), ElementsAre("eth0 10.0.0.1/32", "eth1 10.0.0.2/32"));
    EXPECT_THAT(strict_as({2, 2, 4}, text), ElementsAre("eth1 10.0.0.2/32"));
    EXPECT_THAT(strict_as({2, 2, 5}, text), IsEmpty());
    EXPECT_THAT(strict_as({2, 2, 8}, text), ElementsAre("eth1 10.0.0.2/32"));
}

TEST(Surplus, IsWhatDoesNotFitIntoTheMtu) {
    Machine machine = test_machine();
    machine.interfaces.at(1).mtu = 80;  // Room for seven IPv4 addresses, or for one of IPv6.
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "virtual_ipaddress_excluded {\n2001:db8::9\n}\n"
                                   "virtual_ipaddress {\n2001:db8::1\n2001:db8::2\n}"),
                          machine),
                ElementsAre("eth0 2001:db8::1/128", "eth0 2001:db8::9/128", "eth0 2001:db8::2/128"));
}

TEST(Scope, KeepsAnAddressOutOfASubnetThatIsThereWithAnotherOne) {
    EXPECT_THAT(strict_in(instance("V1", "eth0", 5,
                                   "virtual_ipaddress {\n10.0.0.1/24\n10.0.0.2/24 scope link\n"
                                   "10.0.0.2/24\n10.0.0.3/25 scope link\n192.0.2.9/24 scope link\n"
                                   "10.0.0.4/32 peer 10.0.0.5\n10.0.0.5 scope link\n}")),
                ElementsAre("eth0 10.0.0.1/24", "eth0 10.0.0.2/24", "eth0 10.0.0.3/25", "eth0 10.0.0.4/32"));
}

}  // namespace
}  // namespace vipwarden::config
