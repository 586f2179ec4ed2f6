// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/routing_words.hpp"

namespace vipwarden::config {

/// One line of virtual_routes or static_routes: "[TYPE] DESTINATION [WORD ...]", the words in any order.
/// Nothing if keepalived drops the line, or if the kernel would refuse a route that names so little; either
/// is remarked on. A missing parameter, on which keepalived exits, is a fatal remark and drops the line here.
/// Names of tables and the like: see routing_values.hpp.
[[nodiscard]] std::optional<VirtualRoute> read_route_line(const RoutingLine& line, const Dialect& dialect,
                                                          RoutingState& state, Remarks& remarks);

}  // namespace vipwarden::config
