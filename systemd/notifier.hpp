// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace vipwarden::systemd {

/// What the service manager is told (sd_notify(3)). Every call is best effort: a service manager that does
/// not listen never changes what vipwarden does. A status is one line of 1024 bytes at most; what follows is
/// left out.
class Notifier {
 public:
    Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    virtual ~Notifier() = default;

    /// The start, or the reload that was announced last, is done.
    virtual void ready(std::string_view status) = 0;
    /// A reload begins; ready() must follow. `since_boot` is the time by CLOCK_MONOTONIC, as
    /// Type=notify-reload wants it.
    virtual void reloading(std::chrono::microseconds since_boot, std::string_view status) = 0;
    virtual void stopping(std::string_view status) = 0;
    virtual void status(std::string_view status) = 0;
    /// The service manager shall wait at least this long from now, whatever its own timeout is.
    virtual void extend_timeout(std::chrono::microseconds time) = 0;
    /// All is well: to be said before each interval of WatchdogSec= is over.
    virtual void watchdog() = 0;
    /// How often it has to be said, if the service manager asks this very process for it.
    [[nodiscard]] virtual std::optional<std::chrono::microseconds> watchdog_interval() const = 0;
    /// Assignments ("ERRNO=5", one a line) that keepalived made, as they are.
    virtual void relay(std::string_view assignments) = 0;
};

}  // namespace vipwarden::systemd
