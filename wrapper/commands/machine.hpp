// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/config/machine.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// The machine as keepalived's reading of a configuration sees it, from one dump of links and addresses.
/// Pure.
[[nodiscard]] config::Machine machine_of(const release::KernelState& present);

}  // namespace vipwarden::commands
