// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "netlink/ip_address.hpp"
#include "netlink/mac_address.hpp"

namespace vipwarden::netlink {

/// Private to this folder. ARP packets for IPv4 over Ethernet (RFC 826), without the Ethernet header.

using ArpFrame = std::array<std::byte, 28>;

/// Whose address an ARP packet says it is. An owner tells so by replies and by requests of its own alike (RFC
/// 5227, section 2.1.1).
struct ArpSender {
    IpAddress address{};
    MacAddress mac{};

    bool operator==(const ArpSender&) const = default;
};

/// The ARP probe of RFC 5227, section 2.1.1: a request whose sender has no IP address, so that nobody learns
/// anything from it.
[[nodiscard]] ArpFrame encode_arp_probe(const MacAddress& own, const IpAddress& target);

/// The sender of a request or reply, padding behind it allowed. Nothing for everything else: another protocol
/// or hardware, cut short, a sender without an IP address (somebody else's probe), and one whose MAC address
/// can't be that of an interface.
[[nodiscard]] std::optional<ArpSender> decode_arp(std::span<const std::byte> frame);

}  // namespace vipwarden::netlink
