// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/routing_words.hpp"

namespace vipwarden::config {

/// The rest of a route line from behind its first `nexthop`: "[via ADDRESS] [dev NAME] ... nexthop ...".
/// `family` is that of the route so far, and is fixed by the first gateway if it was not. At a mistake
/// keepalived keeps the nexthops before it and forgets the rest of the line; either is remarked on.
[[nodiscard]] std::vector<Nexthop> read_nexthops(RoutingWords& words, std::optional<netlink::Family>& family);

/// Passes over the parameters of `encap`, which tells a route apart from no other.
void skip_encapsulation(RoutingWords& words);

}  // namespace vipwarden::config
