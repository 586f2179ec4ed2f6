// SPDX-License-Identifier: MIT
#include "netlink/arp_frame.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace vipwarden::netlink {
namespace {

/// Ethernet, IPv4, and the lengths of their addresses.
constexpr std::array<std::byte, 6> kKind{std::byte{0x00}, std::byte{0x01}, std::byte{0x08},
                                         std::byte{0x00}, std::byte{0x06}, std::byte{0x04}};
constexpr std::size_t kOperation = 6;
constexpr std::size_t kSenderMac = 8;
constexpr std::size_t kSenderIp = 14;
constexpr std::size_t kTargetIp = 24;
constexpr std::byte kRequest{1};
constexpr std::byte kReply{2};

bool is_request_or_reply(std::span<const std::byte> frame) {
    return frame[kOperation] == std::byte{0} &&
           (frame[kOperation + 1] == kRequest || frame[kOperation + 1] == kReply);
}

}  // namespace

ArpFrame encode_arp_probe(const MacAddress& own, const IpAddress& target) {
    ArpFrame frame{};
    std::copy(kKind.begin(), kKind.end(), frame.begin());
    frame[kOperation + 1] = kRequest;
    std::memcpy(frame.data() + kSenderMac, own.data(), own.size());
    std::memcpy(frame.data() + kTargetIp, target.bytes.data(), 4);
    return frame;
}

std::optional<ArpSender> decode_arp(std::span<const std::byte> frame) {
    if (frame.size() < ArpFrame{}.size() || !std::equal(kKind.begin(), kKind.end(), frame.begin()) ||
        !is_request_or_reply(frame)) {
        return std::nullopt;
    }
    ArpSender sender;
    std::memcpy(sender.mac.data(), frame.data() + kSenderMac, sender.mac.size());
    std::memcpy(sender.address.bytes.data(), frame.data() + kSenderIp, 4);
    if (sender.address == IpAddress{} || !is_unicast(sender.mac)) {
        return std::nullopt;
    }
    return sender;
}

}  // namespace vipwarden::netlink
