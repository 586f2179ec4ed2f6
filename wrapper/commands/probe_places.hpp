// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "netlink/interface_address.hpp"
#include "netlink/link_table.hpp"

namespace vipwarden::commands {

/// The interfaces of this host that have the address.
[[nodiscard]] std::vector<std::string> interfaces_with(const netlink::IpAddress& address,
                                                       const std::vector<netlink::Link>& links,
                                                       const std::vector<netlink::InterfaceAddress>& present);

/// Where to ask for an address if nobody says where: on the interfaces that have it themselves and those
/// whose subnet it is in (that with the longest prefix), loopback excepted; else on every interface that is
/// fit for it. Each once, in the order of the links. Pure.
[[nodiscard]] std::vector<std::string> places_to_ask(const netlink::IpAddress& address,
                                                     const std::vector<netlink::Link>& links,
                                                     const std::vector<netlink::InterfaceAddress>& present);

}  // namespace vipwarden::commands
