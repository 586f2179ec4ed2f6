// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <netlink/attr.h>

#include "netlink/ip_address.hpp"

namespace vipwarden::netlink {

/// Private to this folder. IP addresses as attributes carry them.

/// 4 or 16.
[[nodiscard]] std::size_t wire_size(Family family);

/// A view: `address` must outlive it.
[[nodiscard]] std::span<const std::byte> wire_bytes(const IpAddress& address);

/// The attribute's value; nothing if there is no attribute, or if it is too short for that family.
[[nodiscard]] std::optional<IpAddress> get_address(const nlattr* attribute, Family family);

}  // namespace vipwarden::netlink
