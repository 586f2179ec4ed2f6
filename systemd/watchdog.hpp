// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <sys/types.h>

namespace vipwarden::systemd {

/// What sd_watchdog_enabled(3) answers: how often the service manager wants a sign of life from the process
/// `own`; nothing if it asks nobody, another process, or something that is no decimal number, as the service
/// manager writes them. `usec`, `pid`: $WATCHDOG_USEC and $WATCHDOG_PID. By ourselves, as it was all that we
/// had libsystemd for: loading that, with the libraries below it, takes as long as a whole release.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval(
    const std::optional<std::string>& usec, const std::optional<std::string>& pid, pid_t own);

}  // namespace vipwarden::systemd
