// SPDX-License-Identifier: MIT
#include "netlink/arp_frame.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/netlink/frame_bytes.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::ElementsAreArray;
using ::testing::Eq;
using ::testing::Optional;

constexpr MacAddress kOwn{0x02, 0x00, 0x00, 0x00, 0x00, 0x01};

/// What 10.0.0.5 at 02:00:00:00:00:02 replies to a probe of ours.
const Bytes kReply = bytes(
    "00 01 08 00 06 04 00 02"
    "02 00 00 00 00 02 0a 00 00 05"
    "02 00 00 00 00 01 00 00 00 00");

const ArpSender kSender{.address = {.bytes = {10, 0, 0, 5}}, .mac = {0x02, 0, 0, 0, 0, 0x02}};

TEST(ArpProbe, HasNoAddressOfItsSenderThatAnybodyCouldLearn) {
    EXPECT_THAT(encode_arp_probe(kOwn, *parse_ip_address("10.0.0.5")),
                ElementsAreArray(bytes("00 01 08 00 06 04 00 01"
                                       "02 00 00 00 00 01 00 00 00 00"
                                       "00 00 00 00 00 00 0a 00 00 05")));
}

TEST(DecodeArp, ReadsWhoReplies) {
    EXPECT_THAT(decode_arp(kReply), Optional(Eq(kSender)));
}

TEST(DecodeArp, ReadsWhoAsksForSomethingElse) {
    EXPECT_THAT(decode_arp(with(kReply, 7, {1})), Optional(Eq(kSender)));
}

TEST(DecodeArp, PassesOverPadding) {
    auto padded = kReply;
    padded.resize(46, std::byte{0xff});
    EXPECT_THAT(decode_arp(padded), Optional(Eq(kSender)));
}

TEST(DecodeArp, ReadsNothingThatIsCutShort) {
    for (std::size_t size = 0; size < kReply.size(); ++size) {
        EXPECT_EQ(decode_arp(std::span{kReply}.first(size)), std::nullopt) << size;
    }
}

TEST(DecodeArp, ReadsNothingOfAnotherKind) {
    EXPECT_EQ(decode_arp(with(kReply, 0, {0, 6})), std::nullopt) << "IEEE 802 hardware";
    EXPECT_EQ(decode_arp(with(kReply, 2, {0x86, 0xdd})), std::nullopt) << "not IPv4";
    EXPECT_EQ(decode_arp(with(kReply, 4, {8, 4})), std::nullopt) << "longer hardware addresses";
    EXPECT_EQ(decode_arp(with(kReply, 4, {6, 16})), std::nullopt) << "longer protocol addresses";
    EXPECT_EQ(decode_arp(with(kReply, 6, {0, 0})), std::nullopt) << "no operation";
    EXPECT_EQ(decode_arp(with(kReply, 6, {0, 8})), std::nullopt) << "InARP";
    EXPECT_EQ(decode_arp(with(kReply, 6, {1, 2})), std::nullopt) << "operation 258";
}

TEST(DecodeArp, TakesSomebodyElsesProbeForNoAnswer) {
    EXPECT_EQ(decode_arp(encode_arp_probe(kOwn, *parse_ip_address("10.0.0.5"))), std::nullopt);
}

TEST(DecodeArp, BelievesNobodyWhoseMacAddressIsNone) {
    EXPECT_EQ(decode_arp(with(kReply, 8, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff})), std::nullopt);
    EXPECT_EQ(decode_arp(with(kReply, 8, {0, 0, 0, 0, 0, 0})), std::nullopt);
}

RC_GTEST_PROP(DecodeArp, TakesWhateverComes, (const std::vector<std::uint8_t>& noise, std::uint8_t place)) {
    // Arbitrary bytes, and a good frame with some of them somewhere in it.
    (void)decode_arp(std::as_bytes(std::span{noise}));
    auto frame = kReply;
    const auto offset = std::min<std::size_t>(place, frame.size());
    const auto count = std::min(noise.size(), frame.size() - offset);
    std::transform(noise.begin(), noise.begin() + static_cast<std::ptrdiff_t>(count),
                   frame.begin() + static_cast<std::ptrdiff_t>(offset),
                   [](std::uint8_t byte) { return std::byte{byte}; });
    const auto sender = decode_arp(frame);
    RC_ASSERT(!sender || (sender->address != IpAddress{} && is_unicast(sender->mac)));
}

}  // namespace
}  // namespace vipwarden::netlink
