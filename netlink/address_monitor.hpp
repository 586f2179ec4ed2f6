// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "netlink/interface_address.hpp"

namespace vipwarden::netlink {

/// One address was added or changed, or deleted.
struct AddressChange {
    bool deleted{false};
    InterfaceAddress address{};
    /// The netlink port of the socket that asked for it, or 0 where the kernel does not say. It says so of
    /// IPv4 over rtnetlink only: of who adds, changes or deletes an address, and also of what the kernel does
    /// along with that by itself, as deleting the secondaries of a primary and promoting one of them
    /// (rtmsg_ifa() in net/ipv4/devinet.c). Always 0: IPv6 (inet6_ifa_notify() in net/ipv6/addrconf.c),
    /// ioctl(2), a lifetime that has ended, an interface that went away. The number is often that of the
    /// process in its own PID namespace, but may be any (netlink_autobind() in net/netlink/af_netlink.c):
    /// /proc/PID/net/netlink knows.
    std::uint32_t port{0};

    bool operator==(const AddressChange&) const = default;
};

struct AddressNews {
    std::vector<AddressChange> changes{};  ///< In the order in which they happened.
    /// There was more than the kernel could queue, or something that can't be read: only a fresh dump tells
    /// what there is now.
    bool incomplete{false};

    bool operator==(const AddressNews&) const = default;
};

/// Tells when addresses of one network namespace change, by whomever.
class AddressMonitor {
 public:
    AddressMonitor() = default;
    AddressMonitor(const AddressMonitor&) = delete;
    AddressMonitor& operator=(const AddressMonitor&) = delete;
    virtual ~AddressMonitor() = default;

    /// Readable when there is news; for poll(2).
    [[nodiscard]] virtual int fd() const = 0;

    /// All that has happened since the last call, or since the beginning. Never waits. Throws
    /// std::system_error if the kernel refuses to tell.
    [[nodiscard]] virtual AddressNews take() = 0;
};

}  // namespace vipwarden::netlink
