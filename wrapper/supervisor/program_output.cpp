// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/program_output.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrapper/supervisor/spawning.hpp"
#include "wrapper/unique_fd.hpp"

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 has no guards for C++ in it
}

namespace vipwarden::supervisor {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxOutput = std::size_t{64} * 1024;

/// Long enough for a killed process to be torn down; one that hangs in the kernel is not waited for.
constexpr std::chrono::milliseconds kTimeToDie{200};

/// In whole milliseconds, rounded up, within what poll(2) takes.
int remaining_ms(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

[[noreturn]] void run_program(char* const* argv, int output, int nothing, const sigset_t& no_signals) {
    // A group of its own, to be killed as one. Should we be killed first, it must not stay either.
    if (::setpgid(0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
        ::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(output, STDOUT_FILENO) >= 0 &&
        ::dup2(output, STDERR_FILENO) >= 0 && std::signal(SIGPIPE, SIG_DFL) != SIG_ERR &&
        ::sigprocmask(SIG_SETMASK, &no_signals, nullptr) == 0) {
        ::execvp(argv[0], argv);
    }
    ::_exit(127);
}

/// A running program and the end of the pipe that it prints to. Its end kills it and what it has started.
class RunningProgram {
 public:
    RunningProgram(const std::string& program, const std::vector<std::string>& arguments) {
        auto words = command_line(program, arguments);
        const auto argv = pointers_to(words);
        Pipe pipe = make_pipe();
        const UniqueFd nothing{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
        sigset_t no_signals{};
        ::sigemptyset(&no_signals);
        // Not waited for: exec itself may hang, on a file system that does not answer.
        pid_ = ::fork();
        if (pid_ == 0) {
            run_program(argv.data(), pipe.write_end.get(), nothing.get(), no_signals);
        }
        if (pid_ > 0) {
            (void)::setpgid(pid_, pid_);  // whoever comes second changes nothing
            end_ = UniqueFd{::pidfd_open(pid_, 0)};
            output_ = std::move(pipe.read_end);
            (void)::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
        }
    }
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;
    ~RunningProgram() {
        if (pid_ > 0) {
            // Unreaped until here, so that the number is still the group's.
            (void)::kill(-pid_, SIGKILL);
            (void)::kill(pid_, SIGKILL);
            (void)wait_for(end_.get(), Clock::now() + kTimeToDie);
            (void)::waitpid(pid_, nullptr, WNOHANG);
        }
    }

    /// All that it prints until it has ended.
    [[nodiscard]] std::optional<std::string> listen(Clock::time_point deadline) {
        std::string text;
        while (end_ && wait_for_news(deadline) && text.size() <= kMaxOutput) {
            const bool ended = wait_for(end_.get(), Clock::now());
            take_output(text);
            if (ended) {
                return text;
            }
        }
        return std::nullopt;
    }

 private:
    static bool wait_for(int fd, Clock::time_point deadline) {
        pollfd readable{.fd = fd, .events = POLLIN, .revents = 0};
        return ::poll(&readable, 1, remaining_ms(deadline)) > 0;
    }

    /// False when the time is over.
    [[nodiscard]] bool wait_for_news(Clock::time_point deadline) const {
        std::array<pollfd, 2> fds{pollfd{.fd = end_.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = output_.get(), .events = POLLIN, .revents = 0}};
        const int ready = ::poll(fds.data(), fds.size(), remaining_ms(deadline));
        return ready > 0 || (ready < 0 && errno == EINTR);
    }

    void take_output(std::string& text) {
        std::array<char, 4096> buffer{};
        ssize_t got = 0;
        while (output_ && text.size() <= kMaxOutput &&
               (got = ::read(output_.get(), buffer.data(), buffer.size())) > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
        if (got == 0) {
            output_.reset();  // at its end it would always have news
        }
    }

    pid_t pid_{-1};
    UniqueFd end_{};     ///< Readable when it has ended.
    UniqueFd output_{};  ///< Closed after its end.
};

}  // namespace

std::optional<std::string> output_of(const std::string& program, const std::vector<std::string>& arguments,
                                     std::chrono::milliseconds timeout) try {
    const auto deadline = Clock::now() + timeout;
    return RunningProgram{program, arguments}.listen(deadline);
} catch (const std::system_error&) {
    return std::nullopt;
}

}  // namespace vipwarden::supervisor
