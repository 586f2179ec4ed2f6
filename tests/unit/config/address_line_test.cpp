// SPDX-License-Identifier: MIT
// The words of an address line, seen through the whole parser.
#include "wrapper/config/address_line.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// The one entry of virtual_ipaddress_excluded, which takes both families; the text is line 5 of the file.
VirtualAddress address_in(const std::string& text) {
    const ParseResult result = parse_text(instance_with("virtual_ipaddress_excluded {\n" + text + "\n}"));
    EXPECT_THAT(result.configuration.instances.at(0).addresses, SizeIs(1)) << text;
    return result.configuration.instances.at(0).addresses.at(0);
}

bool is_dropped(const std::string& text) {
    return parse_text(instance_with("virtual_ipaddress_excluded {\n" + text + "\n}"))
        .configuration.instances.at(0)
        .addresses.empty();
}

std::uint8_t flags(std::initializer_list<AddressFlag> each) {
    VirtualAddress address;
    for (const AddressFlag flag : each) {
        address.set(flag);
    }
    return address.flags;
}

netlink::IpAddress ip(std::string_view text) {
    return *netlink::parse_ip_address(text);
}

TEST(Address, HasToComeFirstAndComplete) {
    EXPECT_TRUE(is_dropped("dev eth1 10.0.0.1"));
    EXPECT_TRUE(is_dropped("10.1"));
    EXPECT_TRUE(is_dropped("010.0.0.1"));
    EXPECT_TRUE(is_dropped("10.0.0.1-5"));
    EXPECT_TRUE(is_dropped("10.0.0.9;"));
    EXPECT_TRUE(is_dropped("fe80::1%eth0"));
    EXPECT_TRUE(is_dropped("[2001:db8::3]"));
    EXPECT_TRUE(is_dropped("\"10.0.0.1 /24\""));
    EXPECT_TRUE(is_dropped("''"));
    EXPECT_TRUE(is_dropped("/24"));
    EXPECT_EQ(address_in("2001:DB8::A").address, ip("2001:db8::a"));
    EXPECT_EQ(address_in("::ffff:1.2.3.4").address, ip("::ffff:1.2.3.4"));
}

TEST(Address, IsRemarkedOnIfItIsNone) {
    EXPECT_THAT(
        remarks_on(addresses_with("  10.0.0.300 dev eth1")),
        ElementsAre(
            "k.conf:5:3: warning: '10.0.0.300' is no address, which has to come first: keepalived drops "
            "the entry, and so do we\n  10.0.0.300 dev eth1\n  ^"));
}

TEST(Prefix, IsTheWholeAddressByDefault) {
    EXPECT_EQ(address_in("10.0.0.1").prefix_length, 32);
    EXPECT_EQ(address_in("2001:db8::1").prefix_length, 128);
}

TEST(Prefix, IsReadAsStrtoulReadsIt) {
    EXPECT_EQ(address_in("10.0.0.1/24").prefix_length, 24);
    EXPECT_EQ(address_in("10.0.0.1/024").prefix_length, 24);
    EXPECT_EQ(address_in("10.0.0.1/+25").prefix_length, 25);
    EXPECT_EQ(address_in("\"10.0.0.1/ 24\"").prefix_length, 24);
    EXPECT_EQ(address_in("10.0.0.1/24abc").prefix_length, 24);
    EXPECT_EQ(address_in("10.0.0.1/24/32").prefix_length, 24);
    EXPECT_EQ(address_in("2001:db8::4/64/64").prefix_length, 64);
}

TEST(Prefix, IsZeroWithoutDigits) {
    EXPECT_EQ(address_in("10.0.0.1/").prefix_length, 0);
    EXPECT_EQ(address_in("10.0.0.1/0").prefix_length, 0);
    EXPECT_EQ(address_in("10.0.0.1/MASK").prefix_length, 0);
    EXPECT_EQ(address_in("10.0.0.1/0x18").prefix_length, 0);
    EXPECT_EQ(address_in("10.0.0.1/ 24").prefix_length, 0);
}

TEST(Prefix, IsTheWholeAddressIfItIsOutOfRange) {
    EXPECT_EQ(address_in("10.0.0.1/33").prefix_length, 32);
    EXPECT_EQ(address_in("10.0.0.1/-1").prefix_length, 32);
    EXPECT_EQ(address_in("10.0.0.1/255.255.255.0").prefix_length, 32);
    EXPECT_EQ(address_in("10.0.0.1/99999999999999999999").prefix_length, 32);
    EXPECT_EQ(address_in("2001:db8::1/129").prefix_length, 128);
}

TEST(Prefix, IsRemarkedOnIfItIsOdd) {
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1/0\n10.0.0.2/\n10.0.0.3/24x")),
        ElementsAre(
            "k.conf:6:1: warning: the prefix length of '10.0.0.2/' is odd: keepalived takes it as /0, and "
            "so do we\n10.0.0.2/\n^",
            "k.conf:7:1: warning: the prefix length of '10.0.0.3/24x' is odd: keepalived takes it as "
            "/24, and so do we\n10.0.0.3/24x\n^"));
}

TEST(Words, MayComeInAnyOrder) {
    const VirtualAddress expected{.address = ip("10.0.0.1"),
                                  .prefix_length = 24,
                                  .flags = flags({AddressFlag::home, AddressFlag::no_track,
                                                  AddressFlag::use_vmac, AddressFlag::excluded}),
                                  .where = {.line = 5, .column = 1},
                                  .device = "eth1",
                                  .label = std::string{"eth1:x"},
                                  .details = AddressDetails{.scope = 253, .broadcast = ip("10.0.0.255")}};
    EXPECT_EQ(address_in("10.0.0.1/24 dev eth1 label eth1:x scope link brd + home no_track use_vmac"),
              expected);
    EXPECT_EQ(address_in(
                  "10.0.0.1/24 use_vmac home broadcast 10.0.0.255 scope link no_track label eth1:x dev eth1"),
              expected);
}

TEST(Words, ThatAreUnknownAreIgnoredOneByOne) {
    EXPECT_EQ(address_in("10.0.0.1 10.0.0.2 DEV eth2 dev eth1").device, "eth1");
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1 \"\" foo")),
        ElementsAre("k.conf:5:10: warning: keepalived knows no word '' here and ignores it, and so do we\n"
                    "10.0.0.1 \"\" foo\n         ^",
                    "k.conf:5:13: warning: keepalived knows no word 'foo' here and ignores it, and so do we\n"
                    "10.0.0.1 \"\" foo\n            ^"));
}

TEST(Words, WithoutTheirParameterDropTheEntry) {
    for (const char* word : {"dev", "label", "scope", "brd", "broadcast", "peer", "preferred_lft"}) {
        EXPECT_TRUE(is_dropped(std::string{"10.0.0.1 "} + word)) << word;
    }
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1 dev")),
        ElementsAre(
            "k.conf:5:10: warning: 'dev' lacks its parameter: keepalived drops the entry, and so do we\n"
            "10.0.0.1 dev\n         ^"));
}

TEST(Device, GivenTwiceDropsTheEntry) {
    EXPECT_TRUE(is_dropped("10.0.0.1 dev eth1 dev eth2"));
}

TEST(Device, MayHaveTheNameOfAWord) {
    const VirtualAddress address = address_in("10.0.0.1 label dev dev brd");
    EXPECT_EQ(*address.label, "dev");
    EXPECT_EQ(address.device, "brd");
}

TEST(Label, IsForIpv4AndHasAtMostFifteenCharacters) {
    EXPECT_EQ(*address_in("10.0.0.1 label eth0:1 label eth0:2").label, "eth0:2");
    EXPECT_EQ(*address_in("10.0.0.1 label 123456789012345").label, "123456789012345");
    EXPECT_TRUE(is_dropped("10.0.0.1 label 1234567890123456"));
    EXPECT_TRUE(is_dropped("2001:db8::1 label 1234567890123456"));
    EXPECT_EQ(*address_in("2001:db8::1 label eth0:1").label, "");
}

TEST(Scope, IsANameOrANumberUpTo255) {
    EXPECT_EQ(address_in("10.0.0.1 scope global").details->scope, 0);
    EXPECT_EQ(address_in("10.0.0.1 scope site").details->scope, 200);
    EXPECT_EQ(address_in("10.0.0.1 scope host").details->scope, 254);
    EXPECT_EQ(address_in("10.0.0.1 scope nowhere").details->scope, 255);
    EXPECT_EQ(address_in("10.0.0.1 scope 0xfd").details->scope, 253);
    EXPECT_EQ(address_in("10.0.0.1 scope 300").details->scope, std::nullopt);
    EXPECT_EQ(address_in("10.0.0.1 scope bogus").details->scope, std::nullopt);
    EXPECT_EQ(address_in("2001:db8::1 scope link").details->scope, std::nullopt);
}

TEST(Broadcast, IsAnAddressOrComputed) {
    EXPECT_EQ(address_in("10.0.0.1/24 brd 10.0.0.200").details->broadcast, ip("10.0.0.200"));
    EXPECT_EQ(address_in("10.1.2.3/12 brd +").details->broadcast, ip("10.15.255.255"));
    EXPECT_EQ(address_in("10.1.2.3/12 broadcast -").details->broadcast, ip("10.0.0.0"));
    EXPECT_EQ(address_in("10.1.2.3/30 brd +").details->broadcast, ip("10.1.2.3"));
    EXPECT_EQ(address_in("10.1.2.3/0 brd +").details->broadcast, ip("255.255.255.255"));
    EXPECT_EQ(address_in("10.0.0.1/31 brd +").details->broadcast, std::nullopt);
    EXPECT_EQ(address_in("10.0.0.1 brd +").details->broadcast, std::nullopt);
}

TEST(Broadcast, ThatIsInvalidDropsTheEntry) {
    EXPECT_TRUE(is_dropped("10.0.0.1/24 brd bogus"));
    EXPECT_TRUE(is_dropped("10.0.0.1/24 brd 2001:db8::1"));
    EXPECT_TRUE(is_dropped("2001:db8::1/64 brd +"));
}

TEST(Peer, ReplacesThePrefixLengthAndTheBroadcast) {
    const VirtualAddress address = address_in("10.0.0.1/24 brd + peer 10.0.0.9");
    EXPECT_EQ(address.details->peer, ip("10.0.0.9"));
    EXPECT_EQ(address.prefix_length, 32);
    EXPECT_EQ(address.details->broadcast, std::nullopt);
    EXPECT_EQ(address_in("2001:db8::1/64 peer 2001:db8::2").prefix_length, 128);
    EXPECT_EQ(address_in("10.0.0.1/24 peer 10.0.0.9 brd +").details->broadcast, std::nullopt);
}

TEST(Peer, IsIgnoredIfItHasAPrefixOrAnotherFamily) {
    for (const char* peer : {"10.0.0.9/24", "2001:db8::2", "bogus"}) {
        const VirtualAddress address = address_in(std::string{"10.0.0.1/24 peer "} + peer);
        EXPECT_EQ(address.details->peer, std::nullopt) << peer;
        EXPECT_EQ(address.prefix_length, 24) << peer;
    }
}

TEST(Peer, IsTheFirstOfTwo) {
    EXPECT_EQ(address_in("10.0.0.1 peer 10.0.0.8 peer 10.0.0.9").details->peer, ip("10.0.0.8"));
}

TEST(Flags, AreKept) {
    const VirtualAddress address =
        address_in("2001:db8::1 -nodad mngtmpaddr noprefixroute autojoin preferred_lft 60");
    EXPECT_EQ(address.flags, flags({AddressFlag::nodad, AddressFlag::mngtmpaddr, AddressFlag::noprefixroute,
                                    AddressFlag::autojoin, AddressFlag::excluded}));
    EXPECT_EQ(address.details->preferred_seconds, 60U);
}

}  // namespace
}  // namespace vipwarden::config
