// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// A process that is held open, so that it need not be looked for when every microsecond counts, and so that
/// nothing done through this can hit a later process with its number.
class ProcessHandle {
 public:
    /// Of one that is gone, or that /proc hides, nothing can be done.
    explicit ProcessHandle(const Process& process);

    /// SIGSTOP, unless it is stopped already, or gone. True if it was sent: then go_on() is owed.
    [[nodiscard]] bool stop() const;
    /// SIGCONT.
    void go_on() const;

    /// After stop(): returns as soon as it runs no more code, which takes microseconds unless it waits for
    /// the processor, or is inside of a long system call. False if the time is over.
    [[nodiscard]] bool wait_until_stopped(std::chrono::milliseconds timeout) const;

 private:
    [[nodiscard]] char state() const;

    UniqueFd pidfd_{};
    UniqueFd stat_{};
};

}  // namespace vipwarden::supervisor
