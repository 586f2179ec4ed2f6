// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "netlink/ip_address.hpp"

namespace vipwarden::host {

/// The IP addresses that stand in a text as words of their own, in that order, however it writes them: with a
/// prefix length, a port, a scope, in quotes or brackets, as the default of a shell variable. Not the end of
/// a longer number, and not a part of a name.
[[nodiscard]] std::vector<netlink::IpAddress> addresses_in(std::string_view text);

}  // namespace vipwarden::host
