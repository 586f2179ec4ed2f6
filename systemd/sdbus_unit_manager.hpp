// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>

#include "systemd/unit_manager.hpp"

namespace vipwarden::systemd {

/// A reload runs all generators and reads all units again; on a large, busy machine that takes a while.
inline constexpr std::chrono::seconds kCallTimeout{90};

/// org.freedesktop.systemd1 on the system bus, through sdbus-c++. No call but the jobs of start() and stop()
/// takes longer than `call_timeout` (timed_out). Throws std::system_error (not_connected) when there is no
/// bus.
[[nodiscard]] std::unique_ptr<UnitManager> open_unit_manager(
    std::chrono::seconds call_timeout = kCallTimeout);

}  // namespace vipwarden::systemd
