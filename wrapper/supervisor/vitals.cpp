// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vitals.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstddef>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "wrapper/read_to_end.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

/// Fields 3 to 22 of …/stat, behind the name, which may hold anything.
using Fields = std::array<std::string_view, 20>;
constexpr std::size_t kState = 0;
constexpr std::size_t kUserTime = 11;
constexpr std::size_t kSystemTime = 12;
constexpr std::size_t kStartTime = 19;

Fields fields_of(std::string_view stat) {
    Fields fields{};
    const auto name_ends = stat.rfind(") ");
    stat.remove_prefix(name_ends == std::string_view::npos ? stat.size() : name_ends + 2);
    for (auto& field : fields) {
        field = stat.substr(0, stat.find(' '));
        stat.remove_prefix(std::min(field.size() + 1, stat.size()));
    }
    return fields;
}

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

/// /proc/PID, held open: once the process is gone nothing can be read through it, whoever has its number
/// then.
UniqueFd open_process(pid_t pid) {
    return UniqueFd{::open(fmt::format("/proc/{}", pid).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

std::string read_main_thread(const UniqueFd& directory, pid_t pid, const char* name) {
    const auto path = fmt::format("task/{}/{}", pid, name);
    const UniqueFd fd{::openat(directory.get(), path.c_str(), O_RDONLY | O_CLOEXEC)};
    return fd ? read_to_end(fd.get()).value_or("") : "";
}

}  // namespace

std::optional<Vitals> parse_vitals(pid_t pid, std::string_view stat, std::string_view status,
                                   long ticks_per_second) {
    const auto fields = fields_of(stat);
    const auto start_time = parse_number<std::uint64_t>(fields[kStartTime]);
    const auto user = parse_number<std::uint64_t>(fields[kUserTime]);
    const auto system = parse_number<std::uint64_t>(fields[kSystemTime]);
    const auto pending = parse_number<std::uint64_t>(line_of(status, "ShdPnd"), 16);
    const auto switches = parse_number<std::uint64_t>(line_of(status, "voluntary_ctxt_switches"));
    if (!start_time || !user || !system || !pending || !switches || fields[kState].size() != 1) {
        return std::nullopt;
    }
    constexpr std::uint64_t kSigchld = std::uint64_t{1} << (SIGCHLD - 1);
    const auto in_ms = [ticks_per_second](std::uint64_t ticks) {
        return std::chrono::milliseconds{static_cast<std::chrono::milliseconds::rep>(ticks) * 1000 /
                                         ticks_per_second};
    };
    return Vitals{.pid = pid,
                  .start_time = *start_time,
                  .state = fields[kState].front(),
                  .sigchld_pending = (*pending & kSigchld) != 0,
                  .cpu = in_ms(*user + *system),
                  .in_kernel = in_ms(*system),
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
