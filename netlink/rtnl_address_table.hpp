// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/address_table.hpp"
#include "netlink/network_namespace.hpp"

namespace vipwarden::netlink {

class RtnlSocket;

/// The kernel's address table over rtnetlink(7). The socket is opened once, inside the namespace.
/// Throws std::system_error if it can't be opened.
[[nodiscard]] std::unique_ptr<AddressTable> open_address_table(const NetworkNamespace& where);

/// Private to this folder: over a socket that others may use too, one after the other.
[[nodiscard]] std::unique_ptr<AddressTable> make_address_table(std::shared_ptr<RtnlSocket> socket);

}  // namespace vipwarden::netlink
