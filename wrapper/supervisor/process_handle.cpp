// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/process_handle.hpp"

#include <algorithm>
#include <array>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include "wrapper/supervisor/proc_files.hpp"

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 has no guards for C++ in it
}

namespace vipwarden::supervisor {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr char kGone = 'X';

bool is_stop(char state) {
    return state == 'T' || state == 't';
}

}  // namespace

ProcessHandle::ProcessHandle(const Process& process) : pidfd_{open_pidfd(process)} {
    if (pidfd_) {
        stat_ = UniqueFd{::open(fmt::format("/proc/{}/stat", process.pid).c_str(), O_RDONLY | O_CLOEXEC)};
    }
}

bool ProcessHandle::stop() const {
    const char now = state();
    return now != kGone && !is_stop(now) && ::pidfd_send_signal(pidfd_.get(), SIGSTOP, nullptr, 0) == 0;
}

void ProcessHandle::go_on() const {
    (void)::pidfd_send_signal(pidfd_.get(), SIGCONT, nullptr, 0);
}

bool ProcessHandle::wait_until_stopped(std::chrono::milliseconds timeout) const {
    constexpr int kPatientTurns = 100;
    const auto deadline = SteadyClock::now() + timeout;
    for (int turn = 0; SteadyClock::now() < deadline; ++turn) {
        const char now = state();
        if (is_stop(now) || now == 'Z' || now == kGone) {
            return true;
        }
        if (turn < kPatientTurns) {
            (void)::sched_yield();
        } else {
            // Its end would be an event; of its stop only its parent is told.
            pollfd ended{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
            (void)::poll(&ended, 1, 1);
        }
    }
    return false;
}

char ProcessHandle::state() const {
    std::array<char, 512> buffer{};
    const auto got = stat_ ? ::pread(stat_.get(), buffer.data(), buffer.size(), 0) : -1;
    const auto stat = parse_stat({buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))});
    return stat ? stat->state : kGone;
}

}  // namespace vipwarden::supervisor
