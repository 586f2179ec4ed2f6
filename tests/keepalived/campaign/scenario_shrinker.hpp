// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "tests/keepalived/campaign/scenario.hpp"

namespace vipwarden::campaign {

/// Which of the candidates shows what the whole showed: its number, or none.
using FirstThatShows = std::function<std::optional<std::size_t>(const std::vector<Scenario>& candidates)>;

/// Takes away what does not matter, until nothing can go or `may_go_on` says no: load, acts, instances, VIPs,
/// addresses of the host, what VIPs have on them, and time.
[[nodiscard]] Scenario shrink(Scenario scenario, const FirstThatShows& first_that_shows,
                              const std::function<bool()>& may_go_on);

/// Each a bit simpler than the whole, the largest steps first.
[[nodiscard]] std::vector<Scenario> simpler(const Scenario& scenario);

}  // namespace vipwarden::campaign
