// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "netlink/message.hpp"
#include "netlink/routing_entry.hpp"

namespace vipwarden::netlink {

/// Private to this folder. What routing policy rules look like on the wire (linux/fib_rules.h), without any
/// socket.

/// What one RTM_NEWRULE message reports; nothing for other messages and other families. Throws
/// std::system_error (bad_message) for one that is cut short.
[[nodiscard]] std::optional<Rule> decode_rule(std::span<const std::byte> message);

/// RTM_GETRULE for all rules of a family.
[[nodiscard]] Message encode_rule_dump(Family family);

/// RTM_DELRULE for exactly this rule.
[[nodiscard]] Message encode_rule_removal(const Rule& rule);

}  // namespace vipwarden::netlink
