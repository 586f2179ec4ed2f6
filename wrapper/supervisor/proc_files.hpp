// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// What of /proc/PID/stat, or of …/task/TID/stat, matters here (proc(5)).
struct ProcStat {
    std::string_view name{};  ///< comm; within the text that was parsed.
    char state{'?'};
    pid_t parent{0};
    std::uint32_t flags{0};  ///< PF_* of the kernel's include/linux/sched.h.
    std::uint64_t user_ticks{0};
    std::uint64_t system_ticks{0};
    std::uint64_t start_time{0};  ///< Clock ticks since boot.
};

/// Pure; nothing if it is not what proc(5) describes.
[[nodiscard]] std::optional<ProcStat> parse_stat(std::string_view text);

/// /proc/PID, held open: once the process is gone nothing can be read through it, whoever has its number
/// then.
[[nodiscard]] UniqueFd open_process(pid_t pid);

/// More than exec(2) takes for arguments and environment under the usual limit of the stack (a quarter of
/// 8 MiB). Without a bound a process that moves its own (prctl(2), PR_SET_MM_MAP) has no end.
inline constexpr std::size_t kLongestProcFile = std::size_t{2} * 1024 * 1024;

/// A file below it ("task/7/status"), or a little more than the bound of it. Nothing if it can't be read: not
/// permitted, or the process is gone.
[[nodiscard]] std::optional<std::string> read_file(const UniqueFd& process, const std::string& name);

/// The whole text as a number.
template <typename Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int base = 10) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

}  // namespace vipwarden::supervisor
