// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/unit_processes.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace vipwarden::campaign {
namespace {

std::string program_of(pid_t process) {
    std::error_code gone;
    return std::filesystem::read_symlink(fmt::format("/proc/{}/exe", process), gone).filename();
}

bool is_alive(std::optional<pid_t> process) {
    return process && std::ranges::count(support::other_processes(), *process) > 0;
}

/// Not one that is asked for its version, nor one that has not come to its exec yet.
bool is_keepalived_itself(pid_t process) {
    return support::contents_of(fmt::format("/proc/{}/cmdline", process)).find("--dont-fork") !=
           std::string::npos;
}

std::vector<pid_t> processes_of(const std::vector<std::string>& programs) {
    auto processes = support::other_processes();
    std::erase_if(processes, [&](pid_t process) {
        return std::ranges::find(programs, program_of(process)) == programs.end();
    });
    return processes;
}

}  // namespace

void UnitProcesses::look() {
    for (const pid_t child : support::children_of(run_.pid())) {
        if (!is_alive(keepalived_) && child != vrrp_process_ && is_keepalived_itself(child)) {
            keepalived_ = child;
        }
    }
    if (is_alive(keepalived_) && !is_alive(vrrp_process_)) {
        for (const pid_t child : support::children_of(*keepalived_)) {
            vrrp_process_ = child;
        }
    }
}

std::optional<pid_t> UnitProcesses::find(Target target) {
    look();
    const auto found = target == Target::vipwarden    ? std::optional{run_.pid()}
                       : target == Target::keepalived ? keepalived_
                                                      : vrrp_process_;
    return is_alive(found) ? found : std::nullopt;
}

std::vector<pid_t> UnitProcesses::all() {
    return processes_of({"vipwarden", "keepalived"});
}

std::vector<pid_t> UnitProcesses::all_of_keepalived() {
    return processes_of({"keepalived"});
}

}  // namespace vipwarden::campaign
