// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/network_namespace.hpp"
#include "netlink/socket_table.hpp"

namespace vipwarden::netlink {

/// The kernel's sockets over sock_diag(7). Our socket is opened once, inside the namespace. Throws
/// std::system_error if it can't be opened.
[[nodiscard]] std::unique_ptr<SocketTable> open_socket_table(const NetworkNamespace& where);

}  // namespace vipwarden::netlink
