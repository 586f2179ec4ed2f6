// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vitals.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/supervisor/proc_files.hpp"

namespace vipwarden::supervisor {
namespace {

/// What stands behind "NAME:" and a tab in …/status.
std::string_view line_of(std::string_view status, std::string_view name) {
    while (!status.empty()) {
        auto line = status.substr(0, status.find('\n'));
        status.remove_prefix(std::min(line.size() + 1, status.size()));
        if (line.starts_with(name) && line.substr(name.size()).starts_with(":\t")) {
            line.remove_prefix(name.size() + 2);
            return line;
        }
    }
    return {};
}

std::string read_main_thread(const UniqueFd& directory, pid_t pid, const char* name) {
    return read_file(directory, fmt::format("task/{}/{}", pid, name)).value_or("");
}

}  // namespace

std::optional<Vitals> parse_vitals(pid_t pid, std::string_view stat, std::string_view status,
                                   long ticks_per_second) {
    const auto parsed = parse_stat(stat);
    const auto pending = parse_number<std::uint64_t>(line_of(status, "ShdPnd"), 16);
    const auto switches = parse_number<std::uint64_t>(line_of(status, "voluntary_ctxt_switches"));
    if (!parsed || !pending || !switches) {
        return std::nullopt;
    }
    constexpr std::uint64_t kSigchld = std::uint64_t{1} << (SIGCHLD - 1);
    const auto in_ms = [ticks_per_second](std::uint64_t ticks) {
        return std::chrono::milliseconds{static_cast<std::chrono::milliseconds::rep>(ticks) * 1000 /
                                         ticks_per_second};
    };
    return Vitals{.pid = pid,
                  .start_time = parsed->start_time,
                  .state = parsed->state,
                  .sigchld_pending = (*pending & kSigchld) != 0,
                  .cpu = in_ms(parsed->user_ticks + parsed->system_ticks),
                  .in_kernel = in_ms(parsed->system_ticks),
                  .voluntary_switches = *switches};
}

std::optional<Vitals> read_vitals(const Process& process) {
    const auto directory = open_process(process.pid);
    // The main thread's, and not the sum over all: with D-Bus the process has threads that run on while the
    // one that matters is stuck. Its schedstat would be finer, but not every kernel has it.
    const auto stat = read_main_thread(directory, process.pid, "stat");
    const auto status = read_main_thread(directory, process.pid, "status");
    const auto vitals = parse_vitals(process.pid, stat, status, ::sysconf(_SC_CLK_TCK));
    return vitals && vitals->start_time == process.start_time ? vitals : std::nullopt;
}

std::string waits_in(const Process& process) {
    const auto directory = open_process(process.pid);
    const auto where = read_main_thread(directory, process.pid, "wchan");
    return where == "0" || !read_vitals(process) ? "" : where;
}

}  // namespace vipwarden::supervisor
