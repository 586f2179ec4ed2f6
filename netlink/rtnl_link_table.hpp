// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/link_table.hpp"
#include "netlink/network_namespace.hpp"

namespace vipwarden::netlink {

class RtnlSocket;

/// The kernel's links over rtnetlink(7). The socket is opened once, inside the namespace.
/// Throws std::system_error if it can't be opened.
[[nodiscard]] std::unique_ptr<LinkTable> open_link_table(const NetworkNamespace& where);

/// Private to this folder: over a socket that others may use too, one after the other.
[[nodiscard]] std::unique_ptr<LinkTable> make_link_table(std::shared_ptr<RtnlSocket> socket);

}  // namespace vipwarden::netlink
