// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/child_reaper.hpp"

#include <cerrno>

#include <sys/wait.h>

namespace vipwarden::supervisor {
namespace {

/// A child that has ended and is not reaped; it is left so. Which one, if there are several, is the kernel's
/// choice, and it may choose the same one every time.
std::optional<siginfo_t> peek_at_zombie() {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
        return std::nullopt;
    }
    return info;
}

void reap(pid_t pid) {
    siginfo_t info{};
    (void)::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG);
}

}  // namespace

std::optional<ExitStatus> ChildReaper::collect() {
    if (state_ == Watched::ended) {
        return std::nullopt;
    }
    while (const std::optional<siginfo_t> zombie = peek_at_zombie()) {
        if (state_ == Watched::alive && zombie->si_pid == watched_) {
            state_ = Watched::ended;
            return ExitStatus{.by_signal = zombie->si_code != CLD_EXITED, .value = zombie->si_status};
        }
        reap(zombie->si_pid);
    }
    return std::nullopt;
}

void ChildReaper::reap_watched() {
    reap(watched_);
    state_ = Watched::reaped;
    (void)collect();
}

bool ChildReaper::childless() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
}

}  // namespace vipwarden::supervisor
