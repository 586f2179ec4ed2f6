// SPDX-License-Identifier: MIT
// Mistakes that make keepalived refuse the whole configuration.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// What makes keepalived refuse the configuration.
std::vector<std::string> fatal_remarks(const std::string& text) {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : parse_text(text).diagnostics) {
        if (diagnostic.severity == Severity::fatal) {
            messages.push_back(diagnostic.message);
        }
    }
    return messages;
}

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";

TEST(FatalMistake, IsAMissingOrInvalidRouterId) {
    EXPECT_THAT(
        fatal_remarks("vrrp_instance V1 {\ninterface eth0\n" + kVip + "}\n"),
        ElementsAre(
            "vrrp_instance 'V1' has no valid virtual_router_id: keepalived refuses the whole configuration"));
    for (const char* id : {"0", "256", "five", "5x", "0x5", "-5"}) {
        EXPECT_THAT(fatal_remarks("vrrp_instance V1 {\ninterface eth0\nvirtual_router_id " + std::string{id} +
                                  '\n' + kVip + "}\n"),
                    SizeIs(1))
            << id;
    }
}

TEST(FatalMistake, IsAMissingInterfaceAndItsAddressesAreNowhere) {
    const std::string text =
        "vrrp_instance V1 {\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev eth1\n}\n}\n";
    EXPECT_THAT(
        fatal_remarks(text),
        ElementsAre("vrrp_instance 'V1' has no interface: keepalived refuses the whole configuration"));
    EXPECT_THAT(declared_in(text), ElementsAre("eth1 10.0.0.2/32"));
}

TEST(FatalMistake, LeavesTheAddressesDeclared) {
    EXPECT_THAT(declared_in("vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 0\n" + kVip + "}\n"),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(FatalMistake, IsAnInterfaceNameThatCanNotExist) {
    EXPECT_THAT(
        fatal_remarks(instance_with(kVip + "interface eth0:1")),
        ElementsAre(
            "vrrp_instance 'V1' names an interface that can't exist, 'eth0:1': keepalived refuses the whole "
            "configuration"));
    EXPECT_THAT(fatal_remarks(addresses_with("10.0.0.1 dev eth0:1")), SizeIs(1));
    EXPECT_THAT(fatal_remarks(addresses_with("10.0.0.1 dev abcdefghijklmnop")), SizeIs(1));
    EXPECT_THAT(
        fatal_remarks("global_defs {\ndynamic_interfaces\n}\n" + instance_with(kVip + "interface eth0:1")),
        IsEmpty());
}

TEST(FatalMistake, IsAnInstanceWithoutVipWhereOneIsNeeded) {
    const std::string excluded = "virtual_ipaddress_excluded {\n10.0.0.1\n}\n";
    EXPECT_THAT(fatal_remarks(instance_with(excluded)), IsEmpty());
    EXPECT_THAT(
        fatal_remarks(instance_with(excluded + "version 3")),
        ElementsAre(
            "vrrp_instance 'V1' has no address in virtual_ipaddress, which VRRP version 3, IPv6 and strict "
            "mode demand: keepalived refuses the whole configuration"));
    EXPECT_THAT(fatal_remarks(instance_with(excluded + "native_ipv6")), SizeIs(1));
    EXPECT_THAT(fatal_remarks(instance_with(excluded + "strict_mode")), SizeIs(1));
    EXPECT_THAT(fatal_remarks("global_defs {\nvrrp_version 3\n}\n" + instance_with(excluded)), SizeIs(1));
    EXPECT_THAT(fatal_remarks("global_defs {\nvrrp_version 3\n}\n" + instance_with(excluded + "version 2")),
                IsEmpty());
    EXPECT_THAT(fatal_remarks("global_defs {\nvrrp_strict off\n}\n" + instance_with(excluded)), SizeIs(1));
    EXPECT_THAT(
        fatal_remarks("global_defs {\nvrrp_strict\n}\n" + instance_with(excluded + "strict_mode off")),
        IsEmpty());
}

/// A second instance with the VRID and interface of instance_with().
std::string second_with(const std::string& lines) {
    return "vrrp_instance V2 {\ninterface eth0\nvirtual_router_id 5\n" + lines + "\n}\n";
}

TEST(FatalMistake, IsTheSameRouterIdTwiceOnAnInterface) {
    EXPECT_THAT(
        fatal_remarks(instance_with(kVip) + second_with(kVip)),
        ElementsAre(
            "vrrp_instance 'V2' has the virtual_router_id, interface and family of 'V1': keepalived refuses "
            "the whole configuration"));
    EXPECT_THAT(fatal_remarks(instance_with(kVip) + second_with(kVip + "interface eth1")), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip) + second_with("virtual_ipaddress {\n2001:db8::1\n}")),
                IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip) + second_with(kVip + "mcast_dst_ip 224.0.0.55")),
                IsEmpty());
}

TEST(FatalMistake, IsTheSameRouterIdTwiceOnlyIfUnicastInstancesShareAPeer) {
    const std::string unicast = kVip + "unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\n";
    EXPECT_THAT(fatal_remarks(instance_with(unicast) + second_with(kVip)), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(unicast) + second_with(unicast)), SizeIs(1));
    EXPECT_THAT(fatal_remarks(instance_with(unicast) +
                              second_with(kVip + "unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.3\n}\n")),
                IsEmpty());
}

TEST(FatalMistake, IsAMissingParameter) {
    EXPECT_THAT(remarks_on(instance_with(kVip + "  state")),
                ElementsAre("k.conf:7:3: fatal: 'state' needs a parameter: keepalived exits; we ignore the "
                            "line\n  state\n  ^"));
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "priority \"100")), SizeIs(1));
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "use_vmac\nsmtp_alert\npreempt")), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "authentication {\nauth_pass \"abc\n}")), SizeIs(1));
    EXPECT_THAT(fatal_remarks("vrrp_script {\nscript \"/bin/true\"\n}\n"), SizeIs(1));
    EXPECT_THAT(fatal_remarks("global_defs {\nvrrp_version\n}\n"), SizeIs(1));
    EXPECT_THAT(fatal_remarks("child_wait_time\n"), SizeIs(1));
}

TEST(FatalMistake, IsAMissingParameterAtTheEndOfARoute) {
    EXPECT_THAT(
        remarks_on(instance_with(kVip + "virtual_routes {\n10.9.0.0/24 via\n}")),
        ElementsAre("k.conf:8:13: fatal: 'via' needs a parameter: keepalived exits; we ignore the line\n"
                    "10.9.0.0/24 via\n            ^"));
    EXPECT_THAT(fatal_remarks("static_rules {\nfrom 10.0.0.0/8 table\n}\n"), SizeIs(1));
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "virtual_rules {\nfrom 10.0.0.0/8 via\n}")), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "virtual_routes {\nbogus via\n}")), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "virtual_routes {\ndefault6 via\n}")), SizeIs(1));
    EXPECT_THAT(fatal_remarks(addresses_with("10.0.0.1 via")), IsEmpty());
}

TEST(FatalMistake, IsAnOpenQuoteInAScriptButNotInANotify) {
    EXPECT_THAT(
        remarks_on("vrrp_script c {\nscript /bin/echo it's\n}\n"),
        ElementsAre(
            "k.conf:2:1: fatal: 'script' needs a command without an open quote or a backslash at its end: "
            "keepalived exits or crashes; we ignore the line\nscript /bin/echo it's\n^"));
    EXPECT_THAT(fatal_remarks("vrrp_script c {\nscript \"/bin/x\n}\n"), SizeIs(1));
    EXPECT_THAT(fatal_remarks("vrrp_script c {\nscript /bin/x \\\n}\n"), SizeIs(1));
    EXPECT_THAT(fatal_remarks("vrrp_script c {\nscript \"/bin/x it's\"\n}\n"), IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "notify_master \"/bin/x\nnotify_backup /bin/x \\")),
                IsEmpty());
    EXPECT_THAT(fatal_remarks(instance_with(kVip + "notify_master")), SizeIs(1));
}

}  // namespace
}  // namespace vipwarden::config
