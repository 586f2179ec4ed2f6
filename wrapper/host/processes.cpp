// SPDX-License-Identifier: MIT
#include "wrapper/host/processes.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

namespace vipwarden::host {
namespace {

namespace fs = std::filesystem;
using supervisor::Process;

/// Of a namespace (namespaces(7)); 0 where it can't be seen.
std::uint64_t inode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string program_of(const Process& process) {
    return process.executable.empty() ? process.name : fs::path{process.executable}.filename().native();
}

/// "process 812 (ucarp)", and where it lives if that is not here.
std::string describe(const Process& process, const Namespaces& namespaces) {
    auto text = fmt::format("process {} ({})", process.pid, program_of(process));
    if (process.netns_inode == 0) {
        text += ", in a network namespace that can't be seen";
    } else if (process.netns_inode != namespaces.here) {
        const auto name = namespaces.names.find(process.netns_inode);
        text += name != namespaces.names.end() ? fmt::format(", in network namespace {}", name->second)
                                               : ", in another network namespace";
    }
    return text + (namespaces.contained.contains(process.pid) ? ", in a container" : "");
}

/// What a program does with addresses; nothing for all others.
const char* deed_of(const Process& process) {
    struct Speaker {
        std::string_view program;
        const char* deed;
    };
    constexpr auto kSpeakers = std::to_array<Speaker>({
        {"vrrpd", "speaks VRRP (FRR's vrrpd, or the old daemon of that name)"},
        {"uvrrpd", "speaks VRRP"},
        {"ucarp", "speaks CARP"},
        {"carpd", "speaks CARP"},
        {"kube-vip", "moves addresses between hosts"},
        {"vip-manager", "moves addresses between hosts"},
        {"corosync", "is a member of a cluster, which may move addresses here"},
        {"pacemakerd", "manages a cluster, and moves addresses here"},
        {"heartbeat", "manages a cluster, and moves addresses here"},
    });
    const auto program = program_of(process);
    const auto* speaker = std::ranges::find(kSpeakers, program, &Speaker::program);
    return speaker == kSpeakers.end() ? nullptr : speaker->deed;
}

bool has_ended(const Process& process) {
    return process.state == 'Z' || process.state == 'X' || process.state == 'x';
}

}  // namespace

Namespaces look_at_namespaces(const std::vector<Process>& processes) {
    Namespaces result{.here = inode_of("/proc/thread-self/ns/net")};
    const auto our_pid_namespace = inode_of("/proc/self/ns/pid");
    for (const auto& process : processes) {
        const auto theirs = inode_of(fmt::format("/proc/{}/ns/pid", process.pid));
        if (theirs != 0 && theirs != our_pid_namespace) {
            result.contained.insert(process.pid);
        }
    }
    std::error_code error;
    for (fs::directory_iterator entry{"/run/netns", error}, end; !error && entry != end;
         entry.increment(error)) {
        result.names.emplace(inode_of(entry->path()), entry->path().filename());
    }
    return result;
}

std::vector<Finding> find_keepaliveds(const std::vector<Process>& processes, const Namespaces& namespaces) {
    std::vector<Finding> findings;
    for (const auto& process : processes) {
        if (is_keepalived(process) && is_alive(process)) {
            findings.push_back(
                {.where = describe(process, namespaces),
                 .text = is_stopped(process) ? "is alive, but stopped: it goes on with the next SIGCONT"
                                             : "is alive",
                 .advice = namespaces.contained.contains(process.pid)
                               ? "stop its container, if it is to serve no longer"
                               : "stop its unit, or end it with `kill`, if it is to serve no longer"});
        }
    }
    return findings;
}

std::vector<Finding> find_speakers(const std::vector<Process>& processes, const Namespaces& namespaces) {
    std::vector<Finding> findings;
    for (const auto& process : processes) {
        const auto* deed = deed_of(process);
        if (deed != nullptr && !has_ended(process)) {
            findings.push_back({.where = describe(process, namespaces),
                                .text = deed,
                                .advice = "make sure that none of the VIPs is in its configuration"});
        }
    }
    return findings;
}

}  // namespace vipwarden::host
