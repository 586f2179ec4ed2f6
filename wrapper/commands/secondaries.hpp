// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "netlink/link_table.hpp"
#include "wrapper/commands/attributed_change.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::commands {

// keepalived removes its VIPs itself when it stops, and with the primary of a subnet the kernel removes its
// secondaries (promote_secondaries is off by default). A hook hears of that when it is too late, and so does
// `run` when keepalived dies: the setting has to be on before. keepalived's own option promote_secondaries
// does the same.

/// Switches promote_secondaries on where a VIP that the snapshot knows could take an address along that is of
/// its baseline, or one of `later`, which the host got since, and notes that there. Where it can't be set
/// nothing changes, and a warning says so. True if something was noted.
bool promote_secondaries(snapshot::Snapshot& snapshot, netlink::LinkTable& links,
                         std::span<const snapshot::BaselineAddress> later = {});

/// The addresses that came by somebody else than keepalived.
[[nodiscard]] std::vector<snapshot::BaselineAddress> added_by_others(
    const std::vector<AttributedChange>& changes);

/// Switches off again what is noted. For when no VIP is left.
void restore_promotion(snapshot::Snapshot& snapshot, netlink::LinkTable& links);

}  // namespace vipwarden::commands
