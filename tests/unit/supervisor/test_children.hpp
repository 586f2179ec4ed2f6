// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrapper/supervisor/child_process.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// Kills a process at the end of a test, by pidfd: whoever has its number by then is safe.
class KillAtEnd {
 public:
    explicit KillAtEnd(pid_t pid) : pid_{pid}, fd_{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))} {}
    KillAtEnd(const KillAtEnd&) = delete;
    KillAtEnd& operator=(const KillAtEnd&) = delete;
    ~KillAtEnd() {
        kill();
        (void)::waitpid(pid_, nullptr, 0);
    }

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Returns when it has ended, whoever reaps it.
    void wait() const {
        pollfd ended{.fd = fd_.get(), .events = POLLIN, .revents = 0};
        (void)::poll(&ended, 1, -1);
    }
    void kill() const { (void)::syscall(SYS_pidfd_send_signal, fd_.get(), SIGKILL, nullptr, 0); }

 private:
    pid_t pid_;
    UniqueFd fd_;
};

inline ChildOptions program(std::string name, std::vector<std::string> arguments) {
    ChildOptions options{.program = std::move(name), .arguments = std::move(arguments)};
    ::sigemptyset(&options.signal_mask);
    return options;
}

/// $0, $1 … in the script are the arguments.
inline ChildOptions script(const std::string& text, const std::vector<std::string>& arguments = {}) {
    std::vector<std::string> all{"-c", text};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return program("/bin/sh", all);
}

/// The wait status of a child of ours, which is reaped.
inline int wait_for_end(pid_t pid) {
    int status = -1;
    return ::waitpid(pid, &status, 0) == pid ? status : -1;
}

/// Returns when the child has ended; it is left unreaped.
inline void wait_for_zombie(pid_t pid) {
    siginfo_t info{};
    (void)::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
}

inline bool exists(pid_t pid) {
    return ::kill(pid, 0) == 0;
}

}  // namespace vipwarden::supervisor
