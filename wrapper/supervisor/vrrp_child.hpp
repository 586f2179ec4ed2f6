// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "wrapper/supervisor/event_source.hpp"
#include "wrapper/supervisor/pid_file_watch.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// keepalived's VRRP process: the one below its parent that adds and removes VIPs. Tells when one appears,
/// and when it ends though its parent may live on.
class VrrpChild {
 public:
    /// `events` must outlive this, and may be asked no more once this is gone.
    explicit VrrpChild(EventSource& events) : events_{events} {}

    /// From now on VrrpChildAppeared tells that this file, keepalived's vrrp.pid, was written: its VRRP
    /// process writes it first of all, in 2.x before it reads its configuration.
    void watch_pid_file(const std::string& path);

    /// The process that the pid file names now, if that is a living keepalived which a keepalived has
    /// started.
    [[nodiscard]] std::optional<Process> named_by_pid_file() const;
    [[nodiscard]] std::optional<pid_t> number_in_pid_file() const;

    /// Whether the pid file names a process that has ended before it could be watched. True once for each.
    [[nodiscard]] bool missed_one();

    /// From now on the end of this process is VrrpChildEnded, once. One that is gone already is left alone.
    /// True if it replaces one whose end was not reported yet, and is not any more.
    [[nodiscard]] bool watch(const Process& process);

    /// Whether a VRRP process can still change anything, as far as can be seen: false once the one that is
    /// watched ends for good, long before its end is reported (packet sockets take the kernel some 10 ms to
    /// close), and after that as long as the pid file names no other. True where none has been watched yet.
    [[nodiscard]] bool may_act() const;

    /// The one that is watched; nothing before the first and after its end was reported.
    [[nodiscard]] const std::optional<Process>& process() const { return process_; }

 private:
    void forget();

    EventSource& events_;
    std::optional<PidFileWatch> pid_file_{};
    std::optional<Process> process_{};
    pid_t last_number_{0};  ///< Of the last one that was watched, or missed.
    UniqueFd pidfd_{};
    UniqueFd directory_{};  ///< In /proc.
};

}  // namespace vipwarden::supervisor
