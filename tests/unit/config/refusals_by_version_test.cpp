// SPDX-License-Identifier: MIT
// What makes a release of keepalived refuse everything, whatever the machine.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";
const std::string kExcluded = "virtual_ipaddress_excluded {\n10.0.0.1\n}\n";

std::string without_interface(const std::string& lines) {
    return "vrrp_instance V1 {\nvirtual_router_id 5\n" + lines + "\n}\n";
}

TEST(RouterIdTwice, IsFatalInSomeVersions) {
    const std::string text =
        instance_with(kVip) + "vrrp_instance V2 {\ninterface eth0\nvirtual_router_id 5\n" + kVip + "}\n";
    EXPECT_THAT(fatal_as({1, 2, 19}, text), IsEmpty());
    EXPECT_THAT(fatal_as({1, 2, 24}, text), SizeIs(1));
    EXPECT_THAT(fatal_as({1, 4, 5}, text), IsEmpty());
    EXPECT_THAT(fatal_as({2, 0, 0}, text), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 0, 0}, "global_defs {\ndynamic_interfaces\n}\n" + text), IsEmpty());
}

TEST(RouterIdTwice, IsFineWithAnotherMulticastGroup) {
    const auto two = [](const std::string& globals, const std::string& group) {
        return globals + instance_with(kVip) + "vrrp_instance V2 {\ninterface eth0\nvirtual_router_id 5\n" +
               "mcast_dst_ip " + group + "\n" + kVip + "}\n";
    };
    const std::string other = "global_defs {\nvrrp_mcast_group4 224.0.0.55\n}\n";
    EXPECT_THAT(fatal_as(kDefaultVersion, two("", "224.0.0.18")), SizeIs(1));
    EXPECT_THAT(fatal_as(kDefaultVersion, two("", "224.0.0.55")), IsEmpty());
    EXPECT_THAT(fatal_as(kDefaultVersion, two("", "10.0.0.55")), SizeIs(1));  // Not a group, ignored.
    EXPECT_THAT(fatal_as(kDefaultVersion, two(other, "224.0.0.55")), SizeIs(1));
    EXPECT_THAT(fatal_as(kDefaultVersion, two(other, "224.0.0.18")), IsEmpty());
}

TEST(RouterIdTwice, ConcernsInstancesWithoutInterfaceToo) {
    const std::string unicast = "unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n";
    const std::string first = "vrrp_instance A {\nvirtual_router_id 5\n" + unicast + kVip + "}\n";
    const std::string second = "vrrp_instance B {\nvirtual_router_id 5\n" + unicast + kVip + "}\n";
    EXPECT_THAT(fatal_as({2, 3, 4}, first + second), SizeIs(1));
}

TEST(NoVip, IsFatalDependingOnTheVersion) {
    const std::string version_3 = instance_with(kExcluded + "version 3");
    EXPECT_THAT(fatal_as({1, 2, 19}, version_3), IsEmpty());
    EXPECT_THAT(fatal_as({1, 2, 20}, version_3), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 3, 4}, version_3), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 3, 4}, instance_with(kExcluded)), IsEmpty());
}

TEST(NoVip, IsFatalForIpv6UnlessANewerVersionIsToldVersion2) {
    const std::string before = instance_with("version 2\nmcast_src_ip fe80::1\n" + kExcluded);
    const std::string behind = instance_with("mcast_src_ip fe80::1\nversion 2\n" + kExcluded);
    EXPECT_THAT(fatal_as({2, 2, 7}, before), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 2, 8}, before), IsEmpty());
    EXPECT_THAT(fatal_as({2, 2, 8}, behind), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 2, 8}, instance_with("native_ipv6\n" + kExcluded)), SizeIs(1));
}

TEST(NoVip, MayBeAllowed) {
    const std::string allowed = "no_virtual_ipaddress\nversion 3\n" + kExcluded;
    EXPECT_THAT(fatal_as({2, 2, 7}, instance_with(allowed)), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 2, 8}, instance_with(allowed)), IsEmpty());
    EXPECT_THAT(fatal_as({2, 2, 8}, instance_with("strict_mode\n" + allowed)), SizeIs(1));
}

TEST(VrrpVersion, IsTheFirstOneGiven) {
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("version 2\nversion 3\n" + kExcluded)), IsEmpty());
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("version 3\nversion 2\n" + kExcluded)), SizeIs(1));
    EXPECT_THAT(
        remarks_on(instance_with("version 3\nversion 2\nversion 4\n" + kVip)),
        ElementsAre("k.conf:5:9: warning: the instance is of VRRP version 3 already: keepalived "
                    "ignores the line, and so do we\nversion 2\n        ^",
                    "k.conf:6:9: warning: a version is 2 or 3: keepalived ignores the line, and so do "
                    "we\nversion 4\n        ^"));
}

TEST(StrictMode, IsSwitchedByKnownWordsOnly) {
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("strict_mode\n" + kExcluded)), SizeIs(1));
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("strict_mode yes\n" + kExcluded)), SizeIs(1));
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("strict_mode\nstrict_mode no\n" + kExcluded)),
                IsEmpty());
    EXPECT_THAT(fatal_as(kDefaultVersion, instance_with("strict_mode\nstrict_mode bogus\n" + kExcluded)),
                SizeIs(1));
    EXPECT_THAT(remarks_on(instance_with("strict_mode bogus\n" + kVip)),
                ElementsAre("k.conf:4:13: warning: 'bogus' is neither yes nor no: keepalived ignores the "
                            "line, and so do we\nstrict_mode bogus\n            ^"));
}

TEST(NoInterface, NeedsASourceAddressAndAPeerWhereItIsAllowed) {
    const std::string source = "unicast_src_ip 192.0.2.1\n";
    const std::string peer = "unicast_peer {\n192.0.2.2\n}\n";
    for (const Version& version : {Version{2, 1, 0}, Version{2, 2, 4}, Version{2, 2, 8}, Version{2, 4, 0}}) {
        EXPECT_THAT(fatal_as(version, without_interface(source + peer + kVip)), IsEmpty());
        EXPECT_THAT(fatal_as(version, without_interface(kVip)),
                    ElementsAre("vrrp_instance 'V1' has no interface: keepalived refuses the whole "
                                "configuration"));
        for (const std::string& lines : {source, peer, source + "unicast_peer {\nfe80::1\n}\n"}) {
            EXPECT_THAT(fatal_as(version, without_interface(lines + kVip)),
                        ElementsAre("vrrp_instance 'V1' has no interface, and for unicast it lacks a source "
                                    "address or a peer of its family: keepalived refuses the whole "
                                    "configuration"));
        }
    }
    for (const Version& version : {Version{1, 4, 5}, Version{2, 0, 20}, Version{2, 2, 5}, Version{2, 2, 7}}) {
        EXPECT_THAT(fatal_as(version, without_interface(source + peer + kVip)),
                    ElementsAre("vrrp_instance 'V1' has no interface: keepalived refuses the whole "
                                "configuration"));
    }
}

TEST(NoInterface, NeedsASourceAddressThatIsNotLinkLocal) {
    EXPECT_THAT(
        fatal_as({2, 2, 8}, without_interface("unicast_src_ip fe80::1\nunicast_peer {\nfe80::2\n}\n"
                                              "virtual_ipaddress {\n2001:db8::1 dev eth0\n}\n")),
        ElementsAre("vrrp_instance 'V1' has no interface, and a link-local source address: keepalived "
                    "refuses the whole configuration"));
}

TEST(NoInterface, LeavesNoVipWithoutADevice) {
    const std::string unicast = "unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n";
    EXPECT_THAT(fatal_as({2, 2, 8}, without_interface("version 3\n" + unicast + kVip)), SizeIs(1));
    EXPECT_THAT(fatal_as({2, 2, 8}, without_interface("version 2\n" + unicast + kVip)), IsEmpty());
    EXPECT_THAT(fatal_as({2, 2, 8}, without_interface("version 3\n" + unicast +
                                                      "virtual_ipaddress {\n10.0.0.1 dev eth0\n}\n")),
                IsEmpty());
    EXPECT_THAT(fatal_as({2, 1, 5}, without_interface("version 3\n" + unicast + kVip)), IsEmpty());
}

TEST(ImpossibleName, OfAnAddressIsFatalInNewerVersions) {
    EXPECT_THAT(fatal_as({1, 4, 5}, addresses_with("10.0.0.1 dev eth0:1\n10.0.0.2")), IsEmpty());
    EXPECT_THAT(fatal_as({2, 0, 0}, addresses_with("10.0.0.1 dev eth0:1\n10.0.0.2")), SizeIs(1));
    EXPECT_THAT(fatal_as({1, 4, 5}, instance_with("interface eth0:1\n" + kVip)), SizeIs(1));
}

TEST(Loopback, IsAnInterfaceOfAnInstanceInOldVersions) {
    EXPECT_THAT(fatal_as({1, 3, 5}, instance_with("interface lo\n" + kVip)), IsEmpty());
    EXPECT_THAT(declared_as({1, 3, 5}, instance_with("interface lo\n" + kVip)),
                ElementsAre("lo 10.0.0.1/32"));
    EXPECT_THAT(fatal_as({1, 3, 6}, instance_with("interface lo\n" + kVip)), SizeIs(1));
}

TEST(RefusedHeadWithoutBrace, NoLongerChangesTheInstanceBefore) {
    const std::string text =
        instance_with(kVip) + "vrrp_instance\ninterface eth1\n" + "virtual_ipaddress {\n10.0.0.2\n}\n";
    EXPECT_THAT(declared_as({2, 2, 7}, text), ElementsAre("eth1 10.0.0.1/32", "eth1 10.0.0.2/32"));
    EXPECT_THAT(declared_as({2, 2, 8}, text), ElementsAre("eth0 10.0.0.1/32"));
}

}  // namespace
}  // namespace vipwarden::config
