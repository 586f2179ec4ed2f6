// SPDX-License-Identifier: MIT
#include "netlink/link_message.hpp"

#include <array>
#include <system_error>

#include <gmock/gmock.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace vipwarden::netlink {
namespace {

using ::testing::Eq;
using ::testing::Optional;
using ::testing::Property;
using ::testing::Throws;

constexpr std::array kMac{std::byte{0x00}, std::byte{0x00}, std::byte{0x5e},
                          std::byte{0x00}, std::byte{0x01}, std::byte{0x0a}};

ifinfomsg header(int index) {
    ifinfomsg message{};
    message.ifi_index = index;
    return message;
}

/// What inet_fill_link_af() reports: all settings of the interface, all off but one.
Message settings_with(int setting_that_is_on) {
    std::array<std::uint32_t, 33> settings{};
    settings.at(static_cast<std::size_t>(setting_that_is_on) - 1) = 1;
    return MessageBuilder{RTM_NEWLINK, 0, header(4)}
        .nest(IFLA_AF_SPEC)
        .nest(AF_INET)
        .put(IFLA_INET_CONF, std::as_bytes(std::span{settings}))
        .finish();
}

TEST(DecodeLink, ReadsEveryAttribute) {
    const auto message = MessageBuilder{RTM_NEWLINK, NLM_F_MULTI, header(4)}
                             .put_text(IFLA_IFNAME, "vrrp.10")
                             .put(IFLA_ADDRESS, kMac)
                             .put_u32(IFLA_LINK, 3)
                             .put_u32(IFLA_MTU, 9000)
                             .put_u32(IFLA_MASTER, 7)
                             .nest(IFLA_LINKINFO)
                             .put_text(IFLA_INFO_KIND, "macvlan")
                             .finish();

    EXPECT_THAT(decode_link(message), Optional(Eq(Link{.index = 4,
                                                       .name = "vrrp.10",
                                                       .kind = "macvlan",
                                                       .mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 0x0a},
                                                       .lower_index = 3,
                                                       .mtu = 9000,
                                                       .master_index = 7})));
}

TEST(DecodeLink, ReadsTheFlagsThatSayWhatTheInterfaceIs) {
    auto loopback = header(1);
    loopback.ifi_flags = IFF_UP | IFF_LOOPBACK;
    auto ethernet = header(2);
    ethernet.ifi_flags = IFF_BROADCAST | IFF_MULTICAST;

    EXPECT_THAT(decode_link(MessageBuilder{RTM_NEWLINK, 0, loopback}.finish()),
                Optional(Eq(Link{.index = 1, .loopback = true, .up = true})));
    EXPECT_THAT(decode_link(MessageBuilder{RTM_NEWLINK, 0, ethernet}.finish()),
                Optional(Eq(Link{.index = 2, .multicast = true})));
}

TEST(DecodeLink, ReadsWhetherThereAreNeighbours) {
    auto ethernet = header(2);
    ethernet.ifi_type = ARPHRD_ETHER;
    ethernet.ifi_flags = IFF_UP | IFF_LOWER_UP;
    auto without_arp = ethernet;
    without_arp.ifi_flags = IFF_NOARP;
    auto tunnel = header(2);
    tunnel.ifi_type = ARPHRD_NONE;

    EXPECT_THAT(decode_link(MessageBuilder{RTM_NEWLINK, 0, ethernet}.finish()),
                Optional(Eq(Link{.index = 2, .up = true, .carrier = true, .has_neighbours = true})));
    EXPECT_THAT(decode_link(MessageBuilder{RTM_NEWLINK, 0, without_arp}.finish()),
                Optional(Eq(Link{.index = 2})));
    EXPECT_THAT(decode_link(MessageBuilder{RTM_NEWLINK, 0, tunnel}.finish()), Optional(Eq(Link{.index = 2})));
}

TEST(DecodeLink, FindsPromoteSecondariesAmongTheSettingsOfIpv4) {
    EXPECT_TRUE(decode_link(settings_with(IPV4_DEVCONF_PROMOTE_SECONDARIES))->promote_secondaries);
    EXPECT_FALSE(decode_link(settings_with(IPV4_DEVCONF_PROMOTE_SECONDARIES - 1))->promote_secondaries);
    EXPECT_FALSE(decode_link(settings_with(IPV4_DEVCONF_PROMOTE_SECONDARIES + 1))->promote_secondaries);
}

TEST(DecodeLink, TakesAnInterfaceWithoutIpv4ForOneThatPromotesNothing) {
    const auto too_few = MessageBuilder{RTM_NEWLINK, 0, header(4)}
                             .nest(IFLA_AF_SPEC)
                             .nest(AF_INET)
                             .put_u32(IFLA_INET_CONF, 1)
                             .finish();

    EXPECT_FALSE(decode_link(MessageBuilder{RTM_NEWLINK, 0, header(4)}.finish())->promote_secondaries);
    EXPECT_FALSE(decode_link(too_few)->promote_secondaries);
}

TEST(DecodeLink, IgnoresAMacOfAnotherLength) {
    const auto message =
        MessageBuilder{RTM_NEWLINK, 0, header(4)}.put(IFLA_ADDRESS, std::span{kMac}.first(4)).finish();

    EXPECT_EQ(decode_link(message)->mac, Link{}.mac);
}

TEST(DecodeLink, IgnoresALowerLinkOfAnotherNamespace) {
    const auto message = MessageBuilder{RTM_NEWLINK, 0, header(4)}
                             .put_u32(IFLA_LINK, 3)
                             .put_u32(IFLA_LINK_NETNSID, 0)
                             .finish();

    EXPECT_EQ(decode_link(message)->lower_index, 0);
}

TEST(DecodeLink, PassesOverOtherMessages) {
    EXPECT_EQ(decode_link(MessageBuilder{RTM_DELLINK, 0, header(4)}.finish()), std::nullopt);
    EXPECT_EQ(decode_link(MessageBuilder{RTM_NEWLINK, 0, std::uint8_t{0}}.finish()), std::nullopt);
}

TEST(DecodeLink, RefusesALinkThatItCantRead) {
    const auto cut_short =
        MessageBuilder{RTM_NEWLINK, 0, header(4)}.put(IFLA_LINK, std::span{kMac}.first(2)).finish();

    EXPECT_THAT([&] { (void)decode_link(cut_short); },
                Throws<std::system_error>(
                    Property(&std::system_error::code, make_error_code(std::errc::bad_message))));
}

TEST(EncodeLink, AsksForAllLinksWithoutCounters) {
    EXPECT_EQ(encode_link_dump(), (MessageBuilder{RTM_GETLINK, NLM_F_DUMP, ifinfomsg{}}
                                       .put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
                                       .finish()));
}

TEST(EncodeLink, SetsNothingButPromoteSecondaries) {
    EXPECT_EQ(encode_promote_secondaries(4, true), (MessageBuilder{RTM_SETLINK, 0, header(4)}
                                                        .nest(IFLA_AF_SPEC)
                                                        .nest(AF_INET)
                                                        .nest(IFLA_INET_CONF)
                                                        .put_u32(IPV4_DEVCONF_PROMOTE_SECONDARIES, 1)
                                                        .finish()));
    EXPECT_NE(encode_promote_secondaries(4, false), encode_promote_secondaries(4, true));
}

TEST(EncodeLink, RemovesByIndex) {
    EXPECT_EQ(encode_link_removal(4), (MessageBuilder{RTM_DELLINK, 0, header(4)}.finish()));
}

}  // namespace
}  // namespace vipwarden::netlink
