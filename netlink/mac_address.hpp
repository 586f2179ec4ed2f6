// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "netlink/ip_address.hpp"

namespace vipwarden::netlink {

/// The address of an Ethernet interface.
using MacAddress = std::array<std::uint8_t, 6>;

/// "00:00:5e:00:01:33"
[[nodiscard]] std::string to_string(const MacAddress& mac);

/// Six pairs of hexadecimal digits with colons between them, in either case; nothing for anything else.
[[nodiscard]] std::optional<MacAddress> parse_mac_address(std::string_view text);

/// Whether it can be that of one interface: neither of a group nor all zero.
[[nodiscard]] bool is_unicast(const MacAddress& mac);

/// Who goes by a MAC address of VRRP's own.
struct VirtualRouter {
    Family family{Family::ipv4};
    std::uint8_t vrid{0};

    bool operator==(const VirtualRouter&) const = default;
};

/// The virtual router whose MAC address this is: 00:00:5e:00:01:VRID for IPv4, 00:00:5e:00:02:VRID for IPv6
/// (RFC 5798, section 7.3). Nothing if it is no such address.
[[nodiscard]] std::optional<VirtualRouter> virtual_router(const MacAddress& mac);

/// With whose it is: "00:00:5e:00:01:33 (VRRP, VRID 51)"; "02:00:00:00:00:01".
[[nodiscard]] std::string describe(const MacAddress& mac);

}  // namespace vipwarden::netlink
