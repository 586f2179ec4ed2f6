// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::supervisor {

/// What /proc says of a process's main thread at one instant. Whatever the process does, to read it never
/// waits: nothing of it comes out of the process's memory.
struct Vitals {
    pid_t pid{0};
    std::uint64_t start_time{0};  ///< Clock ticks since boot: with the number, which process it is.
    char state{'?'};              ///< R, S, D, T, t, Z, X …
    bool sigchld_pending{false};  ///< Sent to the process, and not taken by it yet.
    std::chrono::milliseconds cpu{
        0};  ///< Processor time of the main thread since it started, in ticks of 10 ms.
    std::chrono::milliseconds in_kernel{0};  ///< The share of it in system calls.
    std::uint64_t voluntary_switches{0};     ///< How often it has waited for something.

    bool operator==(const Vitals&) const = default;
};

/// From /proc/PID/task/PID/stat and …/status. Pure; nothing if they are not what proc(5) describes.
[[nodiscard]] std::optional<Vitals> parse_vitals(pid_t pid, std::string_view stat, std::string_view status,
                                                 long ticks_per_second);

/// Of exactly this process: a later one that has its number is not taken for it. Nothing if it is gone, or
/// /proc hides it.
[[nodiscard]] std::optional<Vitals> read_vitals(const Process& process);

/// The function of the kernel that the main thread waits in: "do_signal_stop". Empty if it runs, is gone, or
/// we may not know.
[[nodiscard]] std::string waits_in(const Process& process);

}  // namespace vipwarden::supervisor
