// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace vipwarden::supervisor {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

/// The earlier one of those that there are.
[[nodiscard]] inline std::optional<TimePoint> earlier(std::optional<TimePoint> a,
                                                      std::optional<TimePoint> b) {
    return a && b ? std::min(a, b) : (a ? a : b);
}

[[nodiscard]] inline bool is_due(const std::optional<TimePoint>& at, TimePoint now) {
    return at && now >= *at;
}

}  // namespace vipwarden::supervisor
