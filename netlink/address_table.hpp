// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "netlink/interface_address.hpp"

namespace vipwarden::netlink {

/// The addresses of all interfaces of one network namespace. Two implementations pass one contract suite
/// (tests/contract): RtnlAddressTable (the kernel) and FakeAddressTable (tests/support).
class AddressTable {
 public:
    AddressTable() = default;
    AddressTable(const AddressTable&) = delete;
    AddressTable& operator=(const AddressTable&) = delete;
    virtual ~AddressTable() = default;

    /// A consistent dump in the kernel's order: by interface (ascending index), IPv4 before IPv6, primaries
    /// before secondaries. A dump that the kernel marks as interrupted is taken again. Throws
    /// std::system_error when the kernel refuses, or when no consistent dump can be had in a bounded number
    /// of attempts.
    [[nodiscard]] virtual std::vector<InterfaceAddress> list() = 0;

    /// What list() has of one interface and family, in less time. Nothing if there is no such interface.
    [[nodiscard]] virtual std::vector<InterfaceAddress> list_on(int ifindex, Family family) = 0;

    /// Removes exactly these entries, in this order, in as few sends as possible, and looks at what the
    /// kernel answers to each. One result per entry, in the same order; a failure never keeps the entries
    /// after it from being tried. An entry (or its whole interface) that is gone already is a success.
    /// Side effect of the kernel: deleting a primary IPv4 address deletes its secondaries too, unless
    /// promote_secondaries is on for the interface. Throws std::system_error only when no request can be
    /// sent.
    [[nodiscard]] virtual std::vector<std::error_code> remove(std::span<const InterfaceAddress> entries) = 0;

    /// remove() of these entries, with as much as possible done beforehand. Must not outlive the table.
    [[nodiscard]] virtual std::function<std::vector<std::error_code>()> removal_of(
        std::vector<InterfaceAddress> entries) {
        return [this, entries = std::move(entries)] { return remove(entries); };
    }

    /// Makes the host stop answering for these entries, which are to be removed right after: far quicker than
    /// the removal of many is, since nothing but their own routes goes. IPv4: neither ARP requests are
    /// answered nor packets taken; IPv6: no packets are taken, but neighbour solicitations are still
    /// answered. The entries themselves stay. Must not be asked for an address of which another entry on the
    /// same interface stays: they share the route. Best effort: what can't be silenced is as it was.
    virtual void silence(std::span<const InterfaceAddress> entries) = 0;

    /// silence() of these entries, with as much as possible done beforehand. Must not outlive the table.
    [[nodiscard]] virtual std::function<void()> silencing_of(std::vector<InterfaceAddress> entries) {
        return [this, entries = std::move(entries)] { silence(entries); };
    }

    /// Adds an entry with all its attributes, as it was dumped. Being there already is a success and changes
    /// nothing. Whether it becomes a secondary is the kernel's decision.
    [[nodiscard]] virtual std::error_code add(const InterfaceAddress& entry) = 0;

    /// From now on these entries live for `valid_seconds` (kForever: until somebody removes them), in as few
    /// sends as possible; then the kernel drops them by itself, IPv4 primaries with the same side effect as
    /// above. A deprecated entry stays deprecated, any other is preferred as long as it is valid; nothing
    /// else of an entry changes, so that they have to be given as they were dumped. One result per entry, in
    /// the same order; a failure never keeps the entries after it from being tried. An entry that is not
    /// there (any more) is not created: address_not_available. Multicast addresses are refused with
    /// not_supported: there that can't be had. Side effect of the kernel: an IPv6 entry with a prefix length
    /// below 128 and without IFA_F_NOPREFIXROUTE shares its lifetime with the route to its subnet, also where
    /// that is the route of other addresses. Throws std::system_error only when no request can be sent.
    [[nodiscard]] virtual std::vector<std::error_code> set_lifetime(std::span<const InterfaceAddress> entries,
                                                                    std::uint32_t valid_seconds) = 0;
};

}  // namespace vipwarden::netlink
