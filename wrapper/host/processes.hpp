// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include "wrapper/host/finding.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::host {

/// Where processes live, as seen from the present process.
struct Namespaces {
    std::uint64_t here{0};                         ///< Inode of the present network namespace.
    std::map<std::uint64_t, std::string> names{};  ///< Of network namespaces, by inode: /run/netns.
    std::set<pid_t> contained{};                   ///< Processes in another PID namespace: a container's.
};

/// Looks into /proc and /run/netns; what can't be seen is left out.
[[nodiscard]] Namespaces look_at_namespaces(const std::vector<supervisor::Process>& processes);

/// Every keepalived that is alive, in whatever network namespace or container. Pure.
[[nodiscard]] std::vector<Finding> find_keepaliveds(const std::vector<supervisor::Process>& processes,
                                                    const Namespaces& namespaces);

/// Every living process of other programs that move addresses between hosts: VRRP, CARP, cluster managers. By
/// program, or by name where the program can't be seen. Pure.
[[nodiscard]] std::vector<Finding> find_speakers(const std::vector<supervisor::Process>& processes,
                                                 const Namespaces& namespaces);

}  // namespace vipwarden::host
