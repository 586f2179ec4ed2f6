// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <system_error>
#include <vector>

#include "netlink/interface_address.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// The removal of addresses with everything thought out: nothing is left but to send it and to look whether
/// the kernel then has what is expected.
struct PreparedRelease {
    KernelState present{};                              ///< What it was prepared on.
    std::vector<PlannedAddress> removals{};             ///< In the order of sending.
    std::vector<netlink::InterfaceAddress> entries{};   ///< The addresses of `removals`.
    std::vector<netlink::InterfaceAddress> silenced{};  ///< Those to be silenced first (worth_silencing()).
    std::vector<netlink::InterfaceAddress> expected{};  ///< What is to be left, in the kernel's order.
    /// Whether all of `entries` are of one interface and family: the removal concerns nothing else.
    bool of_one_place{false};
    std::vector<int> promote{};  ///< As in Plan.
    /// If set, AddressTable::silencing_of() `silenced`, and AddressTable::removal_of() `entries`.
    std::function<void()> silencing{};
    std::function<std::vector<std::error_code>()> removal{};
};

[[nodiscard]] PreparedRelease prepare(KernelState present, std::vector<PlannedAddress> removals,
                                      std::vector<int> promote);

/// Of the same interface and family.
[[nodiscard]] bool same_place(const netlink::InterfaceAddress& one, const netlink::InterfaceAddress& other);

/// Those of `entries` that the host should stop answering for before the removals begin: where so many go
/// that the last of them would answer for long. The kernel looks through all addresses of the interface for
/// each IPv4 removal (__inet_del_ifa() and fib_del_ifaddr()), and through all IPv6 routes of the namespace
/// for each IPv6 removal (fib6_remove_prefsrc()), among them the routes of those that are to go.
///
/// Never among them, because it could do harm:
/// - an address of which another entry stays on its interface, or one that is the subnet-router anycast
///   address there (RFC 4291, section 2.6.1): that needs the route;
/// - an IPv4 address that is not, on its interface, in the subnet of a primary that stays and stands before
///   all primaries that go. Once it is silent, packets to it are sent on (ip_forward) or out (by processes
///   of this host) like those to any neighbour, and the sender in the ARP request for it is the first
///   primary in whose subnet it is (arp_solicit(), inet_select_addr()). Its own entry would make that an
///   announcement of the very address that another host has by now.
///
/// `present` is what `entries` and `expected` were together, in the kernel's order.
[[nodiscard]] std::vector<netlink::InterfaceAddress> worth_silencing(
    std::span<const netlink::InterfaceAddress> present, std::span<const netlink::InterfaceAddress> entries,
    std::span<const netlink::InterfaceAddress> expected);

}  // namespace vipwarden::release
