// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/oracle_trial.hpp"
#include "wrapper/config/machine.hpp"

namespace vipwarden::support {

/// Where a trial stands in its world, and where keepalived and vipwarden start.
inline constexpr const char* kTrialDirectory = "/run/oracle/conf";
/// Where a root of keepalived's own is to be found.
inline constexpr const char* kRootDirectory = "/mnt";

/// Makes the world for one trial and moves this process into it, which must be the init of new PID, mount and
/// network namespaces: every file system read-only (scripts of the configuration may run), an empty /tmp
/// and /run, the trial in kTrialDirectory, no capability that reaches beyond the namespaces,
/// and a veth pair with carrier for eth0, eth1, eth2, eno1 and each interface that the trial's files name, in
/// this network namespace and in each that they name. All of it shows below kRootDirectory too if there is a
/// root of keepalived's own.
/// Interface number N has the MAC address 02:00:00:00:00:10+N, that one's link-local address, and an IPv4
/// address for keepalived to send from. Throws std::system_error or std::runtime_error.
void build_world(const OracleKeepalived& keepalived, const Trial& trial);

/// The files of a trial in a directory: the top file and whatever it may include, which is what stands in the
/// folders beside it; not in NAME.d of another NAME.conf.
[[nodiscard]] std::vector<std::filesystem::path> files_of(const Trial& trial);

/// What -f is to name. The processes of 1.x do not find a relative name.
[[nodiscard]] std::string trial_file(const OracleKeepalived& keepalived, const Trial& trial);

/// What keepalived finds in this network namespace.
[[nodiscard]] config::Machine machine_here();

}  // namespace vipwarden::support
