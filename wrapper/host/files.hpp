// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wrapper/host/finding.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::host {

/// What in the files below `root` ("/" on a real host) would put a VIP on an interface: network
/// configuration, scripts that run at boot or by the clock, other VRRP and CARP speakers, containers. One
/// finding for each line, in the order of the table in places.cpp. A declaration of
/// keepalived that is one of `vips` itself (Vip::where) is none. What can't be read, or not to its end, is a
/// finding too; what is not there is not. Never waits: FIFOs and devices are not opened. Does not throw for
/// what it finds.
[[nodiscard]] std::vector<Finding> find_in_files(const std::filesystem::path& root,
                                                 const std::vector<Vip>& vips);

/// What in the files below `root` would start keepalived again: cron, rc.local, init scripts,
/// supervisors, containers, and systemd units other than `unit` ("keepalived.service"), whose own files are
/// left out. One finding for each file: its first such line.
[[nodiscard]] std::vector<Finding> find_starters(const std::filesystem::path& root, const std::string& unit);

}  // namespace vipwarden::host
