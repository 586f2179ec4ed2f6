// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vipwarden::support {

/// How long anything in these tests may take before it counts as hung. Generous: it is never waited out
/// unless something is broken.
inline constexpr std::chrono::seconds kPatience{30};

/// What a program left behind. `code` as a shell shows it: the exit code, or 128 + the signal.
struct Finished {
    int code{-1};
    std::string out{};
    std::string err{};
};

/// A program that a test started: its output goes to files, so that it can be read while the program runs.
/// Ended and reaped at the latest by the destructor. Works inside the sandbox only.
class Process {
 public:
    /// `outputs`: the directory for the two files. Throws std::system_error if it can't be started.
    Process(std::vector<std::string> command, const std::filesystem::path& outputs);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const std::vector<std::string>& command() const { return command_; }
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

    void signal(int signal) const;

    /// Waits for the end. Throws std::runtime_error, with the outputs, when it takes longer than `timeout`.
    Finished wait(std::chrono::milliseconds timeout = kPatience);

 private:
    std::vector<std::string> command_;
    std::filesystem::path out_;
    std::filesystem::path err_;
    pid_t pid_{-1};
    int status_{-1};
    bool reaped_{false};
};

/// Runs a program to its end.
Finished run_command(std::vector<std::string> command, const std::filesystem::path& outputs);

/// All processes of the sandbox but its init and the test itself, zombies left out.
[[nodiscard]] std::vector<pid_t> other_processes();

/// Those children that are not zombies.
[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);

/// Stops all of them and waits until the kernel shows each as stopped: none can do anything any more.
void freeze(const std::vector<pid_t>& processes);

/// SIGKILL to all, while all of them are stopped, and waits until they are gone: as if they had died at one
/// instant.
void kill_at_one_instant(const std::vector<pid_t>& processes);

/// Waits until a process that need not be our child has ended. Throws std::runtime_error after kPatience.
void wait_until_gone(pid_t process);

/// Those of other_processes() that are still there after kGrace. A killed process runs no code any more, but
/// it is there until the kernel has torn it down.
inline constexpr std::chrono::seconds kGrace{5};
[[nodiscard]] std::vector<pid_t> survivors();

/// For what no event tells of: looks every millisecond. Throws std::runtime_error, naming `what`, after
/// kPatience.
void wait_until(const std::function<bool()>& condition, const std::string& what);

[[nodiscard]] std::string contents_of(const std::filesystem::path& file);

}  // namespace vipwarden::support
