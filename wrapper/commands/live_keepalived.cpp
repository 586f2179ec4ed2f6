// SPDX-License-Identifier: MIT
#include "wrapper/commands/live_keepalived.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "wrapper/commands/environment.hpp"
#include "wrapper/commands/loaded_configuration.hpp"
#include "wrapper/commands/program_files.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/supervisor/keepalived_arguments.hpp"

namespace vipwarden::commands {

namespace {

using supervisor::Process;

/// Files as another process sees them: it may be in a container with a root of its own.
class RootedFileReader final : public config::FileReader {
 public:
    explicit RootedFileReader(std::string root) : root_{std::move(root)} {}

    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& path) override {
        return files_.read(root_ + path);
    }

    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override {
        auto paths = files_.glob(root_ + pattern);
        for (auto& path : paths) {
            path.erase(0, root_.size());
        }
        return paths;
    }

 private:
    std::string root_;
    config::PosixFileReader files_;
};

/// What the process has loaded or, where that can't be seen, what its files say now.
config::ParseResult configuration_of(const Process& process, const std::string& path,
                                     const config::ParseOptions& options) {
    if (auto text = loaded_text(process.pid)) {
        return parse_loaded(*std::move(text), path, options);
    }
    RootedFileReader files{fmt::format("/proc/{}/root", process.pid)};
    return config::parse(path, files, options);
}

/// keepalived's first process: the one whose parent is no keepalived. Its children share its command line.
bool is_parent_process(const Process& process, const std::map<pid_t, Process>& keepalived) {
    return !keepalived.contains(process.parent);
}

std::string working_directory(pid_t pid) {
    std::error_code error;
    const auto path = std::filesystem::read_symlink(fmt::format("/proc/{}/cwd", pid), error);
    return error ? "/" : path.string();
}

supervisor::KeepalivedArguments arguments_of(const Process& process) {
    auto words = process.arguments;
    words.erase(words.begin(), words.begin() + (words.empty() ? 0 : 1));
    return supervisor::parse_keepalived_arguments(words);
}

release::Holder holder(const Process& process, const config::Version& version) {
    const auto arguments = arguments_of(process);
    const auto path = std::filesystem::path{working_directory(process.pid)} / arguments.config_path;
    release::Holder result{.pid = process.pid, .config_path = path.string()};
    if (arguments.no_vrrp) {
        result.vips.emplace();
        return result;
    }
    const auto parsed = configuration_of(process, path.string(),
                                         {.config_id = effective_config_id(arguments.config_id),
                                          .version = version,
                                          .environment = lookup_in(environment_of(process.pid))});
    if (!parsed.unreadable) {
        auto declared = declared_by(parsed.configuration);
        result.vips = std::move(declared.vips);
        result.routing = std::move(declared.routing);
        result.devices = std::move(declared.devices);
    }
    return result;
}

/// One that only prints its version or tests a configuration holds nothing: another vipwarden may have asked.
bool may_hold_vips(const Process& keepalived) {
    return !arguments_of(keepalived).not_a_daemon;
}

/// Without CAP_SYS_PTRACE the kernel does not say where a process is: then it may be here.
bool may_be_in(std::uint64_t netns_inode, const Process& process) {
    return process.netns_inode == netns_inode || process.netns_inode == 0;
}

std::map<pid_t, Process> keepalived_in(std::uint64_t netns_inode) {
    std::map<pid_t, Process> found;
    for (auto& process : supervisor::list_keepaliveds()) {
        if (may_be_in(netns_inode, process) && may_hold_vips(process)) {
            found.emplace(process.pid, std::move(process));
        }
    }
    return found;
}

/// Whether a `run` is still above it. The number that a run has recorded as its own means nothing here if it
/// lives in a container; who its keepalived's parent is, /proc shows in our numbers.
bool has_supervisor(const Process& process, const std::map<pid_t, Process>& keepalived) {
    pid_t above = process.parent;
    for (std::size_t steps = 0; steps < keepalived.size() && keepalived.contains(above); ++steps) {
        above = keepalived.at(above).parent;
    }
    const auto supervisor = supervisor::find_process(above);
    return supervisor && supervisor->pid != getpid() && is_alive(*supervisor) &&
           is_program_of_vipwarden(supervisor->executable);
}

/// Longer than the second that keepalived takes to end after it has released, shorter than an impatient hook.
constexpr std::chrono::seconds kPatienceWithStrays{3};

void signal_stray(const Process& stray, int signal) {
    if (const auto error = send_signal(stray, signal)) {
        spdlog::error("keepalived (pid {}) was left behind and can't be ended: {}", stray.pid,
                      error.message());
    }
}

}  // namespace

void require_sight() {
    for (const auto& process : supervisor::list_keepaliveds()) {
        if (process.netns_inode == 0 && may_hold_vips(process)) {
            throw std::system_error{
                std::make_error_code(std::errc::permission_denied),
                fmt::format("keepalived (pid {}) runs, and only root may see in which network namespace",
                            process.pid)};
        }
    }
}

std::optional<release::Holder> find_running(const Target& target) {
    const auto site = open_site(target.net_namespace);
    return site ? find_running(*site, target) : std::nullopt;
}

std::optional<release::Holder> find_running(const Site& site, const Target& target) {
    const auto live = find_live_keepalived(site.where.inode(), target);
    const auto found = std::ranges::find_if(live.holders, [&](const release::Holder& holder) {
        return is_same_file(holder.config_path, target.config_path);
    });
    return found == live.holders.end() ? std::nullopt : std::optional{*found};
}

bool is_supervised(const snapshot::Snapshot& snapshot) {
    if (!snapshot.supervisor) {
        return false;
    }
    const auto process = supervisor::find_process(snapshot.supervisor->pid);
    return process && is_alive(*process) && process->start_time == snapshot.supervisor->start_time;
}

LiveKeepalived find_live_keepalived(std::uint64_t netns_inode, const Target& target) {
    const auto& snapshot = target.snapshot;
    const auto keepalived = keepalived_in(netns_inode);
    // Ours at the end of our own run counts as abandoned too: what outlives SIGKILL is no holder.
    const auto abandoned = snapshot && !snapshot->run_id.empty() &&
                           (!is_supervised(*snapshot) || snapshot->supervisor->pid == getpid());
    LiveKeepalived result;
    for (const auto& [pid, process] : keepalived) {
        if (abandoned && process.run_id == snapshot->run_id && !has_supervisor(process, keepalived)) {
            result.strays.push_back(process);
        } else if (is_parent_process(process, keepalived)) {
            auto& found = result.holders.emplace_back(holder(process, target.reading.options.version));
            found.same_configuration =
                (snapshot && !snapshot->run_id.empty() && process.run_id == snapshot->run_id) ||
                is_same_file(found.config_path, target.config_path);
        }
    }
    return result;
}

void end_strays(const std::vector<Process>& strays) {
    for (const auto& stray : strays) {
        spdlog::warn("keepalived (pid {}) was left behind: ending it", stray.pid);
        // One that is stopped would not hear SIGTERM, and woken up it would take its VIPs back first.
        signal_stray(stray, is_stopped(stray) ? SIGKILL : SIGTERM);
    }
    if (wait_until_gone(strays, kPatienceWithStrays)) {
        return;
    }
    for (const auto& stray : strays) {
        signal_stray(stray, SIGKILL);
    }
    if (!wait_until_gone(strays, kPatienceWithStrays)) {
        spdlog::error(
            "a keepalived that was left behind does not end even after SIGKILL; releasing all the same");
    }
}

}  // namespace vipwarden::commands
