// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "systemd/notifier.hpp"
#include "systemd/notify_socket.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/supervisor/event_source.hpp"

namespace vipwarden::commands {

/// Stands between keepalived and the service manager: tells the one what becomes of the other, and hands on
/// what keepalived says itself, unless it would contradict us. Nothing in here ever throws, or fails a run.
class Announcer {
 public:
    /// `events` must outlive this, and may be asked no more once this is gone.
    Announcer(systemd::Notifier& notifier, supervisor::EventSource& events)
        : notifier_{notifier}, events_{events} {}

    /// Listens to keepalived in this network namespace, where it will run.
    void listen_in(const netlink::NetworkNamespace& where);
    /// keepalived's $NOTIFY_SOCKET; nothing if there is none for it.
    [[nodiscard]] std::optional<std::string> socket_for_keepalived() const;

    /// At once, with what was held when it was looked last.
    void ready(const Target& target);
    void reloading(supervisor::TimePoint at, const Target& target);
    /// A reload that was asked for and is not carried out, and why.
    void refused(supervisor::TimePoint at, const Target& target, const std::string& why);
    /// Looks at what is held now, and tells it if that is news.
    void status(const Target& target);
    /// Whether the VRRP process hangs: a part of the status from now on, which is told.
    void hangs(bool does, const Target& target);
    /// `time`: the longest that the rest may take.
    void stopping(const std::optional<supervisor::ExitStatus>& ended, std::chrono::microseconds time);
    void killing_hung(std::chrono::microseconds time);
    void releasing(std::chrono::microseconds time);
    void released(const release::ReleaseReport& report);
    void watchdog() { notifier_.watchdog(); }

 private:
    [[nodiscard]] std::string text(const Target& target) const;
    [[nodiscard]] std::optional<supervisor::Event> hear_keepalived();

    systemd::Notifier& notifier_;
    supervisor::EventSource& events_;
    std::optional<systemd::NotifySocket> socket_{};
    std::string holding_{};  ///< What was held when it was looked last; empty: not looked yet.
    std::string told_{};     ///< The status that was sent last.
    std::string refusal_{};  ///< Why the last reload was refused; empty: it was not.
    bool hangs_{false};
    std::string said_{};  ///< keepalived's own STATUS.
};

}  // namespace vipwarden::commands
