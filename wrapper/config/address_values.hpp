// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "netlink/ip_address.hpp"
#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {

/// VirtualAddress::prefix_length of an address that keepalived hands to the kernel, which refuses it.
inline constexpr std::uint8_t kImpossiblePrefix = 255;

struct PrefixReading {
    std::uint8_t length{0};
    bool odd{false};  ///< It is not what stands there.

    bool operator==(const PrefixReading&) const = default;
};

/// What keepalived makes of the text behind the '/' of an address; everything goes. `longest` is 32 or 128.
[[nodiscard]] PrefixReading read_prefix(std::string_view text, std::uint8_t longest, Dialect::Prefix rule);

/// RT_SCOPE_* of a scope, nothing if keepalived does not know it.
[[nodiscard]] std::optional<std::uint8_t> read_scope(std::string_view text, Dialect::Scopes rule);

/// Sets the host bits of an IPv4 address to one or zero: `brd +` and `brd -`.
[[nodiscard]] netlink::IpAddress with_host_bits(netlink::IpAddress address, std::uint8_t prefix_length,
                                                bool ones);

}  // namespace vipwarden::config
