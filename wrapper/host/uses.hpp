// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "netlink/interface_address.hpp"
#include "netlink/socket_table.hpp"
#include "wrapper/host/finding.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::host {

/// VIPs on lo, as a real server of LVS in direct routing has them: they stay, and this host
/// takes part in the service. `present`: what AddressTable::list() says. Pure.
[[nodiscard]] std::vector<Finding> find_on_loopback(const std::vector<netlink::InterfaceAddress>& present,
                                                    const std::vector<Vip>& vips);

/// Sockets that are bound to a VIP: one finding for each VIP, protocol and state, with the local
/// ports. Sockets of all addresses (0.0.0.0, ::) are none. `open`: what SocketTable::list() says. Pure.
[[nodiscard]] std::vector<Finding> find_sockets(const std::vector<netlink::Socket>& open,
                                                const std::vector<Vip>& vips);

}  // namespace vipwarden::host
