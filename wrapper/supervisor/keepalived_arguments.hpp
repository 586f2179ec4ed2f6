// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vipwarden::supervisor {

/// What vipwarden has to know of keepalived's command line; everything else is handed on unseen.
struct KeepalivedArguments {
    std::string config_path{"/etc/keepalived/keepalived.conf"};  ///< -f, the last one wins.
    std::string config_id{};                                     ///< -i; empty = keepalived's default.
    std::string net_namespace{};                                 ///< -s
    std::string pid_file{};                                      ///< -p; empty = keepalived's default.
    std::string vrrp_pid_file{};                                 ///< -r
    std::string checkers_pid_file{};                             ///< -c
    std::string bfd_pid_file{};                                  ///< -b
    bool dont_fork{false};                                       ///< -n
    bool dont_release_vrrp{false};                               ///< -V
    bool no_vrrp{false};       ///< -C without -P: checkers only, no address is ever added.
    bool not_a_daemon{false};  ///< -t, -v, -h, --signum, --genhash: prints something and ends.

    bool operator==(const KeepalivedArguments&) const = default;
};

/// Reads them, without argv[0], as keepalived's getopt_long(3) does: bundles (-nPf/x), values glued or apart,
/// abbreviated long options, words in between, "--" as the end. Never fails: what it does not know it leaves
/// to keepalived.
[[nodiscard]] KeepalivedArguments parse_keepalived_arguments(const std::vector<std::string>& arguments);

/// The four pid files that this keepalived will use, its defaults filled in: /run/keepalived.pid and so on;
/// with an instance name /run/keepalived/keepalived_NAME.pid; in a network namespace below
/// /run/keepalived/NS/. Order: keepalived's own, vrrp, checkers, bfd.
[[nodiscard]] std::vector<std::string> pid_files(const KeepalivedArguments& arguments,
                                                 const std::string& instance_name,
                                                 const std::string& net_namespace);

}  // namespace vipwarden::supervisor
