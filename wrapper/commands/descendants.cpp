// SPDX-License-Identifier: MIT
#include "wrapper/commands/descendants.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Process;

std::vector<Process> our_descendants() {
    return descendants_of(getpid(), supervisor::list_processes());
}

void signal_all(const std::vector<Process>& processes, int signal, const char* why) {
    for (const auto& process : processes) {
        if (!is_alive(process)) {
            continue;
        }
        spdlog::warn("sending {} to {} (pid {}): {}", signal_name(signal), process.name, process.pid, why);
        if (const auto error = send_signal(process, signal)) {
            spdlog::error("can't signal pid {}: {}", process.pid, error.message());
        }
    }
}

}  // namespace

std::string signal_name(int signal) {
    const char* abbreviation = sigabbrev_np(signal);
    return abbreviation != nullptr ? fmt::format("SIG{}", abbreviation) : fmt::format("signal {}", signal);
}

std::vector<Process> keepalived_descendants() {
    auto processes = our_descendants();
    std::erase_if(processes,
                  [](const Process& process) { return !is_keepalived(process) || !is_alive(process); });
    std::ranges::sort(processes, {}, &Process::pid);
    return processes;
}

bool is_keepalived_of_ours(pid_t pid) {
    return std::ranges::any_of(keepalived_descendants(),
                               [pid](const Process& process) { return process.pid == pid; });
}

void signal_descendants(int signal, const char* why) {
    signal_all(our_descendants(), signal, why);
}

void signal_keepalived(int signal, const char* why) {
    signal_all(keepalived_descendants(), signal, why);
}

}  // namespace vipwarden::commands
