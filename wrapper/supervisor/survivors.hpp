// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <sys/types.h>

#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::supervisor {

/// Whether, among `processes`, a keepalived that could still add an address descends from `ancestor`.
[[nodiscard]] bool keepalived_survives(pid_t ancestor, const std::vector<Process>& processes);

}  // namespace vipwarden::supervisor
