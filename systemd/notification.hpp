// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace vipwarden::systemd {

/// What keepalived's message (sd_notify(3)) means to us, who stand between it and the service manager.
struct Notification {
    bool ready{false};      ///< It is up, or a reload is done.
    bool reloading{false};  ///< It reloads, perhaps on its own account.
    std::string status{};   ///< Its STATUS, to be shown beside ours; empty: none.
    /// The assignments that may go on as they are, one a line; empty: none. The readiness, the end, the main
    /// process and the watchdog of the service are ours to tell (MAINPID=, STOPPING=, WATCHDOG=, FDSTORE= and
    /// so on would contradict us), and so is whatever we do not know.
    std::string relayed{};

    bool operator==(const Notification&) const = default;
};

/// Pure and total.
[[nodiscard]] Notification read_notification(std::string_view message);

}  // namespace vipwarden::systemd
