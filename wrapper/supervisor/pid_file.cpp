// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/pid_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <ctime>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/unique_fd.hpp"

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 has no guards for C++ in it
}

namespace vipwarden::supervisor {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// The clocks of files and processes tick apart, each coarsely: less than this proves nothing.
constexpr seconds kClockMargin{2};

nanoseconds since_epoch(const timespec& time) {
    return seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

nanoseconds read_clock(clockid_t clock) {
    timespec now{};
    (void)::clock_gettime(clock, &now);  // fails for unknown clocks only
    return since_epoch(now);
}

/// By the wall clock as it goes now.
nanoseconds started_at(const Process& process) {
    const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const std::chrono::duration<double> ticks{static_cast<double>(process.start_time) / ticks_per_second};
    const auto since_boot = std::chrono::duration_cast<nanoseconds>(ticks);
    return read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME) + since_boot;
}

bool no_such_process(pid_t pid) {
    const UniqueFd fd{::pidfd_open(pid, 0)};
    return !fd && errno == ESRCH;
}

/// Whether somebody holds a lock on the file: keepalived 2.3.2 and later does for as long as it lives, and
/// may not have written its number yet.
bool is_locked(int fd) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return ::fcntl(fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

/// As keepalived's fscanf("%d") reads it: blanks before and anything after do not matter.
std::optional<pid_t> parse_pid(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    pid_t pid{0};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
    return error == std::errc{} && pid > 0 ? std::optional{pid} : std::nullopt;
}

/// Why this number can't be that of the keepalived which wrote it; nothing if it may be.
std::optional<std::string> why_dead(pid_t pid, nanoseconds written_at) {
    if (no_such_process(pid)) {
        return fmt::format("names process {}, which does not exist", pid);
    }
    const auto process = find_process(pid);
    if (!process) {
        return std::nullopt;
    }
    if (!is_alive(*process)) {
        return fmt::format("names process {}, which is dead (a zombie)", pid);
    }
    // The wall clock may have been set between the two times, so they alone prove nothing: a keepalived that
    // is alive is left alone.
    if (started_at(*process) > written_at + kClockMargin && !is_keepalived(*process)) {
        return fmt::format("names process {}, which is '{}' and started after the file was written", pid,
                           process->name);
    }
    return std::nullopt;
}

std::optional<std::string> why_dead(int fd) {
    struct stat status {};
    std::array<char, 64> buffer{};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || is_locked(fd)) {
        return std::nullopt;
    }
    const auto length = ::read(fd, buffer.data(), buffer.size());
    if (length < 0) {
        return std::nullopt;
    }
    const auto pid = parse_pid({buffer.data(), static_cast<std::size_t>(length)});
    return pid ? why_dead(*pid, since_epoch(status.st_mtim)) : "names no process";
}

}  // namespace

std::optional<std::string> why_stale(const std::filesystem::path& pid_file) {
    // O_NONBLOCK: a FIFO in its place must not stop us.
    const UniqueFd fd{::open(pid_file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    const auto reason = fd ? why_dead(fd.get()) : std::nullopt;
    return reason ? std::optional{fmt::format("pid file '{}' {}", pid_file.native(), *reason)} : std::nullopt;
}

}  // namespace vipwarden::supervisor
