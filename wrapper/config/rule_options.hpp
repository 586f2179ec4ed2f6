// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vipwarden::config {

/// A word of a rule line whose parameter is not needed to find the rule again.
struct RuleOption {
    std::string_view name{};
    bool (*takes)(std::string_view parameter){nullptr};
    bool needs_table{false};  ///< It goes with a table only.
    bool drops{false};        ///< keepalived drops a rule with a bad parameter; else it ignores the word.
};

/// Null if it is none.
[[nodiscard]] const RuleOption* find_rule_option(std::string_view name);

}  // namespace vipwarden::config
