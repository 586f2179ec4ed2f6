// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/proc_files.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fcntl.h>
#include <fmt/format.h>

#include "wrapper/read_to_end.hpp"

namespace vipwarden::supervisor {

std::optional<ProcStat> parse_stat(std::string_view text) {
    // PID (COMM) STATE PPID …: the name may hold anything, parentheses and newlines included, so it ends at
    // the last parenthesis. Behind it stand fields 3 to 22.
    constexpr std::size_t kState = 0;
    constexpr std::size_t kParent = 1;
    constexpr std::size_t kFlags = 6;
    constexpr std::size_t kUserTime = 11;
    constexpr std::size_t kSystemTime = 12;
    constexpr std::size_t kStartTime = 19;
    const auto open = text.find('(');
    const auto close = text.rfind(") ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return std::nullopt;
    }
    const auto name = text.substr(open + 1, close - open - 1);
    text.remove_prefix(close + 2);
    std::array<std::string_view, kStartTime + 1> fields{};
    for (auto& field : fields) {
        field = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
    }
    const auto parent = parse_number<pid_t>(fields[kParent]);
    const auto flags = parse_number<std::uint32_t>(fields[kFlags]);
    const auto user = parse_number<std::uint64_t>(fields[kUserTime]);
    const auto system = parse_number<std::uint64_t>(fields[kSystemTime]);
    const auto start_time = parse_number<std::uint64_t>(fields[kStartTime]);
    if (fields[kState].size() != 1 || !parent || !flags || !user || !system || !start_time) {
        return std::nullopt;
    }
    return ProcStat{.name = name,
                    .state = fields[kState].front(),
                    .parent = *parent,
                    .flags = *flags,
                    .user_ticks = *user,
                    .system_ticks = *system,
                    .start_time = *start_time};
}

UniqueFd open_process(pid_t pid) {
    return UniqueFd{::open(fmt::format("/proc/{}", pid).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

std::optional<std::string> read_file(const UniqueFd& process, const std::string& name) {
    const UniqueFd fd{::openat(process.get(), name.c_str(), O_RDONLY | O_CLOEXEC)};
    return fd ? read_to_end(fd.get(), kLongestProcFile) : std::nullopt;
}

}  // namespace vipwarden::supervisor
