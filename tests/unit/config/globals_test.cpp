// SPDX-License-Identifier: MIT
// What applies to keepalived as a whole, seen through the whole parser.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;

const std::string kVip = "virtual_ipaddress {\n10.0.0.1\n}\n";

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

TEST(Globals, TakeTheFirstPrefixOfVmacs) {
    const Configuration configuration =
        parse_text(
            "global_defs {\nvmac_addr_prefix c\nvmac_prefix a\nvmac_prefix b\nvmac_addr_prefix "
            "d\n}\n")
            .configuration;
    EXPECT_EQ(configuration.vmac_prefix, "a");
    EXPECT_EQ(configuration.vmac_addr_prefix, "c");
}

TEST(Globals, HaveMulticastGroups) {
    const Configuration configuration =
        parse_text(
            "global_defs {\nvrrp_mcast_group4 224.0.0.55\nvrrp_mcast_group6 ff02::55\n"
            "vrrp_mcast_group4 ff02::1\n}\n")
            .configuration;
    EXPECT_EQ(configuration.multicast_group_ipv4, netlink::parse_ip_address("224.0.0.55"));
    EXPECT_EQ(configuration.multicast_group_ipv6, netlink::parse_ip_address("ff02::55"));
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
