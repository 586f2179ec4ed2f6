// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tests/keepalived/campaign/scenario.hpp"

namespace vipwarden::campaign {

/// As it stands in the file; for what is deleted, nothing.
[[nodiscard]] std::string text_of(const Configuration& configuration);

/// In words that an operator understands, one line for each act.
[[nodiscard]] std::string describe(const Scenario& scenario);
[[nodiscard]] std::string describe(const Act& act);

}  // namespace vipwarden::campaign
