// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "wrapper/host/finding.hpp"

namespace vipwarden::host {

/// Settings of the kernel that keepalived, or its administrator, has made for VIPs and that outlive it:
/// ip_nonlocal_bind, arp_ignore, arp_announce, arp_filter, igmp_link_local_mcast_reports. As they are in
/// `root`/proc/sys now (of the caller's network namespace), and as the files of sysctl.d(5) below `root` will
/// set them at boot. The kernel's defaults are no finding.
[[nodiscard]] std::vector<Finding> find_sysctls(const std::filesystem::path& root);

}  // namespace vipwarden::host
