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

/// Whether keepalived refuses an instance with these lines, and with nothing else wrong.
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
                                                 .device = "eth1",
                                                 .where = {.file = "k.conf", .line = 7, .column = 3}}},
                                  .where = {.file = "k.conf", .line = 1, .column = 15}}));
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
    EXPECT_THAT(
        fatal_remarks(instance_with(kVip + "interface lo")),
        ElementsAre("vrrp_instance 'V1' has no interface: keepalived refuses the whole configuration"));
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
    EXPECT_EQ(instance_in(instance_with("virtual_ipaddress_excluded {\n2001:db8::2/64\n}")).family,
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

TEST(Surplus, Beyond255AddressesIsMovedBehindTheExcludedOnes) {
    std::string lines;
    for (int i = 0; i < 257; ++i) {
        lines += "10.1." + std::to_string(i / 200) + '.' + std::to_string(i % 200) + '\n';
    }
    const Instance instance = instance_in(
        instance_with("virtual_ipaddress {\n" + lines + "}\nvirtual_ipaddress_excluded {\n10.9.0.1\n}"));

    ASSERT_THAT(instance.addresses, SizeIs(258));
    EXPECT_FALSE(instance.addresses[254].excluded);
    EXPECT_EQ(netlink::to_string(instance.addresses[254].address), "10.1.1.54");
    EXPECT_EQ(netlink::to_string(instance.addresses[255].address), "10.9.0.1");
    EXPECT_EQ(netlink::to_string(instance.addresses[256].address), "10.1.1.55");
    EXPECT_TRUE(instance.addresses[256].excluded);
}

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

TEST(Globals, AreReadWhereverTheyStand) {
    const Configuration configuration =
        parse_text(instance_with(kVip) +
                   "global_defs {\ndynamic_interfaces allow_if_changes\nvmac_prefix vm\n}\n"
                   "net_namespace blue\ninstance i1\n")
            .configuration;
    EXPECT_TRUE(configuration.dynamic_interfaces);
    EXPECT_EQ(configuration.vmac_prefix, "vm");
    EXPECT_EQ(configuration.vmac_addr_prefix, "vm");
    EXPECT_EQ(configuration.net_namespace, "blue");
    EXPECT_EQ(configuration.instance_name, "i1");
}

TEST(Globals, HaveDefaults) {
    const Configuration configuration = parse_text(instance_with(kVip)).configuration;
    EXPECT_FALSE(configuration.dynamic_interfaces);
    EXPECT_EQ(configuration.vmac_prefix, "vrrp");
    EXPECT_EQ(configuration.vmac_addr_prefix, "vrrp");
    EXPECT_EQ(configuration.net_namespace, std::nullopt);
    EXPECT_EQ(configuration.instance_name, std::nullopt);
}

TEST(Globals, TakeTheFirstNamespaceAndInstanceName) {
    const ParseResult result =
        parse_text("net_namespace\nnet_namespace a\nnet_namespace b\ninstance x\ninstance y\n");
    EXPECT_EQ(result.configuration.net_namespace, "a");
    EXPECT_EQ(result.configuration.instance_name, "x");
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre(
            "k.conf:1:1: warning: 'net_namespace' lacks its name: keepalived ignores the line, and so do "
            "we\nnet_namespace\n^",
            "k.conf:3:1: warning: 'net_namespace' has been given before: keepalived ignores the line, and "
            "so do we\nnet_namespace b\n^",
            "k.conf:5:1: warning: 'instance' has been given before: keepalived ignores the line, and so do "
            "we\ninstance y\n^"));
}

TEST(Globals, DoNotTakeANamespaceInsideGlobalDefs) {
    EXPECT_EQ(parse_text("global_defs {\nnet_namespace blue\n}\n").configuration.net_namespace, std::nullopt);
}

TEST(StaticAddresses, AreNotDeclared) {
    EXPECT_THAT(declared_in("static_ipaddress {\n10.3.0.1 dev eth1\n}\n" + instance_with(kVip)),
                ElementsAre("eth0 10.0.0.1/32"));
}

}  // namespace
}  // namespace vipwarden::config
