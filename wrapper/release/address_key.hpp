// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "netlink/interface_address.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// What netlink::same_entry() compares, as a value that sorts: one key, one entry of the kernel.
using EntryKey = std::tuple<int, netlink::IpAddress, std::uint8_t, std::optional<netlink::IpAddress>>;

[[nodiscard]] EntryKey entry_key(const netlink::InterfaceAddress& address);
[[nodiscard]] std::set<EntryKey> entry_keys(std::span<const netlink::InterfaceAddress> addresses);
[[nodiscard]] std::set<EntryKey> entry_keys(std::span<const PlannedAddress> planned);

/// What the kernel calls an IPv4 address's subnet: interface, prefix length, and the network of IFA_ADDRESS,
/// which is the peer where there is one (inet_ifa_match(), include/linux/inetdevice.h).
using SubnetKey = std::tuple<int, std::uint8_t, netlink::IpAddress>;

[[nodiscard]] SubnetKey subnet_key(const netlink::InterfaceAddress& address);

}  // namespace vipwarden::release
