// SPDX-License-Identifier: MIT
#include "netlink/ndp_frame.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace vipwarden::netlink {
namespace {

// The IPv6 header (RFC 8200, section 3).
constexpr std::size_t kPayloadLength = 4;
constexpr std::size_t kNextHeader = 6;
constexpr std::size_t kHopLimit = 7;
constexpr std::size_t kDestination = 24;
constexpr std::size_t kHeaderSize = 40;

// The message behind it (RFC 4861, sections 4.3 and 4.4), counted from its own beginning.
constexpr std::size_t kCode = 1;
constexpr std::size_t kChecksum = 2;
constexpr std::size_t kFlags = 4;
constexpr std::size_t kTarget = 8;
constexpr std::size_t kMessageSize = 24;

constexpr std::byte kIcmpv6{58};
constexpr std::byte kSolicitation{135};
constexpr std::byte kAdvertisement{136};
constexpr std::byte kSolicitedFlag{0x40};
constexpr std::byte kTargetLinkLayerAddress{2};
constexpr std::byte kUnrouted{255};  ///< Whoever forwards a packet takes one off the hop limit.

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t offset) {
    const auto low = offset + 1 < bytes.size() ? std::to_integer<std::uint32_t>(bytes[offset + 1]) : 0U;
    return (std::to_integer<std::uint32_t>(bytes[offset]) << 8U) | low;
}

std::uint32_t sum_of(std::span<const std::byte> bytes) {
    std::uint32_t sum = 0;
    for (std::size_t offset = 0; offset < bytes.size(); offset += 2) {
        sum += word_at(bytes, offset);
    }
    return sum;
}

/// Over the pseudo-header of RFC 8200, section 8.1, and the message: 0xffff if the checksum in it is right,
/// the complement of the checksum while that is 0.
std::uint32_t checksum_sum(std::span<const std::byte> packet) {
    const auto message = packet.subspan(kHeaderSize);
    auto sum = sum_of(packet.subspan(8, 32)) + static_cast<std::uint32_t>(message.size()) +
               std::to_integer<std::uint32_t>(kIcmpv6) + sum_of(message);
    while ((sum >> 16U) != 0) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return sum;
}

/// The packet without what stands behind it; nothing if it can't be neighbour discovery.
std::optional<std::span<const std::byte>> whole_packet(std::span<const std::byte> bytes) {
    if (bytes.size() < kHeaderSize + kMessageSize || (bytes[0] >> 4U) != std::byte{6} ||
        bytes[kNextHeader] != kIcmpv6 || bytes[kHopLimit] != kUnrouted) {
        return std::nullopt;
    }
    const auto length = word_at(bytes, kPayloadLength);
    if (length < kMessageSize || kHeaderSize + length > bytes.size()) {
        return std::nullopt;
    }
    const auto packet = bytes.first(kHeaderSize + length);
    return checksum_sum(packet) == 0xffffU ? std::optional{packet} : std::nullopt;
}

/// The target link-layer address, if there is one. False if an option is malformed.
bool read_options(std::span<const std::byte> options, MacAddress& mac) {
    while (!options.empty()) {
        const auto size = options.size() < 2 ? 0 : 8 * std::to_integer<std::size_t>(options[1]);
        if (size == 0 || size > options.size()) {
            return false;
        }
        if (options[0] == kTargetLinkLayerAddress && size == 8) {
            std::memcpy(mac.data(), options.data() + 2, mac.size());
        }
        options = options.subspan(size);
    }
    return true;
}

IpAddress solicited_node(const IpAddress& target) {
    IpAddress group{.family = Family::ipv6, .bytes = {0xff, 0x02}};
    group.bytes[11] = 0x01;
    group.bytes[12] = 0xff;
    std::copy(target.bytes.begin() + 13, target.bytes.end(), group.bytes.begin() + 13);
    return group;
}

}  // namespace

SolicitationFrame encode_neighbour_probe(const IpAddress& target) {
    SolicitationFrame frame{};
    frame[0] = std::byte{0x60};
    frame[kPayloadLength + 1] = static_cast<std::byte>(kMessageSize);
    frame[kNextHeader] = kIcmpv6;
    frame[kHopLimit] = kUnrouted;
    const auto group = solicited_node(target);
    std::memcpy(frame.data() + kDestination, group.bytes.data(), group.bytes.size());
    frame[kHeaderSize] = kSolicitation;
    std::memcpy(frame.data() + kHeaderSize + kTarget, target.bytes.data(), target.bytes.size());
    const auto checksum = ~checksum_sum(frame);
    frame[kHeaderSize + kChecksum] = static_cast<std::byte>((checksum >> 8U) & 0xffU);
    frame[kHeaderSize + kChecksum + 1] = static_cast<std::byte>(checksum & 0xffU);
    return frame;
}

MacAddress solicited_node_mac(const IpAddress& target) {
    return {0x33, 0x33, 0xff, target.bytes[13], target.bytes[14], target.bytes[15]};
}

std::optional<Advertisement> decode_advertisement(std::span<const std::byte> bytes,
                                                  const MacAddress& source) {
    const auto packet = whole_packet(bytes);
    if (!packet) {
        return std::nullopt;
    }
    const auto message = packet->subspan(kHeaderSize);
    const bool to_all = (*packet)[kDestination] == std::byte{0xff};
    if (message[0] != kAdvertisement || message[kCode] != std::byte{0} ||
        (to_all && (message[kFlags] & kSolicitedFlag) != std::byte{0})) {
        return std::nullopt;
    }
    Advertisement answer{.address = {.family = Family::ipv6}, .mac = source};
    std::memcpy(answer.address.bytes.data(), message.data() + kTarget, answer.address.bytes.size());
    if (!read_options(message.subspan(kMessageSize), answer.mac) || is_multicast(answer.address) ||
        !is_unicast(answer.mac)) {
        return std::nullopt;
    }
    return answer;
}

}  // namespace vipwarden::netlink
