// SPDX-License-Identifier: MIT
#include "netlink/ndp_frame.hpp"

#include <algorithm>
#include <cstdint>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/support/entry.hpp"
#include "tests/unit/netlink/frame_bytes.hpp"

namespace vipwarden::netlink {
namespace {

using support::ip;
using ::testing::ElementsAreArray;
using ::testing::Eq;
using ::testing::Optional;

constexpr MacAddress kSource{0x02, 0, 0, 0, 0, 0x03};

/// fe80::2 tells all nodes that 2001:db8::64 is at 02:00:00:00:00:02.
const Bytes kAnswer = bytes(
    "60 00 00 00 00 20 3a ff"
    "fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 02"
    "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
    "88 00 27 fe 20 00 00 00"
    "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 64"
    "02 01 02 00 00 00 00 02");
const Advertisement kSaid{.address = ip("2001:db8::64"), .mac = {0x02, 0, 0, 0, 0, 0x02}};

/// With the checksum that it has to have (RFC 1071): as if it had been sent like this.
Bytes sealed(Bytes packet) {
    packet.at(42) = packet.at(43) = std::byte{0};
    const std::size_t length = packet.size() - 40;
    std::uint64_t sum = 58 + length;
    for (std::size_t at = 8; at < packet.size(); ++at) {
        sum += std::to_integer<std::uint64_t>(packet[at]) * (at % 2 == 0 ? 256 : 1);
    }
    const auto checksum = sum % 0xffff == 0 ? 0U : 0xffffU - static_cast<unsigned>(sum % 0xffff);
    return with(std::move(packet), 42, {checksum >> 8U, checksum & 0xffU});
}

/// The answer with other options.
Bytes answer_with(const Bytes& options) {
    auto packet = kAnswer;
    packet.resize(64);
    packet.insert(packet.end(), options.begin(), options.end());
    return sealed(with(std::move(packet), 5, {static_cast<unsigned>(24 + options.size())}));
}

std::optional<Advertisement> decode(const Bytes& packet) {
    return decode_advertisement(packet, kSource);
}

TEST(NeighbourProbe, ComesFromNobodyAndTellsNothing) {
    EXPECT_THAT(encode_neighbour_probe(ip("2001:db8::64")),
                ElementsAreArray(bytes("60 00 00 00 00 18 3a ff"
                                       "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                                       "ff 02 00 00 00 00 00 00 00 00 00 01 ff 00 00 64"
                                       "87 00 4c 27 00 00 00 00"
                                       "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 64")));
}

TEST(NeighbourProbe, GoesToTheGroupOfItsTarget) {
    EXPECT_THAT(solicited_node_mac(ip("2001:db8::12:3456")),
                Eq(MacAddress{0x33, 0x33, 0xff, 0x12, 0x34, 0x56}));
}

TEST(DecodeAdvertisement, ReadsWhereTheTargetIs) {
    EXPECT_THAT(decode(kAnswer), Optional(Eq(kSaid)));
    EXPECT_EQ(sealed(kAnswer), kAnswer) << "the test's own checksum";
}

TEST(DecodeAdvertisement, TakesTheFramesSourceIfThereIsNoLinkLayerAddress) {
    const Advertisement from_the_source{.address = kSaid.address, .mac = kSource};
    const auto other_option = bytes("0e 01 00 00 00 00 00 00");

    EXPECT_THAT(decode(answer_with({})), Optional(Eq(from_the_source)));
    EXPECT_THAT(decode(answer_with(other_option)), Optional(Eq(from_the_source)));
}

TEST(DecodeAdvertisement, FindsTheLinkLayerAddressBehindOtherOptions) {
    EXPECT_THAT(decode(answer_with(bytes("0e 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                                         "02 01 02 00 00 00 00 02"))),
                Optional(Eq(kSaid)));
}

TEST(DecodeAdvertisement, ReadsOneThatGoesToASingleHost) {
    const auto to_one = with(kAnswer, 24, {0xfe, 0x80});
    EXPECT_THAT(decode(sealed(with(to_one, 44, {0x60}))), Optional(Eq(kSaid)));
}

TEST(DecodeAdvertisement, PassesOverPadding) {
    auto padded = kAnswer;
    padded.resize(kAnswer.size() + 7, std::byte{0xff});
    EXPECT_THAT(decode(padded), Optional(Eq(kSaid)));
}

TEST(DecodeAdvertisement, ReadsNothingThatIsCutShort) {
    for (std::size_t size = 0; size < kAnswer.size(); ++size) {
        EXPECT_EQ(decode_advertisement(std::span{kAnswer}.first(size), kSource), std::nullopt) << size;
    }
    EXPECT_EQ(decode(with(kAnswer, 5, {0x17})), std::nullopt) << "a payload too short for a message";
    EXPECT_EQ(decode(with(kAnswer, 4, {0xff, 0xff})), std::nullopt) << "a payload longer than the packet";
}

TEST(DecodeAdvertisement, ReadsNothingThatWasDamagedAnywhere) {
    for (std::size_t offset = 8; offset < kAnswer.size(); ++offset) {
        const auto flipped = std::to_integer<unsigned>(kAnswer[offset] ^ std::byte{1});
        EXPECT_EQ(decode(with(kAnswer, offset, {flipped})), std::nullopt) << offset;
    }
}

TEST(DecodeAdvertisement, ReadsNothingOfAnotherKind) {
    EXPECT_EQ(decode(with(kAnswer, 0, {0x45})), std::nullopt) << "IPv4";
    EXPECT_EQ(decode(with(kAnswer, 6, {17})), std::nullopt) << "UDP";
    EXPECT_EQ(decode(with(kAnswer, 7, {254})), std::nullopt) << "it came through a router";
    EXPECT_EQ(decode(sealed(with(kAnswer, 40, {135}))), std::nullopt) << "a solicitation";
    EXPECT_EQ(decode(sealed(with(kAnswer, 40, {134}))), std::nullopt) << "a router's advertisement";
    EXPECT_EQ(decode(sealed(with(kAnswer, 41, {1}))), std::nullopt) << "another code";
}

TEST(DecodeAdvertisement, ReadsNothingThatNoHostMaySend) {
    EXPECT_EQ(decode(sealed(with(kAnswer, 44, {0x60}))), std::nullopt) << "solicited, but to all";
    EXPECT_EQ(decode(sealed(with(kAnswer, 48, {0xff, 0x02}))), std::nullopt) << "of a multicast address";
    EXPECT_EQ(decode(sealed(with(kAnswer, 66, {0x33, 0x33}))), std::nullopt) << "at a group's MAC address";
    EXPECT_EQ(decode(sealed(with(kAnswer, 65, {0}))), std::nullopt) << "an option without a length";
    EXPECT_EQ(decode(sealed(with(kAnswer, 65, {2}))), std::nullopt) << "an option that is cut short";
    EXPECT_EQ(decode(answer_with(bytes("02"))), std::nullopt) << "an option without a length byte";
}

RC_GTEST_PROP(DecodeAdvertisement, TakesWhateverComes,
              (const std::vector<std::uint8_t>& noise, std::uint8_t place)) {
    // Arbitrary bytes, and a good packet with some of them somewhere in it, checksum and all.
    (void)decode_advertisement(std::as_bytes(std::span{noise}), kSource);
    auto packet = kAnswer;
    const auto offset = std::min<std::size_t>(place, packet.size());
    const auto count = std::min(noise.size(), packet.size() - offset);
    std::transform(noise.begin(), noise.begin() + static_cast<std::ptrdiff_t>(count),
                   packet.begin() + static_cast<std::ptrdiff_t>(offset),
                   [](std::uint8_t byte) { return std::byte{byte}; });
    const auto said = decode(sealed(packet));
    RC_ASSERT(!said || (is_unicast(said->mac) && !is_multicast(said->address)));
}

}  // namespace
}  // namespace vipwarden::netlink
