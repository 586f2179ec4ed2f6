// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <sys/types.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// Every process that `run` starts carries this variable, whoever its parent is later.
inline constexpr const char* kRunIdVariable = "VIPWARDEN_RUN_ID";

/// One process, as /proc shows it (proc(5)). What may not be read is empty.
struct Process {
    pid_t pid{0};
    pid_t parent{0};
    std::uint64_t start_time{0};  ///< Clock ticks since boot.
    char state{'?'};              ///< R, S, D, T, t, Z, X …
    std::string name{};           ///< comm
    std::string executable{};     ///< Target of /proc/PID/exe, without " (deleted)".
    std::vector<std::string> arguments{};
    std::uint64_t netns_inode{0};
    std::string run_id{};  ///< Value of kRunIdVariable in its environment at exec.
    /// It runs keepalived, but may not change addresses (may_change_addresses()). Any user may have started
    /// it, so nothing is read of its memory, which can be made to look endless: no arguments, no run id.
    bool powerless{false};

    bool operator==(const Process&) const = default;
};

/// All processes; one that ends while it is read is left out. Arguments and run id only of those that run
/// keepalived, or may: to read them of all would take most of the time. Throws std::system_error without
/// /proc.
[[nodiscard]] std::vector<Process> list_processes();
[[nodiscard]] std::optional<Process> find_process(pid_t pid);

/// Those of list_processes() that are keepalived (is_keepalived()), not powerless, and can still do anything
/// (is_alive()), at a fraction of the cost: of all others nothing but the name of their program is read.
[[nodiscard]] std::vector<Process> list_keepaliveds();

/// Whether it can still do anything: a zombie can't, nor can a process that ends and has given up its memory.
[[nodiscard]] bool is_alive(const Process& process);

/// Whether it waits for SIGCONT, or for its debugger: it lives, but does nothing.
[[nodiscard]] bool is_stopped(const Process& process);

/// Whether it runs keepalived's program, whatever it calls itself: by the name of its executable,
/// "keepalived" or "keepalived-2.3.1", or by its own name where that can't be read.
[[nodiscard]] bool is_keepalived(const Process& process);

/// All descendants of `ancestor` in `processes`, itself not included.
[[nodiscard]] std::vector<Process> descendants_of(pid_t ancestor, const std::vector<Process>& processes);

/// A pidfd of exactly this process (pidfd_open(2)): readable when it has ended, its zombie included. None if
/// it is gone, or /proc hides it.
[[nodiscard]] UniqueFd open_pidfd(const Process& process);

/// Sends a signal to exactly this process: through a pidfd that is checked against the start time, so that a
/// reused number is never hit. A process that is gone is a success.
[[nodiscard]] std::error_code send_signal(const Process& process, int signal);

/// Waits until all of them are gone or the time is over; event-driven (pidfd). True if all are gone.
[[nodiscard]] bool wait_until_gone(const std::vector<Process>& processes, std::chrono::milliseconds timeout);

}  // namespace vipwarden::supervisor
