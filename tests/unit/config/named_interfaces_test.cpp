// SPDX-License-Identifier: MIT
// The interfaces that keepalived looks up beside those of instances and addresses: one that is missing makes
// it refuse everything.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names_in(const std::string& text, const Version& version = kDefaultVersion) {
    std::vector<std::string> names;
    for (const NamedInterface& interface : parse_as(version, text).configuration.named_interfaces) {
        names.push_back(interface.name);
    }
    return names;
}

TEST(NamedInterface, StandsWhereItIsNamed) {
    const auto configuration =
        parse_text("vrrp_sync_group G {\ntrack_interface {\n  eth1 weight 5\n}\n}\n").configuration;
    EXPECT_THAT(configuration.named_interfaces,
                ElementsAre(NamedInterface{.name = "eth1", .where = {.line = 3, .column = 3}}));
}

TEST(NamedInterface, IsTracked) {
    EXPECT_THAT(names_in(instance_with("track_interface {\neth1\neth2 weight -5\n}")),
                ElementsAre("eth1", "eth2"));
}

TEST(NamedInterface, IsInAGarpGroup) {
    EXPECT_THAT(names_in("garp_group {\ninterface eth1\ninterfaces {\neth2 eth3\neth4\n}\n}\n"),
                ElementsAre("eth1", "eth2", "eth3", "eth4"));
}

TEST(NamedInterface, IsAVrfUnlessTheInstanceHasAnInterface) {
    EXPECT_THAT(names_in("vrrp_instance V1 {\nvrf blue\ninterface eth0\nvrf red\n}\n"), ElementsAre("blue"));
    EXPECT_THAT(names_in("vrrp_instance V1 {\nvrf abcdefghijklmnop\n}\n"), IsEmpty());
}

TEST(NamedInterface, IsOneThatAnotherReplaces) {
    EXPECT_THAT(names_in(instance_with("interface eth1\ninterface lo")), ElementsAre("eth0", "eth1"));
    EXPECT_THAT(names_in(instance_with("interface abcdefghijklmnop")), IsEmpty());
}

TEST(NamedInterface, IsInARouteOrARule) {
    EXPECT_THAT(names_in(instance_with("virtual_routes {\n10.9.0.0/24 dev eth1\n}\n"
                                       "virtual_rules {\nfrom 10.9.0.0/24 iif eth2 table 100\n}") +
                         "static_routes {\n10.8.0.0/24 dev eth3\n}\n"),
                ElementsAre("eth1", "eth2", "eth3"));
}

TEST(NamedInterface, IsInAnAddressThatIsDropped) {
    EXPECT_THAT(names_in(addresses_with("10.0.0.1\n10.0.0.2 dev eth1 brd bogus\n10.0.0.3 brd bogus dev eth2\n"
                                        "10.0.0.300 dev eth3\n2001:db8::1 dev eth4\n"
                                        "10.0.0.5 dev eth5 dev eth6\n10.0.0.6 dev eth7 label")),
                ElementsAre("eth1", "eth4", "eth5", "eth7"));
}

TEST(NamedInterface, IsInAnAddressThatIsThereAlready) {
    EXPECT_THAT(names_in(addresses_with("10.0.0.1\n10.0.0.1 dev eth1"), {2, 3, 3}), ElementsAre("eth1"));
    EXPECT_THAT(names_in(addresses_with("10.0.0.1\n10.0.0.1 dev eth1"), {2, 3, 2}), IsEmpty());
}

TEST(NamedInterface, MayBeNoNameAtAll) {
    const ParseResult result = parse_text(addresses_with("10.0.0.1 dev \"\""));
    EXPECT_THAT(result.configuration.named_interfaces,
                ElementsAre(NamedInterface{.name = "", .where = {.line = 5, .column = 14}}));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:5:14: warning: 'dev' names no interface: keepalived drops the entry, and "
                            "so do we\n10.0.0.1 dev \"\"\n             ^"));
}

TEST(NamedInterface, IsNotOneThatKeepalivedDoesNotMind) {
    EXPECT_THAT(names_in("linkbeat_interfaces {\neth1\n}\ninterface_up_down_delays {\neth2 1 1\n}\n"
                         "global_defs {\ndefault_interface eth3\n}\n"),
                IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
