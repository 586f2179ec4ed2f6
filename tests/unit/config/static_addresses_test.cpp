// SPDX-License-Identifier: MIT
#include "wrapper/config/static_addresses.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<VirtualAddress> static_addresses_in(const std::string& lines,
                                                const Version& version = kDefaultVersion) {
    return parse_as(version, "static_ipaddress {\n" + lines + "\n}\n").configuration.static_addresses;
}

TEST(StaticAddress, IsReadLikeAVirtualOne) {
    EXPECT_THAT(static_addresses_in("10.3.0.1/24 dev eth1 label eth1:s scope link"),
                ElementsAre(VirtualAddress{.address = *netlink::parse_ip_address("10.3.0.1"),
                                           .prefix_length = 24,
                                           .where = {.line = 2, .column = 1},
                                           .device = "eth1",
                                           .label = std::string{"eth1:s"},
                                           .details = AddressDetails{.scope = 253}}));
}

TEST(StaticAddress, MayBeRepeatedAndOfAnyFamily) {
    EXPECT_THAT(static_addresses_in("10.3.0.1\n10.3.0.1\n2001:db8::1\n10.3.0.2", {2, 4, 0}), SizeIs(4));
}

TEST(StaticAddress, MayHaveATrackGroupButNoVmac) {
    const std::string text = "static_ipaddress {\n10.3.0.1 use_vmac track_group g dev eth1\n}\n";
    const ParseResult result = parse_text(text);
    EXPECT_EQ(result.configuration.static_addresses.at(0).device, "eth1");
    EXPECT_EQ(result.configuration.static_addresses.at(0).flags, 0);
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:2:10: warning: keepalived knows no word 'use_vmac' here and ignores it, "
                            "and so do we\n10.3.0.1 use_vmac track_group g dev eth1\n         ^"));
    EXPECT_THAT(remarks_on(addresses_with("10.0.0.1 track_group")),
                ElementsAre("k.conf:5:10: warning: keepalived knows no word 'track_group' here and ignores "
                            "it, and so do we\n10.0.0.1 track_group\n         ^"));
}

TEST(StaticAddress, LosesTheRestOfItsLineToASecondTrackGroup) {
    EXPECT_THAT(remarks_on("static_ipaddress {\n10.3.0.1 track_group g track_group h dev eth1\n}\n"),
                ElementsAre("k.conf:2:36: warning: 'track_group' is given twice: keepalived ignores the rest "
                            "of the line, and so do we\n10.3.0.1 track_group g track_group h dev eth1\n"
                            "                                   ^"));
    EXPECT_EQ(static_addresses_in("10.3.0.1 track_group g track_group h dev eth1").at(0).device, "");
}

TEST(StaticAddress, NamesTheDefaultInterfaceOfItsLineInOldVersions) {
    const std::string text =
        "static_ipaddress {\n10.3.0.1\n}\nglobal_defs {\ndefault_interface eth2\n}\n"
        "static_ipaddress {\n10.3.0.2\n10.3.0.3 dev eth1\n}\n";
    const auto devices = [&](const Version& version) {
        std::vector<std::string> names;
        for (const VirtualAddress& address : parse_as(version, text).configuration.static_addresses) {
            names.push_back(address.device);
        }
        return names;
    };
    EXPECT_THAT(devices({1, 4, 5}), ElementsAre("eth0", "eth2", "eth1"));
    EXPECT_THAT(devices({2, 0, 0}), ElementsAre("", "", "eth1"));
}

TEST(StaticAddress, IsPlacedOnItsDeviceOrTheDefaultInterface) {
    const auto placed = static_addresses(
        parse_as({1, 3, 9},
                 "static_ipaddress {\n10.3.0.1/24 dev eth1\n10.3.0.2/33 dev eth1\n2001:db8::1/64\n}\n")
            .configuration);
    std::vector<std::string> texts;
    for (const PlacedAddress& one : placed) {
        texts.push_back(one.interface + " " + netlink::to_string(one.address) + "/" +
                        std::to_string(one.prefix_length));
    }
    EXPECT_THAT(texts, ElementsAre("eth1 10.3.0.1/24", "eth0 2001:db8::1/64"));
}

TEST(DefaultInterface, IsTheLastOneGiven) {
    EXPECT_EQ(parse_text("").configuration.default_interface, "eth0");
    EXPECT_EQ(parse_text("global_defs {\ndefault_interface a\ndefault_interface b\n}\n")
                  .configuration.default_interface,
              "b");
    EXPECT_THAT(remarks_on("global_defs {\ndefault_interface\n}\n"),
                ElementsAre("k.conf:2:1: warning: 'default_interface' lacks its name: keepalived ignores the "
                            "line, and so do we\ndefault_interface\n^"));
}

}  // namespace
}  // namespace vipwarden::config
