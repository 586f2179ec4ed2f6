// SPDX-License-Identifier: MIT
#pragma once

#include "netlink/link_table.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::commands {

// keepalived removes its VIPs itself when it stops, and with the primary of a subnet the kernel removes its
// secondaries (promote_secondaries is off by default). A hook hears of that when it is too late, and so does
// `run` when keepalived dies: the setting has to be on before. keepalived's own option promote_secondaries
// does the same.

/// Switches promote_secondaries on where a VIP that the snapshot knows could take an address of its baseline
/// along, and notes that there. Where it can't be set nothing changes, and a warning says so.
void promote_secondaries(snapshot::Snapshot& snapshot, netlink::LinkTable& links);

/// Switches off again what is noted. For when no VIP is left.
void restore_promotion(snapshot::Snapshot& snapshot, netlink::LinkTable& links);

}  // namespace vipwarden::commands
