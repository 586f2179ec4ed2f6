// SPDX-License-Identifier: MIT
// What tests/contract can't show: messages that are cut short, and those that are nobody's business.
#include <array>
#include <system_error>

#include <gmock/gmock.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink/route_message.hpp"
#include "netlink/rule_message.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::Eq;
using ::testing::Optional;
using ::testing::Property;
using ::testing::Throws;

constexpr std::array kShortAddress{std::byte{10}, std::byte{0}};

rtmsg route_header(unsigned char family, unsigned flags = 0) {
    rtmsg header{};
    header.rtm_family = family;
    header.rtm_table = 100;
    header.rtm_type = RTN_UNICAST;
    header.rtm_flags = flags;
    return header;
}

fib_rule_hdr rule_header(unsigned char family) {
    fib_rule_hdr header{};
    header.family = family;
    header.table = 100;
    header.action = FR_ACT_TO_TBL;
    return header;
}

const auto bad_message = [] {
    return Throws<std::system_error>(
        Property(&std::system_error::code, Eq(make_error_code(std::errc::bad_message))));
};

Route decoded(const Message& message) {
    return decode_route(message).value();
}

TEST(DecodeRoute, TakesTheTableFromTheHeaderIfThereIsNoAttribute) {
    const auto message = MessageBuilder{RTM_NEWROUTE, 0, route_header(AF_INET)}.finish();

    EXPECT_EQ(decoded(message), (Route{.table = 100}));
}

TEST(DecodeRoute, PassesOverTheCacheOtherFamiliesAndOtherMessages) {
    EXPECT_EQ(decode_route(MessageBuilder{RTM_NEWROUTE, 0, route_header(AF_INET6, RTM_F_CLONED)}.finish()),
              std::nullopt);
    EXPECT_EQ(decode_route(MessageBuilder{RTM_NEWROUTE, 0, route_header(AF_PACKET)}.finish()), std::nullopt);
    EXPECT_EQ(decode_route(MessageBuilder{RTM_DELROUTE, 0, route_header(AF_INET)}.finish()), std::nullopt);
    EXPECT_EQ(decode_route(MessageBuilder{RTM_NEWROUTE, 0, std::uint8_t{AF_INET}}.finish()), std::nullopt);
}

TEST(DecodeRoute, RefusesWhatIsCutShort) {
    const auto with = [](int attribute, std::span<const std::byte> value) {
        return MessageBuilder{RTM_NEWROUTE, 0, route_header(AF_INET)}.put(attribute, value).finish();
    };
    rtnexthop longer_than_there_is{};
    longer_than_there_is.rtnh_len = 100;

    EXPECT_THAT([&] { (void)decoded(with(RTA_DST, kShortAddress)); }, bad_message());
    EXPECT_THAT([&] { (void)decoded(with(RTA_GATEWAY, kShortAddress)); }, bad_message());
    EXPECT_THAT([&] { (void)decoded(with(RTA_TABLE, kShortAddress)); }, bad_message());
    EXPECT_THAT([&] { (void)decoded(with(RTA_VIA, kShortAddress)); }, bad_message());
    EXPECT_THAT([&] { (void)decoded(with(RTA_VIA, std::span{kShortAddress}.first(1))); }, bad_message());
    EXPECT_THAT(
        [&] {
            (void)decoded(with(RTA_MULTIPATH, std::as_bytes(std::span{&longer_than_there_is, 1})));
        },
        bad_message());
}

TEST(EncodeRoute, HasRoomForManyWays) {
    Route route{.protocol = 18};
    for (int ifindex = 1; ifindex <= 200; ++ifindex) {
        route.hops.push_back({.via = parse_ip_address("fe80::1"), .ifindex = ifindex});
    }
    auto message = encode_route_removal(route);
    reinterpret_cast<nlmsghdr*>(message.data())->nlmsg_type = RTM_NEWROUTE;

    EXPECT_THAT(decode_route(message), Optional(Eq(route)));
}

TEST(DecodeRule, TakesTheTableFromTheHeaderIfThereIsNoAttribute) {
    const auto message =
        MessageBuilder{RTM_NEWRULE, 0, rule_header(AF_INET)}.put_u32(FRA_PRIORITY, 7).finish();

    EXPECT_THAT(decode_rule(message), Optional(Eq(Rule{.priority = 7, .target = 100})));
}

TEST(DecodeRule, PassesOverOtherFamiliesAndOtherMessages) {
    EXPECT_EQ(decode_rule(MessageBuilder{RTM_NEWRULE, 0, rule_header(128)}.finish()), std::nullopt);
    EXPECT_EQ(decode_rule(MessageBuilder{RTM_DELRULE, 0, rule_header(AF_INET)}.finish()), std::nullopt);
    EXPECT_EQ(decode_rule(MessageBuilder{RTM_NEWRULE, 0, std::uint8_t{AF_INET}}.finish()), std::nullopt);
}

TEST(DecodeRule, RefusesWhatIsCutShort) {
    const auto with = [](int attribute) {
        return MessageBuilder{RTM_NEWRULE, 0, rule_header(AF_INET)}.put(attribute, kShortAddress).finish();
    };

    EXPECT_THAT([&] { (void)decode_rule(with(FRA_SRC)); }, bad_message());
    EXPECT_THAT([&] { (void)decode_rule(with(FRA_PRIORITY)); }, bad_message());
}

TEST(DecodeRule, KeepsAttributesOfKernelsToCome) {
    const auto message = MessageBuilder{RTM_NEWRULE, 0, rule_header(AF_INET)}
                             .put_u8(200, 9)
                             .put_u32(FRA_TABLE, 70000)
                             .finish();

    EXPECT_THAT(decode_rule(message), Optional(Eq(Rule{.target = 70000, .others = {{200, {9}}}})));
}

TEST(DecodeRule, TakesAnUnsetSuppressorForNone) {
    const auto unset = MessageBuilder{RTM_NEWRULE, 0, rule_header(AF_INET)}
                           .put_u32(FRA_SUPPRESS_PREFIXLEN, 0xffffffff)
                           .finish();
    const auto zero =
        MessageBuilder{RTM_NEWRULE, 0, rule_header(AF_INET)}.put_u32(FRA_SUPPRESS_PREFIXLEN, 0).finish();

    EXPECT_THAT(decode_rule(unset), Optional(Eq(Rule{.target = 100})));
    EXPECT_THAT(decode_rule(zero),
                Optional(Eq(Rule{.target = 100, .others = {{FRA_SUPPRESS_PREFIXLEN, {0, 0, 0, 0}}}})));
}

}  // namespace
}  // namespace vipwarden::netlink
