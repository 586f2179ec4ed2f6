// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::netlink {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

/// One IPv4 or IPv6 address as a value: compared by bytes, so that every spelling of an IPv6 address is
/// equal.
struct IpAddress {
    Family family{Family::ipv4};
    std::array<std::uint8_t, 16> bytes{};  ///< Network order; IPv4 uses the first four, the rest is zero.

    // clang-tidy 14 takes the 0 of the synthesized comparison for a null pointer.
    auto operator<=>(const IpAddress&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Accepts exactly what inet_pton(3) accepts, as keepalived does: no leading zeros, no scope, no brackets.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);

/// Canonical text form (inet_ntop(3); RFC 5952 for IPv6).
[[nodiscard]] std::string to_string(const IpAddress& address);

/// fe80::/10 (RFC 4291, section 2.5.6); never of IPv4.
[[nodiscard]] bool is_link_local(const IpAddress& address);

/// 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291, section 2.7).
[[nodiscard]] bool is_multicast(const IpAddress& address);

/// 32 or 128.
[[nodiscard]] std::uint8_t max_prefix_length(Family family);

/// The address with all bits behind the prefix cleared.
[[nodiscard]] IpAddress network_of(IpAddress address, std::uint8_t prefix_length);

/// Whether the first `prefix_length` bits are equal; false across families. Length 0 matches everything of
/// the family, as the kernel's inet_ifa_match() does (include/linux/inetdevice.h).
[[nodiscard]] bool same_subnet(const IpAddress& a, const IpAddress& b, std::uint8_t prefix_length);

}  // namespace vipwarden::netlink
