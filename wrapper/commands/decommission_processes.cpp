// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_processes.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <system_error>

#include <fmt/format.h>

#include "wrapper/commands/decommission_host.hpp"
#include "wrapper/commands/drop_in_file.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/host/processes.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Process;

/// Empty if the process is gone, or its cgroup may not be read.
std::string cgroup_file_of(const Process& process) try {
    return read_file(fmt::format("/proc/{}/cgroup", process.pid)).value_or("");
} catch (const std::system_error&) {
    return {};  // ESRCH: it ended just now
}

std::string pids_of(const std::vector<Process>& processes) {
    std::vector<std::string> pids;
    std::ranges::transform(processes, std::back_inserter(pids),
                           [](const Process& process) { return fmt::format("{}", process.pid); });
    return listed(pids);
}

bool lives(const Process& process) {
    const auto now = supervisor::find_process(process.pid);
    return now && now->start_time == process.start_time && is_alive(*now);
}

bool is_within(std::string_view path, const std::string& control_group) {
    return path == control_group || path.starts_with(control_group + '/');
}

}  // namespace

bool Keepaliveds::is_of_unit(pid_t pid) const {
    return std::ranges::find(of_unit, pid, &Process::pid) != of_unit.end();
}

bool is_in_group(std::string_view cgroup_file, const std::string& control_group) {
    if (control_group.empty()) {
        return false;
    }
    // One line "7:name=systemd:/system.slice/keepalived.service" for each hierarchy.
    while (!cgroup_file.empty()) {
        const auto end = std::min(cgroup_file.find('\n'), cgroup_file.size());
        const auto line = cgroup_file.substr(0, end);
        const auto path = line.find(":/");
        if (path != std::string_view::npos && is_within(line.substr(path + 1), control_group)) {
            return true;
        }
        cgroup_file.remove_prefix(std::min(end + 1, cgroup_file.size()));
    }
    return false;
}

Keepaliveds look_at_keepaliveds(const std::string& control_group) {
    Keepaliveds found;
    for (auto& process : supervisor::list_processes()) {
        if (is_keepalived(process) && is_alive(process)) {
            auto& group = is_in_group(cgroup_file_of(process), control_group) ? found.of_unit : found.others;
            group.push_back(std::move(process));
        }
    }
    return found;
}

Step end_survivors(const std::vector<Process>& survivors) {
    constexpr const char* kName = "survivors";
    end_strays(survivors);
    std::vector<Process> left;
    std::ranges::copy_if(survivors, std::back_inserter(left), lives);
    return left.empty()
               ? done(kName, fmt::format("ended what had outlived its unit: pid {}", pids_of(survivors)))
               : failed(ExitCode::leftovers, kName,
                        fmt::format("keepalived outlives its unit, and SIGKILL: pid {}", pids_of(left)),
                        "it may be in a frozen cgroup, or wait for a disk: look at /proc/PID/stack");
}

Step still_held(const release::Holder& holder) {
    return failed(ExitCode::leftovers, "survivors",
                  fmt::format("keepalived (pid {}) with {} runs on: what it holds is left alone", holder.pid,
                              holder.config_path),
                  fmt::format("find out who started it ('systemctl status {}'), stop it, then run this again",
                              holder.pid));
}

std::vector<Process> first_processes(const std::vector<Process>& all, const std::vector<pid_t>& named) {
    const auto is_named = [&named](pid_t pid) { return std::ranges::find(named, pid) != named.end(); };
    std::vector<Process> first;
    std::ranges::copy_if(all, std::back_inserter(first), [&](const Process& process) {
        return !is_named(process.pid) && !is_named(process.parent) &&
               std::ranges::find(all, process.parent, &Process::pid) == all.end();
    });
    return first;
}

Steps process_steps(const std::vector<Process>& others, const std::vector<pid_t>& named) {
    return finding_steps(
        "processes", host::find_keepaliveds(first_processes(others, named), host::look_at_namespaces(others)),
        "no other keepalived runs, in no network namespace");
}

}  // namespace vipwarden::commands
