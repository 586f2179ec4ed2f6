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

/// The inodes of the sockets for VRRP (IP protocol 112, RFC 5798, section 5.1.1.4) in the text of
/// /proc/net/raw or /proc/net/raw6. Pure; lines that are none are left out.
[[nodiscard]] std::set<std::uint64_t> vrrp_socket_inodes(std::string_view table);

/// Whether the process has a socket for VRRP open: keepalived opens them as soon as it has accepted its
/// configuration, one pair for each interface, also where the interface is down. False where that can't be
/// seen.
[[nodiscard]] bool takes_part_in_vrrp(pid_t pid);

/// The first of them that does.
[[nodiscard]] std::optional<Process> find_vrrp_process(const std::vector<Process>& processes);

}  // namespace vipwarden::supervisor
