// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "netlink/network_namespace.hpp"
#include "wrapper/host/finding.hpp"
#include "wrapper/host/processes.hpp"
#include "wrapper/supervisor/process_table.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::commands {

/// VIPs that are on an interface of another network namespace than `but`, where processes of this host live
/// or /run/netns names it: one finding for each namespace. One that can't be
/// entered, or not even seen, is a finding too; one that has gone meanwhile is not.
[[nodiscard]] std::vector<host::Finding> find_in_other_namespaces(
    const std::vector<supervisor::Process>& processes, const host::Namespaces& namespaces,
    const netlink::NetworkNamespace& but, const std::vector<Vip>& vips);

}  // namespace vipwarden::commands
