// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tests/keepalived/campaign/scenario.hpp"

namespace vipwarden::campaign {

/// What became of a scenario.
struct RoundReport {
    std::vector<std::string> problems{};  ///< What was promised and is not so, one sentence each.
    bool vips_were_held{false};           ///< When the first act came.
    std::string log{};                    ///< What happened when, and what every program said.
};

/// Plays a scenario on a host of its own, ends it as a service manager would, runs the hook, and looks
/// whether I1, I2 and I3 hold. Works in a world of its own only (tests/support/worlds.hpp).
[[nodiscard]] RoundReport play(const Scenario& scenario);

}  // namespace vipwarden::campaign
