// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "netlink/interface_address.hpp"
#include "wrapper/release/facts.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {

/// What is to become of one present address, and why; nothing if no VIP has its IP, and no doubtful one
/// spells it. One address, one verdict.
[[nodiscard]] std::optional<PlannedAddress> judge(const Facts& facts,
                                                  const netlink::InterfaceAddress& address);

}  // namespace vipwarden::release
