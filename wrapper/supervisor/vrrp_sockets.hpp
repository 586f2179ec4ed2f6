// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {

/// The inodes of the sockets for VRRP (IP protocol 112, RFC 5798, section 5.1.1.4; 51 with `auth_type AH`) in
/// the text of /proc/net/raw or /proc/net/raw6. Pure; lines that are none are left out.
[[nodiscard]] std::set<std::uint64_t> vrrp_socket_inodes(std::string_view table);

/// Likewise of the sockets by which keepalived announces its VIPs: for ARP, RARP (its way up to 2.1) and
/// IPv6 in the text of /proc/net/packet, and for ICMPv6 in that of /proc/net/raw6.
[[nodiscard]] std::set<std::uint64_t> arp_socket_inodes(std::string_view table);
[[nodiscard]] std::set<std::uint64_t> icmpv6_socket_inodes(std::string_view table);

/// The sockets of one network namespace by which a keepalived that holds VIPs shows itself, whoever it
/// belongs to and wherever it runs. One of them is always open from before it adds its first VIP until after
/// it has removed the last: those for VRRP are closed for a moment by a reload, those for announcing are not.
/// Exceptions: keepalived 1.x closes all of them at a reload, for some 30 ms, and one that has nothing but
/// static addresses opens none at all. Other programs have such sockets too: none at all says something, one
/// says nothing.
class VrrpSocketTable {
 public:
    /// Of the namespace that the calling thread is in. Throws std::system_error without /proc; a kernel
    /// without IPv6 or without packet sockets is fine.
    [[nodiscard]] static VrrpSocketTable open();

    /// As it is now. To judge a dump of addresses by it, take it after the dump. Throws std::system_error.
    [[nodiscard]] std::set<std::uint64_t> inodes() const;

 private:
    VrrpSocketTable() = default;

    UniqueFd raw_{};
    UniqueFd raw6_{};
    UniqueFd packet_{};
};

/// Whether the process has a socket for VRRP open: keepalived opens them as soon as it has accepted its
/// configuration, one pair for each interface, also where the interface is down. False where that can't be
/// seen.
[[nodiscard]] bool takes_part_in_vrrp(pid_t pid);

/// The first of them that does.
[[nodiscard]] std::optional<Process> find_vrrp_process(const std::vector<Process>& processes);

}  // namespace vipwarden::supervisor
