// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "netlink/address_monitor.hpp"
#include "netlink/network_namespace.hpp"

namespace vipwarden::netlink {

/// The kernel's own notifications over rtnetlink(7), both families. The socket is opened once, inside the
/// namespace. Throws std::system_error if it can't be opened.
[[nodiscard]] std::unique_ptr<AddressMonitor> open_address_monitor(const NetworkNamespace& where);

}  // namespace vipwarden::netlink
