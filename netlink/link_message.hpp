// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "netlink/link_table.hpp"
#include "netlink/message.hpp"

namespace vipwarden::netlink {

/// Private to this folder. What links look like on the wire (rtnetlink(7)), without any socket.

/// The link that one RTM_NEWLINK message reports; nothing for other messages. Throws std::system_error
/// (bad_message) for one that is cut short.
[[nodiscard]] std::optional<Link> decode_link(std::span<const std::byte> message);

/// RTM_GETLINK for all links, without their counters.
[[nodiscard]] Message encode_link_dump();

/// RTM_SETLINK that changes nothing but promote_secondaries.
[[nodiscard]] Message encode_promote_secondaries(int ifindex, bool on);

/// RTM_DELLINK.
[[nodiscard]] Message encode_link_removal(int ifindex);

}  // namespace vipwarden::netlink
