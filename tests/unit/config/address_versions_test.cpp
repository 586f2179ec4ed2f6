// SPDX-License-Identifier: MIT
// How the releases of keepalived differ in reading an address line.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_as.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Version kOld{1, 2, 19};

TEST(OldAddressLine, HasItsWordsInAnyOrderAndTheLastAddressWins) {
    EXPECT_THAT(declared_as(kOld, addresses_with("dev eth1 10.0.0.1\n10.0.0.2 10.0.0.3\n10.0.0.9/24 "
                                                 "10.0.0.10\n10.0.0.5 dev eth1 dev eth2")),
                ElementsAre("eth1 10.0.0.1/32", "eth0 10.0.0.3/32", "eth0 10.0.0.10/32", "eth2 10.0.0.5/32"));
}

TEST(OldAddressLine, IsDroppedForAWordThatIsNoAddress) {
    EXPECT_THAT(remarks_by(parse_as(kOld, addresses_with("10.0.0.1\n10.0.0.4 foo"))),
                ElementsAre("k.conf:6:10: warning: 'foo' is neither a word nor an address: keepalived drops "
                            "the entry, and so do we\n10.0.0.4 foo\n         ^"));
    EXPECT_THAT(
        declared_as(kOld, addresses_with("10.0.0.4 foo\n10.0.0.5 peer 10.0.0.6\nlabel eth0:1\n10.0.0.7")),
        ElementsAre("eth0 10.0.0.7/32"));
}

TEST(OldAddressLine, MayHaveAnUnknownScopeAndNoLoopback) {
    const auto result =
        parse_as(kOld, addresses_with("10.0.0.6 scope 5\n10.0.0.7 scope bogus\n10.0.0.12 dev lo"));
    const auto& addresses = result.configuration.instances.at(0).addresses;
    ASSERT_THAT(addresses, SizeIs(2));
    EXPECT_EQ(addresses[0].details->scope, 255);
    EXPECT_EQ(addresses[1].details->scope, 255);
    EXPECT_THAT(declared_as({1, 3, 6}, addresses_with("10.0.0.12 dev lo")), ElementsAre("lo 10.0.0.12/32"));
}

TEST(OldAddressLine, MayMixFamilies) {
    EXPECT_THAT(declared_as(kOld, addresses_with("10.0.0.1\n2001:db8::1")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_as({1, 2, 20}, addresses_with("10.0.0.1\n2001:db8::1")),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(OldAddressBlock, EndsAfterTwentyLines) {
    std::string lines = "bogus\n";
    for (int i = 1; i <= 20; ++i) {
        lines += "10.0.0." + std::to_string(i) + '\n';
    }
    const std::string block = "virtual_ipaddress {\n" + lines + "}\n";
    const std::string text = instance_with(
        block + "virtual_ipaddress {\n10.1.0.1\n}\nvirtual_ipaddress_excluded {\n" + lines + "10.2.0.1\n}\n");
    EXPECT_THAT(parse_as(kOld, text).configuration.instances.at(0).addresses, SizeIs(19 + 1 + 21));
    EXPECT_THAT(parse_as({1, 2, 20}, text).configuration.instances.at(0).addresses, SizeIs(20 + 1 + 21));
    EXPECT_THAT(
        remarks_by(parse_as(kOld, instance_with(block))),
        testing::Contains("k.conf:25:1: warning: this version of keepalived takes 20 addresses from a "
                          "block and ignores the others, and so do we\n10.0.0.20\n^"));
}

TEST(MissingWord, KeepsTheEntryDropsItOrMakesKeepalivedCrash) {
    const std::string text = addresses_with("10.0.0.1\n10.0.0.2 dev");
    EXPECT_THAT(fatal_as(kOld, text),
                ElementsAre("'dev' lacks its parameter: keepalived crashes; we drop the entry"));
    EXPECT_THAT(declared_as({1, 2, 20}, text), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(remarks_by(parse_as({1, 3, 5}, text)),
                ElementsAre("k.conf:6:10: warning: 'dev' lacks its parameter: keepalived ignores it, and so "
                            "do we\n10.0.0.2 dev\n         ^"));
    EXPECT_THAT(declared_as({1, 3, 6}, text), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Prefix, IsReadByTheRulesOfTheVersion) {
    const std::string text =
        addresses_with("10.0.0.1/\n10.0.0.2/0\n10.0.0.3/33\n10.0.0.4/255.255.255.0\n10.0.0.5/24abc");
    EXPECT_THAT(declared_as({1, 2, 9}, text),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.5/24"));
    EXPECT_THAT(declared_as({1, 2, 10}, text),
                ElementsAre("eth0 10.0.0.1/0", "eth0 10.0.0.2/0", "eth0 10.0.0.5/24"));
    EXPECT_THAT(declared_as({2, 0, 7}, text),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32", "eth0 10.0.0.4/32",
                            "eth0 10.0.0.5/24"));
    EXPECT_THAT(declared_as({2, 0, 8}, text),
                ElementsAre("eth0 10.0.0.1/0", "eth0 10.0.0.2/0", "eth0 10.0.0.3/32", "eth0 10.0.0.4/32",
                            "eth0 10.0.0.5/24"));
}

TEST(Prefix, ThatTheKernelRefusesIsRemarkedOn) {
    EXPECT_THAT(remarks_by(parse_as({1, 4, 5}, addresses_with("10.0.0.3/33"))),
                ElementsAre("k.conf:5:1: warning: the prefix length of '10.0.0.3/33' is impossible: "
                            "keepalived passes the address on, and the kernel refuses it\n10.0.0.3/33\n^"));
}

TEST(BroadcastSign, TakesTheRestOfTheLineWithItInSomeVersions) {
    const std::string text = addresses_with("10.0.4.1/24 brd + dev eth1");
    EXPECT_THAT(declared_as({1, 3, 6}, text), IsEmpty());
    EXPECT_THAT(declared_as({1, 3, 9}, text), ElementsAre("eth0 10.0.4.1/24"));
    EXPECT_THAT(declared_as({1, 4, 0}, text), ElementsAre("eth1 10.0.4.1/24"));
    EXPECT_EQ(parse_as({1, 3, 9}, text).configuration.instances.at(0).addresses.at(0).details->broadcast,
              netlink::parse_ip_address("10.0.4.255"));
}

TEST(Label, ThatIsTooLongDropsAnIpv6AddressDependingOnTheVersion) {
    const std::string excluded = instance_with(
        "virtual_ipaddress_excluded {\n10.0.0.1 label abcdefghijklmnop\n"
        "2001:db8::1 label abcdefghijklmnop\n}");
    EXPECT_THAT(declared_as({2, 2, 2}, excluded), ElementsAre("eth0 2001:db8::1/128"));
    EXPECT_THAT(declared_as({2, 2, 3}, excluded), IsEmpty());
}

TEST(Peer, MayHaveAPrefixLengthInSomeVersions) {
    const std::string text = addresses_with("10.0.0.1/24 peer 10.0.0.9/30");
    EXPECT_THAT(declared_as({1, 4, 5}, text), ElementsAre("eth0 10.0.0.1/24"));
    EXPECT_THAT(declared_as({2, 0, 7}, text), ElementsAre("eth0 10.0.0.1/30"));
    EXPECT_THAT(declared_as({2, 0, 8}, text), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Words, AreUnknownBeforeTheirFirstRelease) {
    const auto flags = [](const Version& version) {
        return parse_as(version, addresses_with("2001:db8::1/64 home no_track use_vmac preferred_lft 60"))
            .configuration.instances.at(0)
            .addresses.at(0);
    };
    EXPECT_EQ(flags({1, 3, 5}).flags, 0);
    EXPECT_TRUE(flags({1, 3, 6}).has(AddressFlag::home));
    EXPECT_FALSE(flags({2, 0, 2}).has(AddressFlag::no_track));
    EXPECT_TRUE(flags({2, 0, 3}).has(AddressFlag::no_track));
    EXPECT_EQ(flags({2, 0, 19}).details->preferred_seconds, std::nullopt);
    EXPECT_EQ(flags({2, 0, 20}).details->preferred_seconds, 60U);
    EXPECT_FALSE(flags({2, 1, 5}).has(AddressFlag::use_vmac));
    EXPECT_TRUE(flags({2, 2, 0}).has(AddressFlag::use_vmac));
}

TEST(PreferredLifetime, IsANumberOrForever) {
    const auto seconds = [](const std::string& lifetime) {
        return parse_text(addresses_with("2001:db8::1 preferred_lft " + lifetime))
            .configuration.instances.at(0)
            .addresses.at(0)
            .details->preferred_seconds;
    };
    EXPECT_EQ(seconds("0"), 0U);
    EXPECT_EQ(seconds("forever"), 4294967295U);
    EXPECT_EQ(seconds("4294967296"), std::nullopt);
    EXPECT_EQ(seconds("5s"), std::nullopt);
    EXPECT_THAT(remarks_on(addresses_with("2001:db8::1 preferred_lft -1")),
                ElementsAre("k.conf:5:27: warning: '-1' is no lifetime: keepalived ignores it, and so do we\n"
                            "2001:db8::1 preferred_lft -1\n                          ^"));
}

/// The interface of 10.0.0.1 to 10.0.0.3, which stand before, between and behind two others.
std::vector<std::string> interfaces_as(const Version& version, const std::string& globals = {}) {
    return declared_as(version, globals +
                                    "vrrp_instance V1 {\nvirtual_router_id 5\n"
                                    "virtual_ipaddress {\n10.0.0.1\n}\ninterface eth1\n"
                                    "virtual_ipaddress {\n10.0.0.2\n}\ninterface eth2\n"
                                    "virtual_ipaddress {\n10.0.0.3\n}\n}\n");
}

TEST(InterfaceOrder, MattersInOldVersions) {
    EXPECT_THAT(interfaces_as({1, 2, 19}),
                ElementsAre("eth0 10.0.0.1/32", "eth1 10.0.0.2/32", "eth2 10.0.0.3/32"));
    for (const Version& version : {Version{1, 2, 20}, Version{1, 4, 5}, Version{2, 0, 20}}) {
        EXPECT_THAT(interfaces_as(version),
                    ElementsAre("eth0 10.0.0.1/32", "eth2 10.0.0.2/32", "eth2 10.0.0.3/32"));
    }
    EXPECT_THAT(interfaces_as({2, 1, 0}),
                ElementsAre("eth2 10.0.0.1/32", "eth2 10.0.0.2/32", "eth2 10.0.0.3/32"));
}

TEST(DefaultInterface, ServesAddressesBeforeTheInterfaceOfTheInstance) {
    const std::string globals = "global_defs {\ndefault_interface eno1\n}\n";
    EXPECT_THAT(interfaces_as({2, 0, 20}, globals).front(), "eno1 10.0.0.1/32");
    EXPECT_THAT(interfaces_as({1, 4, 5}, globals).front(), "eno1 10.0.0.1/32");
    EXPECT_THAT(interfaces_as({1, 2, 23}, globals).front(), "eth0 10.0.0.1/32");
    EXPECT_THAT(interfaces_as({2, 1, 0}, globals).front(), "eth2 10.0.0.1/32");
}

TEST(DefaultInterface, CountsFromItsLineOnInOldVersions) {
    const std::string instance =
        "vrrp_instance V1 {\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\ninterface eth1\n}\n";
    const std::string text = instance + "global_defs {\ndefault_interface eno1\n}\n";
    EXPECT_THAT(declared_as({1, 4, 5}, text), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared_as({2, 0, 0}, text), ElementsAre("eno1 10.0.0.1/32"));
}

TEST(Duplicates, AreDroppedByNewerVersions) {
    const std::string text = instance_with(
        "virtual_ipaddress {\n10.0.0.1/24 dev eth1\n10.0.0.1\n10.0.0.2\n}\nvirtual_ipaddress_excluded {\n"
        "10.0.0.2\n10.0.0.2 dev eth0\n10.0.0.3 dev eth1\n10.0.0.3 dev eth2\n10.0.0.3 dev eth1\n}\n"
        "virtual_ipaddress {\n10.0.0.3\n10.0.0.3 dev eth2\n}\n");
    EXPECT_THAT(parse_as({2, 3, 2}, text).configuration.instances.at(0).addresses, SizeIs(10));
    EXPECT_THAT(declared_as({2, 3, 3}, text),
                ElementsAre("eth1 10.0.0.1/24", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32", "eth1 10.0.0.3/32",
                            "eth2 10.0.0.3/32"));
    EXPECT_THAT(remarks_by(parse_as({2, 4, 0}, addresses_with("10.0.0.1\n10.0.0.1/24"))),
                ElementsAre("k.conf:6:1: warning: the instance has this address already: keepalived drops it "
                            "here, and so do we\n10.0.0.1/24\n^"));
}

TEST(Duplicates, MayBeInAnotherInstance) {
    const std::string other =
        "vrrp_instance V2 {\ninterface eth0\nvirtual_router_id 6\n"
        "virtual_ipaddress {\n10.0.0.1/24\n}\n}\n";
    EXPECT_THAT(declared_as({2, 3, 3}, addresses_with("10.0.0.1") + other),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.1/24"));
}

TEST(OldInstance, NeedsNoNameOfItsOwn) {
    const std::string text = instance_with("virtual_ipaddress {\n10.0.0.1\n}") +
                             instance_with("virtual_ipaddress {\n10.0.0.2\n}") +
                             "vrrp_instance {\ninterface eth1\nvirtual_router_id 6\n"
                             "virtual_ipaddress {\n10.0.0.3\n}\n}\n";
    EXPECT_THAT(declared_as({1, 2, 19}, text),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth1 10.0.0.3/32"));
    EXPECT_EQ(parse_as({1, 2, 19}, text).configuration.instances.at(2).name, "{");
    EXPECT_THAT(declared_as({1, 2, 20}, text), ElementsAre("eth0 10.0.0.1/32"));
}

}  // namespace
}  // namespace vipwarden::config
