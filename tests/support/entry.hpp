// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "netlink/interface_address.hpp"

namespace vipwarden::support {

/// ip("2001:db8::1"); throws std::bad_optional_access for what is no address.
[[nodiscard]] inline netlink::IpAddress ip(std::string_view text) {
    return netlink::parse_ip_address(text).value();
}

/// The bare entry: interface, local address and prefix length.
[[nodiscard]] inline netlink::InterfaceAddress entry(int ifindex, std::string_view local,
                                                     std::uint8_t prefix_length) {
    return {.ifindex = ifindex, .local = ip(local), .prefix_length = prefix_length};
}

}  // namespace vipwarden::support
