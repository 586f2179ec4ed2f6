// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "netlink/ip_address.hpp"

namespace vipwarden::netlink {

enum class SocketProtocol : std::uint8_t { tcp, udp };

enum class SocketState : std::uint8_t {
    listening,    ///< TCP in LISTEN; UDP without a peer.
    established,  ///< TCP and UDP with a peer.
    other,        ///< TCP on the way up or down. Never TIME_WAIT: nobody uses that any more.
};

/// One socket, as ss(8) shows it.
struct Socket {
    SocketProtocol protocol{SocketProtocol::tcp};
    SocketState state{SocketState::listening};
    IpAddress local{};  ///< ::ffff:192.0.2.1 is 192.0.2.1: an IPv6 socket that speaks IPv4 (ipv6(7)).
    std::uint16_t port{0};

    bool operator==(const Socket&) const = default;
};

/// The sockets of one network namespace.
class SocketTable {
 public:
    SocketTable() = default;
    SocketTable(const SocketTable&) = delete;
    SocketTable& operator=(const SocketTable&) = delete;
    virtual ~SocketTable() = default;

    /// All TCP and UDP sockets, IPv4 and IPv6. Not a consistent dump: sockets come and go while it is made.
    /// Throws std::system_error when the kernel refuses (no_such_file_or_directory: it was built without
    /// this).
    [[nodiscard]] virtual std::vector<Socket> list() = 0;
};

}  // namespace vipwarden::netlink
