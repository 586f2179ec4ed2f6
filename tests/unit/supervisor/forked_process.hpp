// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// Ties the calling process to its parent's life, which may have ended already.
inline void die_with(pid_t parent) {
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(1);
    }
}

/// A child of the test: runs `body`, then waits to be killed. Its number stays its own until this object
/// reaps it, so the kill at the end hits nobody else.
class ForkedProcess {
 public:
    /// Returns when `body` has, or when it has replaced the program. It may only make system calls.
    explicit ForkedProcess(const std::function<void()>& body = [] {}) {
        int ends[2]{};
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            throw std::system_error{errno, std::generic_category(), "pipe2"};
        }
        UniqueFd ready_reader{ends[0]};
        UniqueFd ready_writer{ends[1]};
        const pid_t test = ::getpid();
        pid_ = ::fork();
        if (pid_ < 0) {
            throw std::system_error{errno, std::generic_category(), "fork"};
        }
        if (pid_ == 0) {
            die_with(test);
            body();
            ready_writer.reset();
            while (true) {
                ::pause();
            }
        }
        ready_writer.reset();
        char byte{};
        (void)::read(ready_reader.get(), &byte, 1);  // end of file
    }
    ForkedProcess(const ForkedProcess&) = delete;
    ForkedProcess& operator=(const ForkedProcess&) = delete;
    ~ForkedProcess() {
        if (pid_ > 0) {
            (void)::kill(pid_, SIGKILL);
            (void)::waitpid(pid_, nullptr, 0);
        }
    }

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] Process seen() const { return find_process(pid_).value(); }

    void become_zombie() const {
        (void)::kill(pid_, SIGKILL);
        siginfo_t ended{};
        (void)::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT);
    }

    /// Waits for its end; its wait status.
    int reap() {
        int status = -1;
        (void)::waitpid(std::exchange(pid_, 0), &status, 0);
        return status;
    }

 private:
    pid_t pid_{0};
};

/// For a body: runs `program` for a minute with exactly this environment.
inline std::function<void()> run_sleep(const std::string& program, const std::string& variable = "A=B") {
    return [program, variable] {
        std::string name{"sleep"};
        std::string minute{"60"};
        std::string text{variable};
        std::vector<char*> arguments{name.data(), minute.data(), nullptr};
        std::vector<char*> environment{text.data(), nullptr};
        ::execve(program.c_str(), arguments.data(), environment.data());
        ::_exit(127);
    };
}

}  // namespace vipwarden::supervisor
