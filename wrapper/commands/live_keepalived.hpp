// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/snapshot/snapshot.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

/// The keepalived processes of one network namespace, told apart by whether anybody still looks after them.
struct LiveKeepalived {
    /// Left behind by a `run` that is dead itself: to be ended, lest they put back what a release removes.
    std::vector<supervisor::Process> strays{};
    /// All others: their addresses are left alone (I5).
    std::vector<release::Holder> holders{};
};

/// Looks at all processes once. The target's snapshot tells which ones belong to a run and whether that run
/// still lives; all are read as the target's version of keepalived reads.
[[nodiscard]] LiveKeepalived find_live_keepalived(std::uint64_t netns_inode, const Target& target);

/// Throws std::system_error (permission_denied) if a keepalived lives of which we may not see in which
/// network namespace it is: what it holds would look as if nobody held it.
void require_sight();

/// The keepalived with the target's configuration that lives in the target's namespace, if there is one.
[[nodiscard]] std::optional<release::Holder> find_running(const Target& target);
[[nodiscard]] std::optional<release::Holder> find_running(const Site& site, const Target& target);

/// The `run` that wrote the snapshot still supervises.
[[nodiscard]] bool is_supervised(const snapshot::Snapshot& snapshot);

/// SIGTERM, so that they release and announce it; SIGKILL to those that do not end. Logs what it does.
void end_strays(const std::vector<supervisor::Process>& strays);

}  // namespace vipwarden::commands
