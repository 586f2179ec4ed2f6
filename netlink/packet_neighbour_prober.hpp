// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/neighbour_prober.hpp"
#include "netlink/network_namespace.hpp"

namespace vipwarden::netlink {

/// Asks with packet sockets (packet(7)), one for each family, opened once, inside the namespace. Throws
/// std::system_error if they can't be opened: operation_not_permitted without CAP_NET_RAW.
[[nodiscard]] std::unique_ptr<NeighbourProber> open_neighbour_prober(const NetworkNamespace& where);

}  // namespace vipwarden::netlink
