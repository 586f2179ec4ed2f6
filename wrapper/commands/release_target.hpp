// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::commands {

/// All that a plan for this target depends on, except for the kernel's tables.
[[nodiscard]] release::PlanInput plan_input(const Target& target, std::vector<release::Holder> holders,
                                            const release::PlanOptions& options);

/// The keepaliveds that live here besides these processes.
[[nodiscard]] std::vector<release::Holder> holders_without(const Site& site, const Target& target,
                                                           const std::vector<supervisor::Process>& processes);

/// All that a plan for this target depends on, as it is now. Changes nothing.
[[nodiscard]] release::PlanInput survey(const Target& target, const release::PlanOptions& options);
/// Likewise. Takes the target's declared VIPs out of it, even when it throws: a copy of tens of thousands
/// takes longer than the plan.
[[nodiscard]] release::PlanInput survey_and_take(Target& target, const release::PlanOptions& options);

/// The site's tables as they are now, as far as they matter to the target.
[[nodiscard]] release::KernelState observe(const Site& site, const Target& target);

/// Ends the target's strays, releases its VIPs, virtual routes and rules, and logs every
/// removal and everything kept. Throws
/// std::system_error when the kernel's tables can't be read.
[[nodiscard]] release::ReleaseReport release_target(const Target& target,
                                                    const release::PlanOptions& options);
/// Likewise, in a namespace that is open already: it may have lost its name, and still hold the VIPs. With a
/// release that has begun already, if there is one.
[[nodiscard]] release::ReleaseReport release_target(const Site& site, const Target& target,
                                                    const release::PlanOptions& options,
                                                    release::Struck begun = {});

/// What a release would remove now, of addresses, if these processes of keepalived were gone. Changes
/// nothing.
[[nodiscard]] std::vector<release::PlannedAddress> removals_without(
    const Site& site, const Target& target, const std::vector<supervisor::Process>& processes);

/// As release_target(). Then notes in the target's snapshot, if it has one, that nothing of it is left: when
/// the release has settled everything and no keepalived with its configuration lives. That the note can't be
/// written is a warning.
[[nodiscard]] release::ReleaseReport release_and_mark(const Target& target,
                                                      const release::PlanOptions& options);

/// While a keepalived lives on of which these processes are: releases only its addresses, and of those only
/// the ones that `may_go`. Routes, rules and devices are left to the next VRRP process, nothing is put back
/// that keepalived would delete again. Of what stays, the report names what another keepalived holds. Logged
/// and thrown as above.
[[nodiscard]] release::ReleaseReport release_addresses(
    const Site& site, const Target& target, const std::vector<supervisor::Process>& processes,
    const std::function<bool(const netlink::InterfaceAddress&)>& may_go);

}  // namespace vipwarden::commands
