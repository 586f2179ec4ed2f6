// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "netlink/interface_address.hpp"
#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/host/finding.hpp"

namespace vipwarden::commands {

/// A WARN for each thing on the host that would bring a VIP back or still uses one, or a PASS for those that
/// look for it: whose it is can't be told from here, so nothing is touched. Pure.
[[nodiscard]] Steps finding_steps(const std::string& name, const std::vector<host::Finding>& findings,
                                  const std::string& nothing_found);

/// "static": what static_ipaddress has put on an interface and left there. Pure.
[[nodiscard]] Steps static_steps(const Target& target, const std::vector<netlink::InterfaceAddress>& present,
                                 const netlink::InterfaceName& name_of);

}  // namespace vipwarden::commands
