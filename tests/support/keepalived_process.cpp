// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/keepalived_sandbox.hpp"

extern "C" {
#include <sys/pidfd.h>
}

namespace vipwarden::support {

namespace {

using Clock = std::chrono::steady_clock;

[[nodiscard]] std::system_error failure(const std::string& what, int error = errno) {
    return {error, std::generic_category(), what};
}

/// A file descriptor for the length of a scope.
class ScopedFd {
 public:
    explicit ScopedFd(int fd) : fd_{fd} {}
    ScopedFd(const ScopedFd&) = delete;
    ScopedFd& operator=(const ScopedFd&) = delete;
    ~ScopedFd() {
        if (fd_ >= 0) {
            close(fd_);
        }
    }
    [[nodiscard]] int get() const { return fd_; }

 private:
    int fd_;
};

/// True if the process ended in time. A process that does not exist has ended.
bool ends_within(pid_t pid, std::chrono::milliseconds timeout) {
    const ScopedFd pidfd{pidfd_open(pid, 0)};
    if (pidfd.get() < 0) {
        return true;
    }
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd waiting{.fd = pidfd.get(), .events = POLLIN, .revents = 0};
        const int ready = poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (ready >= 0 || errno != EINTR) {
            return ready > 0;
        }
    }
}

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& out,
            const std::filesystem::path& err) {
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), kFlags & ~O_CLOEXEC, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), kFlags & ~O_CLOEXEC, 0600);
    pid_t pid = -1;
    const int error = posix_spawnp(&pid, arguments.front(), &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        throw failure("start " + command.front(), error);
    }
    return pid;
}

std::filesystem::path next_file(const std::filesystem::path& directory, const std::string& program) {
    const auto used = std::distance(std::filesystem::directory_iterator{directory}, {});
    return directory / fmt::format("{:04}-{}", used, program);
}

/// State and parent of a process: fields 3 and 4 of /proc/PID/stat, behind the name's last parenthesis
/// (proc(5)).
struct Stat {
    char state{'X'};
    pid_t parent{0};
};

std::optional<Stat> stat_of(pid_t pid) {
    const std::string text = contents_of(fmt::format("/proc/{}/stat", pid));
    const auto end_of_name = text.rfind(')');
    if (end_of_name == std::string::npos || end_of_name + 4 >= text.size()) {
        return std::nullopt;
    }
    Stat stat{.state = text[end_of_name + 2], .parent = 0};
    std::from_chars(text.data() + end_of_name + 4, text.data() + text.size(), stat.parent);
    return stat;
}

bool is_over(const std::optional<Stat>& stat) {
    return !stat.has_value() || stat->state == 'Z' || stat->state == 'X';
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
        const std::string name = entry.path().filename();
        pid_t pid = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (error == std::errc{} && end == name.data() + name.size()) {
            found.push_back(pid);
        }
    }
    return found;
}

bool all_are_in(const std::vector<pid_t>& processes, std::string_view states) {
    return std::ranges::all_of(processes, [states](pid_t pid) {
        const auto stat = stat_of(pid);
        return is_over(stat) || states.find(stat->state) != std::string_view::npos;
    });
}

/// The kernel tells only the parent of a stopped process. Asked again each time: a supervisor that has
/// stopped keepalived itself for a moment lets it go on after ours.
void stop(const std::vector<pid_t>& processes, std::string_view until_in_states) {
    require_sandbox();
    const auto all_are_stopped = [&] {
        for (const pid_t pid : processes) {
            kill(pid, SIGSTOP);
        }
        return all_are_in(processes, until_in_states);
    };
    wait_until(all_are_stopped, "all processes to be stopped");
}

}  // namespace

Process::Process(std::vector<std::string> command, const std::filesystem::path& outputs)
    : command_{std::move(command)} {
    require_sandbox();
    const auto base = next_file(outputs, std::filesystem::path{command_.front()}.filename());
    out_ = base.string() + ".out";
    err_ = base.string() + ".err";
    pid_ = spawn(command_, out_, err_);
}

Process::~Process() {
    if (!reaped_) {
        kill(pid_, SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
}

std::string Process::out() const {
    return contents_of(out_);
}
std::string Process::err() const {
    return contents_of(err_);
}

void Process::signal(int signal) const {
    if (!reaped_ && kill(pid_, signal) != 0) {
        throw failure(fmt::format("send signal {} to {}", signal, command_.front()));
    }
}

Finished Process::wait(std::chrono::milliseconds timeout) {
    if (!reaped_ && !ends_within(pid_, timeout)) {
        throw std::runtime_error{fmt::format("{} did not end within {} ms\nstdout:\n{}\nstderr:\n{}",
                                             fmt::join(command_, " "), timeout.count(), out(), err())};
    }
    while (!reaped_) {
        if (waitpid(pid_, &status_, 0) == pid_) {
            reaped_ = true;
        } else if (errno != EINTR) {
            throw failure("reap " + command_.front());
        }
    }
    const int code = WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
    return {.code = code, .out = out(), .err = err()};
}

Finished run_command(std::vector<std::string> command, const std::filesystem::path& outputs) {
    return Process{std::move(command), outputs}.wait();
}

std::vector<pid_t> other_processes() {
    require_sandbox();
    std::vector<pid_t> others = all_processes();
    std::erase_if(others, [](pid_t pid) { return pid == 1 || pid == getpid() || is_over(stat_of(pid)); });
    return others;
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children = other_processes();
    std::erase_if(children, [parent](pid_t pid) {
        const auto stat = stat_of(pid);
        return is_over(stat) || stat->parent != parent;
    });
    return children;
}

void freeze(const std::vector<pid_t>& processes) {
    stop(processes, "T");
}

void kill_at_one_instant(const std::vector<pid_t>& processes) {
    // The parent of a vfork(2) whose child is stopped before its exec stays in D, and does nothing either.
    stop(processes, "TD");
    for (const pid_t pid : processes) {
        kill(pid, SIGKILL);
    }
    for (const pid_t pid : processes) {
        wait_until_gone(pid);
    }
}

void wait_until_gone(pid_t process) {
    if (!ends_within(process, kPatience)) {
        throw std::runtime_error{fmt::format("process {} does not end", process)};
    }
}

std::vector<pid_t> survivors() {
    std::vector<pid_t> others = other_processes();
    std::erase_if(others, [](pid_t pid) { return ends_within(pid, kGrace); });
    return others;
}

void wait_until(const std::function<bool()>& condition, const std::string& what) {
    const auto deadline = Clock::now() + kPatience;
    while (!condition()) {
        if (Clock::now() > deadline) {
            throw std::runtime_error{"waited in vain: " + what};
        }
        poll(nullptr, 0, 1);
    }
}

std::string contents_of(const std::filesystem::path& file) {
    // An iterator would throw when the process of a file in /proc ends while it is read.
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

}  // namespace vipwarden::support
