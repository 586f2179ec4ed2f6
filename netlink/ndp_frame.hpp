// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "netlink/ip_address.hpp"
#include "netlink/mac_address.hpp"

namespace vipwarden::netlink {

/// Private to this folder. Neighbour discovery (RFC 4861), with the IPv6 header, without the Ethernet header.

/// An IPv6 header and a neighbour solicitation without options.
using SolicitationFrame = std::array<std::byte, 64>;

/// Who a neighbour advertisement says has the address.
struct Advertisement {
    IpAddress address{};
    MacAddress mac{};

    bool operator==(const Advertisement&) const = default;
};

/// The neighbour solicitation of duplicate address detection (RFC 4862, section 5.4.2): from :: to the
/// solicited-node multicast address, without a source link-layer address, so that nobody learns anything from
/// it.
[[nodiscard]] SolicitationFrame encode_neighbour_probe(const IpAddress& target);

/// Where such a solicitation goes on Ethernet: the MAC address of its multicast group (RFC 2464, section 7).
[[nodiscard]] MacAddress solicited_node_mac(const IpAddress& target);

/// What one says that stands all of RFC 4861, section 7.1.2 (hop limit, checksum, lengths, flags), padding
/// behind it allowed; nothing for everything else. `source` is where the frame came from: the answer if the
/// advertisement has no target link-layer address.
[[nodiscard]] std::optional<Advertisement> decode_advertisement(std::span<const std::byte> bytes,
                                                                const MacAddress& source);

}  // namespace vipwarden::netlink
