// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "netlink/network_namespace.hpp"
#include "netlink/routing_table.hpp"

namespace vipwarden::netlink {

/// All that the kernel has of one network namespace.
struct Tables {
    std::unique_ptr<AddressTable> addresses;
    std::unique_ptr<LinkTable> links;
    std::unique_ptr<RoutingTable> routing;
};

/// Over one rtnetlink(7) socket, which is opened inside the namespace: for use by one thread. Throws
/// std::system_error if it can't be opened.
[[nodiscard]] Tables open_tables(const NetworkNamespace& where);

}  // namespace vipwarden::netlink
