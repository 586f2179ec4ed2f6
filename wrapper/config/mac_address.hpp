// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "netlink/ip_address.hpp"

namespace vipwarden::config {

using MacAddress = std::array<std::uint8_t, 6>;

/// The MAC address of use_vmac.
struct GivenMac {
    MacAddress mac{};
    bool ends_in_vrid{false};  ///< It has five bytes only; the sixth is the virtual_router_id.

    bool operator==(const GivenMac&) const = default;
};

/// Five or six bytes as keepalived takes them. Nothing for anything else, a multicast address, or one of RFC
/// 5798.
[[nodiscard]] std::optional<GivenMac> read_mac(std::string_view text);

/// The virtual router's MAC address of RFC 5798, section 7.3.
[[nodiscard]] MacAddress vrrp_mac(std::uint8_t vrid, netlink::Family family);

/// The link-local address that RFC 4291, appendix A, makes of a MAC address.
[[nodiscard]] netlink::IpAddress link_local_of(const MacAddress& mac);

}  // namespace vipwarden::config
