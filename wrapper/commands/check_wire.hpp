// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/commands/check_vips.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/report/check.hpp"

namespace vipwarden::commands {

/// The VIPs of one configuration, and the host that they belong on.
struct WireSubject {
    std::string net_namespace{};
    std::vector<KnownVip> vips{};
    release::KernelState present{};
};

/// Adds all VIPs to the report and, if it is to be probed, who answers for them: each network namespace is
/// asked once, for all VIPs together. That it can't be asked is a finding; that one interface can't (it is
/// down) is a remark.
void look_at_vips(const std::vector<WireSubject>& subjects, report::CheckReport& report);

}  // namespace vipwarden::commands
