// SPDX-License-Identifier: MIT
#include "netlink/address_message.hpp"

#include <array>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "tests/support/entry.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using support::ip;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;
using ::testing::Property;
using ::testing::Throws;

constexpr std::array kHostAddress{std::byte{10}, std::byte{9}, std::byte{1}, std::byte{1}};
constexpr std::array kPeerAddress{std::byte{10}, std::byte{9}, std::byte{1}, std::byte{9}};
constexpr std::array kBroadcast{std::byte{10}, std::byte{9}, std::byte{1}, std::byte{255}};
constexpr int kIfaProto = 11;

ifaddrmsg header(std::uint8_t family, std::uint8_t prefix_length, std::uint8_t flags = 0) {
    return {.ifa_family = family,
            .ifa_prefixlen = prefix_length,
            .ifa_flags = flags,
            .ifa_scope = RT_SCOPE_LINK,
            .ifa_index = 3};
}

std::span<const std::byte> bytes_of(const IpAddress& address) {
    return std::as_bytes(std::span{address.bytes});
}

auto throws_bad_message() {
    return Throws<std::system_error>(
        Property(&std::system_error::code, make_error_code(std::errc::bad_message)));
}

TEST(DecodeAddress, ReadsEveryAttributeOfIpv4) {
    const ifa_cacheinfo lifetimes{.ifa_prefered = 1800, .ifa_valid = 3600, .cstamp = 7, .tstamp = 8};
    const auto message = MessageBuilder{RTM_NEWADDR, NLM_F_MULTI, header(AF_INET, 24, IFA_F_PERMANENT)}
                             .put(IFA_ADDRESS, kPeerAddress)
                             .put(IFA_LOCAL, kHostAddress)
                             .put(IFA_BROADCAST, kBroadcast)
                             .put_text(IFA_LABEL, "eth0:v")
                             .put_u8(kIfaProto, 18)
                             .put_u32(IFA_RT_PRIORITY, 5)
                             .put(IFA_CACHEINFO, std::as_bytes(std::span{&lifetimes, 1}))
                             .put_u32(IFA_FLAGS, IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE)
                             .finish();

    EXPECT_THAT(decode_address(message), Optional(Eq(InterfaceAddress{.ifindex = 3,
                                                                      .local = ip("10.9.1.1"),
                                                                      .prefix_length = 24,
                                                                      .peer = ip("10.9.1.9"),
                                                                      .broadcast = ip("10.9.1.255"),
                                                                      .label = "eth0:v",
                                                                      .scope = RT_SCOPE_LINK,
                                                                      .flags = 0x280,
                                                                      .metric = 5,
                                                                      .protocol = 18,
                                                                      .valid_seconds = 3600,
                                                                      .preferred_seconds = 1800})));
}

TEST(DecodeAddress, TakesAnAddressEqualToTheLocalOneForNoPeer) {
    const auto message = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET, 32)}
                             .put(IFA_ADDRESS, kHostAddress)
                             .put(IFA_LOCAL, kHostAddress)
                             .finish();

    EXPECT_EQ(decode_address(message)->peer, std::nullopt);
}

TEST(DecodeAddress, TakesAMissingAddressOfIpv4ForThePeerZero) {
    const auto message =
        MessageBuilder{RTM_NEWADDR, 0, header(AF_INET, 24)}.put(IFA_LOCAL, kHostAddress).finish();

    EXPECT_THAT(decode_address(message)->peer, Optional(ip("0.0.0.0")));
}

TEST(DecodeAddress, FindsTheLocalAddressOfIpv6InEitherAttribute) {
    const auto local = ip("2001:db8::1");
    const auto peer = ip("2001:db8::9");
    const auto plain =
        MessageBuilder{RTM_NEWADDR, 0, header(AF_INET6, 64)}.put(IFA_ADDRESS, bytes_of(local)).finish();
    const auto with_peer = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET6, 64)}
                               .put(IFA_LOCAL, bytes_of(local))
                               .put(IFA_ADDRESS, bytes_of(peer))
                               .finish();

    EXPECT_EQ(decode_address(plain)->local, local);
    EXPECT_EQ(decode_address(plain)->peer, std::nullopt);
    EXPECT_EQ(decode_address(with_peer)->local, local);
    EXPECT_THAT(decode_address(with_peer)->peer, Optional(peer));
}

TEST(DecodeAddress, TakesTheFlagsOfTheHeaderWhereThereAreNoOthers) {
    const auto message = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET, 24, IFA_F_SECONDARY)}
                             .put(IFA_ADDRESS, kHostAddress)
                             .put(IFA_LOCAL, kHostAddress)
                             .finish();

    EXPECT_EQ(decode_address(message)->flags, kFlagSecondary);
}

TEST(DecodeAddress, LeavesWhatIsNotReportedAtItsDefault) {
    const auto message = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET, 0)}
                             .put(IFA_ADDRESS, kHostAddress)
                             .put(IFA_LOCAL, kHostAddress)
                             .finish();

    EXPECT_THAT(decode_address(message),
                Optional(Eq(InterfaceAddress{
                    .ifindex = 3, .local = ip("10.9.1.1"), .prefix_length = 0, .scope = RT_SCOPE_LINK})));
}

TEST(DecodeAddress, PassesOverOtherMessagesAndFamilies) {
    EXPECT_EQ(decode_address(MessageBuilder{RTM_DELADDR, 0, header(AF_INET, 24)}.finish()), std::nullopt);
    EXPECT_EQ(decode_address(MessageBuilder{RTM_NEWADDR, 0, header(AF_PHONET, 24)}.finish()), std::nullopt);
    EXPECT_EQ(decode_address(MessageBuilder{RTM_NEWADDR, 0, std::uint8_t{AF_INET}}.finish()), std::nullopt);
}

TEST(DecodeAddress, RefusesAnEntryThatItCantRead) {
    const auto without_address = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET, 24)}.finish();
    const auto cut_short = MessageBuilder{RTM_NEWADDR, 0, header(AF_INET6, 64)}
                               .put(IFA_ADDRESS, std::span{kHostAddress})
                               .finish();

    EXPECT_THAT([&] { (void)decode_address(without_address); }, throws_bad_message());
    EXPECT_THAT([&] { (void)decode_address(cut_short); }, throws_bad_message());
}

TEST(EncodeAddress, AsksForBothFamiliesOfAllInterfaces) {
    EXPECT_EQ(encode_address_dump(), (MessageBuilder{RTM_GETADDR, NLM_F_DUMP, ifaddrmsg{}}.finish()));
}

TEST(EncodeAddress, RemovesByInterfaceLocalPeerPrefixAndLabel) {
    auto vip = entry(3, "10.9.1.1", 24);
    vip.peer = ip("10.9.1.9");
    vip.label = "eth0:v";
    vip.scope = RT_SCOPE_LINK;
    vip.broadcast = ip("10.9.1.255");
    vip.metric = 5;

    EXPECT_EQ(encode_address_removal(vip), (MessageBuilder{RTM_DELADDR, 0, header(AF_INET, 24)}
                                                .put(IFA_LOCAL, kHostAddress)
                                                .put(IFA_ADDRESS, kPeerAddress)
                                                .put_text(IFA_LABEL, "eth0:v")
                                                .finish()));
}

TEST(EncodeAddress, NamesTheLocalAddressTwiceWithoutPeerOrLabel) {
    auto vip = entry(3, "2001:db8::1", 128);
    vip.scope = RT_SCOPE_LINK;

    EXPECT_EQ(encode_address_removal(vip), (MessageBuilder{RTM_DELADDR, 0, header(AF_INET6, 128)}
                                                .put(IFA_LOCAL, bytes_of(vip.local))
                                                .put(IFA_ADDRESS, bytes_of(vip.local))
                                                .finish()));
}

TEST(EncodeAddress, AddsWhatItDecodes) {
    const InterfaceAddress host{.ifindex = 3,
                                .local = ip("10.9.1.1"),
                                .prefix_length = 24,
                                .peer = ip("10.9.1.9"),
                                .broadcast = ip("10.9.1.255"),
                                .label = "eth0:v",
                                .scope = RT_SCOPE_LINK,
                                .flags = IFA_F_NOPREFIXROUTE,
                                .metric = 5,
                                .protocol = 18,
                                .valid_seconds = 3600,
                                .preferred_seconds = 1800};

    EXPECT_THAT(decode_address(encode_address_addition(host)), Optional(Eq(host)));
}

TEST(EncodeAddress, AddsOnlyWhatIsNotThere) {
    std::vector<int> flags;

    for_each_message(encode_address_addition(entry(3, "10.9.1.1", 24)),
                     [&](const nlmsghdr& message) { flags.push_back(message.nlmsg_flags); });

    EXPECT_THAT(flags, ElementsAre(NLM_F_CREATE | NLM_F_EXCL));
}

TEST(EncodeAddress, LeavesTheKernelsOwnFlagsToTheKernel) {
    auto ipv4 = entry(3, "10.9.1.1", 24);
    ipv4.flags = IFA_F_SECONDARY | IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE;
    auto ipv6 = entry(3, "2001:db8::1", 64);
    ipv6.flags = IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED | IFA_F_OPTIMISTIC | IFA_F_HOMEADDRESS;

    EXPECT_EQ(decode_address(encode_address_addition(ipv4))->flags, IFA_F_NOPREFIXROUTE);
    EXPECT_EQ(decode_address(encode_address_addition(ipv6))->flags, IFA_F_HOMEADDRESS | IFA_F_NODAD);
}

TEST(EncodeAddressLifetime, AsksForAChangeOfIpv4ThatIsRefusedOfANewOne) {
    auto vip = entry(3, "10.9.1.1", 24);
    vip.peer = ip("10.9.1.9");
    vip.label = "eth0:v";
    vip.scope = RT_SCOPE_LINK;
    vip.flags = IFA_F_PERMANENT | IFA_F_SECONDARY;
    vip.metric = 5;
    vip.protocol = 18;
    const ifa_cacheinfo lifetimes{.ifa_prefered = 30, .ifa_valid = 30, .cstamp = 0, .tstamp = 0};

    EXPECT_THAT(encode_address_lifetime(vip, 30),
                Optional(Eq(MessageBuilder{RTM_NEWADDR, NLM_F_REPLACE, header(AF_INET, 24)}
                                .put(IFA_LOCAL, kHostAddress)
                                .put(IFA_ADDRESS, kPeerAddress)
                                .put_u32(IFA_FLAGS, IFA_F_MCAUTOJOIN)
                                .put_u32(IFA_RT_PRIORITY, 5)
                                .put_u8(kIfaProto, 18)
                                .put(IFA_CACHEINFO, std::as_bytes(std::span{&lifetimes, 1}))
                                .finish())));
}

TEST(EncodeAddressLifetime, AsksForAChangeOfIpv6ThatIsRefusedOfANewOne) {
    auto vip = entry(3, "2001:db8::1", 128);
    vip.flags = IFA_F_PERMANENT | IFA_F_NODAD | IFA_F_DEPRECATED | IFA_F_NOPREFIXROUTE;
    vip.preferred_seconds = 0;
    const ifa_cacheinfo lifetimes{.ifa_prefered = 0, .ifa_valid = kForever, .cstamp = 0, .tstamp = 0};
    auto impossible = header(AF_INET6, 255);
    impossible.ifa_scope = 0;

    EXPECT_THAT(encode_address_lifetime(vip, kForever),
                Optional(Eq(MessageBuilder{RTM_NEWADDR, NLM_F_REPLACE, impossible}
                                .put(IFA_LOCAL, bytes_of(vip.local))
                                .put(IFA_ADDRESS, bytes_of(vip.local))
                                .put_u32(IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE)
                                .put(IFA_CACHEINFO, std::as_bytes(std::span{&lifetimes, 1}))
                                .finish())));
}

TEST(EncodeAddressLifetime, LeavesAMulticastAddressAlone) {
    auto with_peer = entry(3, "10.9.1.1", 32);
    with_peer.peer = ip("224.0.0.99");  // What the kernel would join the group of.

    EXPECT_EQ(encode_address_lifetime(entry(3, "224.0.0.99", 32), 30), std::nullopt);
    EXPECT_EQ(encode_address_lifetime(with_peer, 30), std::nullopt);
    EXPECT_EQ(encode_address_lifetime(entry(3, "ff02::99", 128), 30), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::netlink
