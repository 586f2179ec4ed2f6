// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "netlink/interface_address.hpp"

namespace vipwarden::commands {

// The commands with which the operator does by hand what we could not, or may not.

/// "ip", "ip -n blue": in the network namespace of that name.
[[nodiscard]] std::string ip_command(const std::string& net_namespace);

/// "ip -n blue addr del 10.0.0.1/32 dev eth0"
[[nodiscard]] std::string address_deletion(const std::string& net_namespace,
                                           const netlink::InterfaceAddress& address,
                                           const std::string& interface);

/// The words behind "ip" that delete what the text of a route or rule shows: "-6 route del default via ...".
[[nodiscard]] std::string deletion(std::string text);

}  // namespace vipwarden::commands
