// SPDX-License-Identifier: MIT
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/keepalived_host.hpp"
#include "tests/support/keepalived_sandbox.hpp"

namespace vipwarden::support {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kThrew = 3;
constexpr std::int64_t kLongestPoll = 60'000;  // Milliseconds.

void write_all(int fd, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t size = write(fd, text.data() + done, text.size() - done);
        if (size < 0 && errno != EINTR) {
            throw std::system_error{errno, std::generic_category(), "report from a world"};
        }
        done += static_cast<std::size_t>(std::max<ssize_t>(size, 0));
    }
}

/// In the child: the body in its sandbox, what it returns into the pipe. Nothing of it comes back into the
/// test that is running in the process that was forked.
[[noreturn]] void inhabit(int pipe, const Worlds::Body& body) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        _exit(kThrew);
    }
    const int code = run_in_sandbox([&] {
        try {
            require_sandbox();
            write_all(pipe, body());
            return 0;
        } catch (const std::exception& error) {
            write_all(pipe, error.what());
            return kThrew;
        }
    });
    _exit(code);
}

/// False once the other end is closed.
bool read_some(int fd, std::string& text) {
    std::array<char, 65536> buffer{};
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return size > 0 || (size < 0 && errno == EINTR);
}

/// A keepalived mostly waits.
std::size_t places_for(Crowd crowd) {
    constexpr std::size_t kPerProcessor = 4;
    if (crowd == Crowd::alone) {
        return 1;
    }
    return (crowd == Crowd::crowded ? kPerProcessor : 1U) * std::max(1U, std::thread::hardware_concurrency());
}

int reap(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Worlds::~Worlds() {
    for (const Running& running : running_) {
        kill(running.pid, SIGKILL);  // Its init goes with it, and with that all else.
        (void)reap(running.pid);
    }
}

void Worlds::start(std::size_t number, const Body& body) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::generic_category(), "make a pipe"};
    }
    UniqueFd reading{ends[0]};
    const UniqueFd writing{ends[1]};
    const pid_t pid = fork();
    if (pid < 0) {
        throw std::system_error{errno, std::generic_category(), "fork a world"};
    }
    if (pid == 0) {
        inhabit(writing.get(), body);
    }
    running_.push_back(
        {.number = number, .pid = pid, .pipe = std::move(reading), .deadline = Clock::now() + limit_});
}

int Worlds::time_left() const {
    const auto next = std::ranges::min_element(running_, {}, &Running::deadline)->deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, kLongestPoll));
}

void Worlds::end_the_late() {
    for (Running& running : running_) {
        if (!running.is_late && Clock::now() >= running.deadline) {
            running.is_late = true;
            running.deadline = Clock::time_point::max();
            kill(running.pid, SIGKILL);
        }
    }
}

Worlds::Outcome Worlds::outcome_of(std::size_t index) {
    Running over = std::move(running_[index]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
    const int code = reap(over.pid);
    Outcome outcome{.number = over.number, .text = std::move(over.text)};
    if (over.is_late) {
        outcome.trouble = fmt::format("did not end within {} s", limit_.count());
    } else if (code == kThrew) {
        outcome.trouble = std::exchange(outcome.text, {});
    } else if (code != 0) {
        outcome.trouble = fmt::format("ended with {}", code);
    }
    return outcome;
}

Worlds::Outcome Worlds::next() {
    if (running_.empty()) {
        throw std::logic_error{"no world is running"};
    }
    for (;;) {
        std::vector<pollfd> waiting;
        for (const Running& running : running_) {
            waiting.push_back({.fd = running.pipe.get(), .events = POLLIN, .revents = 0});
        }
        poll(waiting.data(), waiting.size(), time_left());
        end_the_late();
        for (std::size_t i = 0; i < running_.size(); ++i) {
            if (waiting[i].revents != 0 && !read_some(waiting[i].fd, running_[i].text)) {
                return outcome_of(i);
            }
        }
    }
}

std::string why_no_worlds() {
    Worlds worlds{std::chrono::seconds{10}};
    worlds.start(0, [] { return KeepalivedHost::why_not_here(); });
    const auto outcome = worlds.next();
    return outcome.trouble.empty() ? outcome.text : outcome.trouble;
}

void run_in_worlds(std::size_t count, Crowd crowd, std::chrono::seconds limit,
                   const std::function<std::string(std::size_t number)>& body,
                   const std::function<bool(const Worlds::Outcome&)>& take) {
    const std::size_t side_by_side = places_for(crowd);
    Worlds worlds{limit};
    bool go_on = true;
    for (std::size_t number = 0; number < count && go_on; ++number) {
        while (worlds.in_flight() >= side_by_side) {
            go_on = take(worlds.next()) && go_on;
        }
        if (go_on) {
            worlds.start(number, [&] { return body(number); });
        }
    }
    while (worlds.in_flight() > 0) {
        (void)take(worlds.next());
    }
}

}  // namespace vipwarden::support
