// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "netlink/interface_address.hpp"

namespace vipwarden::support {

/// One address of keepalived's own list, ready to be given to the kernel but for the interface's index.
struct DumpedAddress {
    std::string interface {};
    netlink::InterfaceAddress entry{};
};

/// Static addresses, VIPs and excluded VIPs in the file that keepalived writes on SIGUSR1, in its order. A
/// line there is
///
///     ADDRESS[/LENGTH] [brd B] dev INTERFACE[@BASE] [use_vmac] scope S [label L] [peer P/LENGTH] [FLAG …]
///
/// indented by more than the head of its section. Throws std::runtime_error, naming the line, for one in
/// such a section that it does not understand: an oracle does not guess.
[[nodiscard]] std::vector<DumpedAddress> addresses_in_dump(std::string_view dump);

}  // namespace vipwarden::support
