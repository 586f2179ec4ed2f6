// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include "wrapper/supervisor/supervisor.hpp"

namespace vipwarden::supervisor {

/// The one place that waits: signals (signalfd), children (SIGCHLD, reaped here), keepalived's pid file
/// (inotify), whatever else tells something, and the deadline, in one poll(2). No handlers, no threads, and
/// no ticks unless inotify is not to be had.
class EventSource {
 public:
    /// Blocks the signals that `run` forwards or reacts on, in the calling thread; to be done before anything
    /// else. Throws std::system_error.
    EventSource();
    EventSource(const EventSource&) = delete;
    EventSource& operator=(const EventSource&) = delete;
    ~EventSource();

    /// The signal mask as it was before the constructor: for the child.
    [[nodiscard]] const sigset_t& original_mask() const;

    /// From now on the end of this child is KeepalivedEnded, and AllGone follows when no keepalived process
    /// is left below us. Every other child is reaped silently.
    void watch_child(pid_t pid);

    /// Whenever this descriptor is readable, `take` takes off it what there is, and returns an event if that
    /// is one. One that throws is not asked again. The descriptor must stay open until it is forgotten, or as
    /// long as this lives. However much comes, a deadline that has passed is reported. `take` must not add
    /// descriptors.
    void watch_descriptor(int fd, std::function<std::optional<Event>()> take);
    void forget_descriptor(int fd);

    /// PidFileWritten is reported once, when this file names the watched child. A directory that is not
    /// there (yet) means that it is never reported; that is no error.
    void watch_pid_file(const std::string& path);

    /// Waits for the next event, or DeadlinePassed. Restarts when interrupted.
    [[nodiscard]] Event wait(std::optional<TimePoint> deadline);

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace vipwarden::supervisor
