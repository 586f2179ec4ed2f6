// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/release/plan.hpp"
#include "wrapper/report/report.hpp"

namespace vipwarden::commands {

/// What the keepalived that a plan is about says of its instances over D-Bus, in capitals as its log has it
/// ("MASTER"). Empty where it says nothing: `enable_dbus` is off, there is no bus, it hangs. Takes a second
/// at most.
[[nodiscard]] report::InstanceStates ask_states(const std::vector<release::Holder>& holders);

}  // namespace vipwarden::commands
