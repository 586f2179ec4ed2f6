// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "netlink/routing_entry.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/snapshot/json_fields.hpp"

// Private to this folder: routes and rules in a snapshot's JSON, {"rules": [...], "routes": [...]}.

namespace vipwarden::snapshot {

[[nodiscard]] Json encode_routing(const DeclaredRouting& routing);
[[nodiscard]] Json encode_routing(const std::vector<netlink::RoutingEntry>& entries);

/// What is readable of it; each of the other entries counts as lost.
[[nodiscard]] DeclaredRouting decode_routing(const Json& json, const Place& place, Problems& lost);

/// Nothing if one of the entries is lost: what is missing from a part proves nothing.
[[nodiscard]] std::optional<std::vector<netlink::RoutingEntry>> decode_routing_entries(const Json& json,
                                                                                       const Place& place,
                                                                                       Problems& lost);

}  // namespace vipwarden::snapshot
