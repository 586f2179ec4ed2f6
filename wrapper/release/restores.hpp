// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "wrapper/release/facts.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::release {

/// The host's own addresses that are gone because a VIP is spelt the same: keepalived deletes every VIP at
/// its start and at its end, whoever added it; and those that the kernel took along with such a one. In the
/// order of the baseline.
[[nodiscard]] std::vector<snapshot::BaselineAddress> restores(const Facts& facts,
                                                              std::span<const PlannedAddress> removals);

}  // namespace vipwarden::release
