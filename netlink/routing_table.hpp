// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <system_error>
#include <vector>

#include "netlink/routing_entry.hpp"

namespace vipwarden::netlink {

/// The routes (of all tables) and the routing policy rules of one network namespace. Contract suite as for
/// AddressTable.
class RoutingTable {
 public:
    RoutingTable() = default;
    RoutingTable(const RoutingTable&) = delete;
    RoutingTable& operator=(const RoutingTable&) = delete;
    virtual ~RoutingTable() = default;

    /// The rules and routes of both families that one of these originators (RTPROT_*) has made, sorted: rules
    /// first. The kernel picks the routes out, so that a full table of the Internet beside them costs little;
    /// for that reason a route that names no originator (0) is never listed. Asks nothing if `protocols` is
    /// empty. Throws std::system_error when the kernel refuses.
    [[nodiscard]] virtual std::vector<RoutingEntry> list(std::span<const std::uint8_t> protocols) = 0;

    /// Removes exactly these, in this order, in as few sends as possible. One result per entry, in the same
    /// order; a failure never keeps the entries after it from being tried. What is gone already is a success.
    /// Throws std::system_error only when no request can be sent.
    [[nodiscard]] virtual std::vector<std::error_code> remove(std::span<const RoutingEntry> entries) = 0;
};

}  // namespace vipwarden::netlink
