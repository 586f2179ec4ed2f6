// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "netlink/interface_address.hpp"
#include "netlink/message.hpp"
#include "netlink/routing_entry.hpp"

namespace vipwarden::netlink {

/// Private to this folder. The routes that the kernel makes when an address is added, without any socket.

/// RTM_DELROUTE for the route of the table `local` by which the host takes packets for the address as its own
/// (fib_add_ifaddr() in net/ipv4/fib_frontend.c, addrconf_f6i_alloc() in net/ipv6/route.c).
[[nodiscard]] Message encode_local_route_removal(const InterfaceAddress& entry);

/// Whether the kernel made a route of the table `main` to the address alone, and takes it away with the
/// address: IPv6 with prefix length 128 (ipv6_del_addr() in net/ipv6/addrconf.c). The routes of others are
/// shared.
[[nodiscard]] bool has_host_route(const InterfaceAddress& entry);

/// RTM_GETROUTE for the IPv6 routes of the table `main` that lead out of an interface. A kernel before 4.20
/// reports all.
[[nodiscard]] Message encode_interface_route_dump(int ifindex);

/// RTM_DELROUTE for the host routes of these entries, and for no other that is spelt like one: with the
/// kernel as its originator and the metric that the kernel gave it (addrconf_prefix_route()). Left out where
/// `routes`, which must hold all those of encode_interface_route_dump(), show a second one to the address on
/// its interface: the removal of the address takes the first that it finds there, whoever made it
/// (addrconf_get_prefix_route()), and would take that one.
[[nodiscard]] std::vector<Message> encode_host_route_removals(std::span<const InterfaceAddress> entries,
                                                              std::span<const Route> routes);

}  // namespace vipwarden::netlink
