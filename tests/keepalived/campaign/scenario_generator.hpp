// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "tests/keepalived/campaign/scenario.hpp"

namespace vipwarden::campaign {

/// The scenario of a seed: the same on every machine.
[[nodiscard]] Scenario generate(std::uint64_t seed);

}  // namespace vipwarden::campaign
