// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/commands/answers.hpp"
#include "wrapper/commands/decommission_step.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// "last-holder": what this node holds, and whether anybody else answers for it already. `held`: the answers
/// for what a release would remove now; `of_others`: what another keepalived here holds of the VIPs. Pure.
[[nodiscard]] Steps last_holder_steps(const Answers& held,
                                      const std::vector<release::PlannedAddress>& of_others);

/// "answers": who has the VIPs now. Exactly one MAC address for each is well, unless this host has it, too:
/// `here`. Pure.
[[nodiscard]] Steps answer_steps(const Answers& now, const std::vector<Question>& here);

}  // namespace vipwarden::commands
