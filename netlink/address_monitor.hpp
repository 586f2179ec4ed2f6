// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "netlink/interface_address.hpp"

namespace vipwarden::netlink {

/// One address was added or changed, or deleted.
struct AddressChange {
    bool deleted{false};
    InterfaceAddress address{};

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
