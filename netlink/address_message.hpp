// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "netlink/interface_address.hpp"
#include "netlink/message.hpp"

namespace vipwarden::netlink {

/// Private to this folder. What address entries look like on the wire (rtnetlink(7)), without any socket.

/// The entry that one RTM_NEWADDR message reports; nothing for other messages and other families. Throws
/// std::system_error (bad_message) for one that is cut short: an entry that we can't read must not pass for
/// one that is not there.
[[nodiscard]] std::optional<InterfaceAddress> decode_address(std::span<const std::byte> message);

/// The same for an entry that was deleted: what RTM_DELADDR reports, as the kernel tells those who listen.
[[nodiscard]] std::optional<InterfaceAddress> decode_deleted_address(std::span<const std::byte> message);

/// RTM_GETADDR for all addresses of both families.
[[nodiscard]] Message encode_address_dump();

/// A kernel before 4.20 reports those of all interfaces.
[[nodiscard]] Message encode_address_dump_of(int ifindex, Family family);

/// RTM_DELADDR for exactly this entry: interface, local address, peer, prefix length, and for IPv4 the label.
[[nodiscard]] Message encode_address_removal(const InterfaceAddress& entry);

/// RTM_NEWADDR for a new entry with all its attributes, but without the flags that only the kernel decides.
/// IPv6 comes without duplicate address detection: it must be usable at once.
[[nodiscard]] Message encode_address_addition(const InterfaceAddress& entry);

/// RTM_NEWADDR that changes the lifetime of this entry, and can't create it: absent, the kernel answers
/// EINVAL. Nothing for a multicast address, which it would create.
[[nodiscard]] std::optional<Message> encode_address_lifetime(const InterfaceAddress& entry,
                                                             std::uint32_t valid_seconds);

}  // namespace vipwarden::netlink
