// SPDX-License-Identifier: MIT
#include "wrapper/config/rule_options.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "wrapper/config/routing_values.hpp"

namespace vipwarden::config {
namespace {

bool is_prefix_length(std::string_view text) {
    return unsigned_value(text, std::numeric_limits<std::int32_t>::max()).has_value();
}

bool is_tunnel(std::string_view text) {
    return unsigned_value(text, std::numeric_limits<std::uint64_t>::max()).has_value();
}

bool is_anything(std::string_view /*text*/) {
    return true;
}

// ip-rule(8)
constexpr auto kOptions = std::to_array<RuleOption>({
    {"suppress_prefixlength", &is_prefix_length, true, true},
    {"sup_pl", &is_prefix_length, true, true},
    {"suppress_ifgroup", &is_interface_group, true, true},
    {"sup_group", &is_interface_group, true, true},
    {"tunnel-id", &is_tunnel, false, true},
    {"uidrange", &is_range, false, true},
    {"ipproto", &is_anything, false, false},  // A name of /etc/protocols, too.
    {"sport", &is_range, false, false},       // Two numbers, even for one port.
    {"dport", &is_range, false, false},
});

}  // namespace

const RuleOption* find_rule_option(std::string_view name) {
    const auto* const found = std::ranges::find(kOptions, name, &RuleOption::name);
    return found == kOptions.end() ? nullptr : found;
}

}  // namespace vipwarden::config
