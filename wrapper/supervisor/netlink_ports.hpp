// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::supervisor {

/// A socket of rtnetlink(7): the port by which the kernel names it to others, and its inode.
struct RouteSocket {
    std::uint32_t port{0};
    std::uint64_t inode{0};

    bool operator==(const RouteSocket&) const = default;
};

/// The sockets of rtnetlink in the text of /proc/net/netlink, but not the kernel's own. Pure; lines that are
/// none are left out.
[[nodiscard]] std::vector<RouteSocket> route_sockets(std::string_view table);

/// The ports of the rtnetlink sockets that this process holds in its own network namespace. Empty where that
/// can't be seen.
[[nodiscard]] std::set<std::uint32_t> route_ports_of(pid_t pid);

/// The process that holds the socket with this port in this network namespace; the first of them, if several
/// do. Nothing if there is none (any more), or it can't be seen.
[[nodiscard]] std::optional<Process> find_holder_of_route_port(std::uint32_t port, std::uint64_t netns_inode,
                                                               const std::vector<Process>& processes);

}  // namespace vipwarden::supervisor
