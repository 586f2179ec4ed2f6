// SPDX-License-Identifier: MIT
#include "netlink/tables.hpp"

#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "netlink/rtnl_routing_table.hpp"
#include "netlink/rtnl_socket.hpp"

namespace vipwarden::netlink {

Tables open_tables(const NetworkNamespace& where) {
    const auto socket = std::make_shared<RtnlSocket>(where);
    return {.addresses = make_address_table(socket),
            .links = make_link_table(socket),
            .routing = make_routing_table(socket)};
}

}  // namespace vipwarden::netlink
