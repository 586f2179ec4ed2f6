// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "netlink/message.hpp"
#include "netlink/routing_entry.hpp"

namespace vipwarden::netlink {

/// Private to this folder. What routes look like on the wire (rtnetlink(7)), without any socket.

/// What one RTM_NEWROUTE message reports; nothing for other messages, other families, and entries of the
/// route cache. Throws std::system_error (bad_message) for one that is cut short.
[[nodiscard]] std::optional<Route> decode_route(std::span<const std::byte> message);

/// RTM_GETROUTE for the routes of a family and an originator (RTPROT_*). A kernel from 4.20 on, asked
/// strictly (NETLINK_GET_STRICT_CHK), leaves the others out; an older one reports all.
[[nodiscard]] Message encode_route_dump(Family family, std::uint8_t protocol);

/// RTM_DELROUTE for exactly this route.
[[nodiscard]] Message encode_route_removal(const Route& route);

}  // namespace vipwarden::netlink
