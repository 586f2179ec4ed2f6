// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/routing_words.hpp"

namespace vipwarden::config {

/// One line of virtual_rules or static_rules, its words in any order. Nothing if keepalived drops the line,
/// which is remarked on. A missing parameter, on which keepalived exits, is a fatal remark and drops the line
/// here. A rule without a priority gets the next one of `state`, so every line of both kinds of blocks has to
/// pass through here in the order of the file. Names of tables and the like: see routing_values.hpp.
[[nodiscard]] std::optional<VirtualRule> read_rule_line(const RoutingLine& line, const Dialect& dialect,
                                                        RoutingState& state, Remarks& remarks);

}  // namespace vipwarden::config
