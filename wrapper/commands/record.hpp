// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "wrapper/commands/target.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::commands {

/// A snapshot taken before keepalived starts.
struct Record {
    snapshot::Snapshot snapshot{};
    /// Counted as an earlier keepalived's, though no snapshot proves it: see begin_record().
    std::vector<snapshot::BaselineAddress> assumed_leftovers{};
};

/// Divides what is present into the host's own (the baseline) and what an earlier keepalived left; what the
/// target declares now becomes a generation. Left by keepalived is: what the earlier snapshot recorded as a
/// VIP and not as baseline; and what looks just as keepalived makes it: a declared VIP of full prefix length,
/// permanent (or on a lease of `run`) and without broadcast, beside another address of the interface. A
/// host's own address is that only if somebody declared it as a VIP on purpose, and keepalived deletes it at
/// its start in any case; taken for the host's own, a VIP that a crash left before the first `run` would be
/// protected for ever. Leftovers that are still present become a generation too, or stay learnt, and routes
/// and rules that an earlier release did not settle stay recorded, so that nothing is forgotten.
/// Without a boot id it is good for this process only: snapshot::write() refuses it.
[[nodiscard]] Record begin_record(const Target& target, const release::KernelState& present,
                                  std::uint64_t netns_inode);

/// Adds what the target declares now as a generation, with the indices that its interfaces have now. A
/// configuration that can't be read adds nothing.
void record_generation(snapshot::Snapshot& snapshot, const Target& target,
                       const std::vector<netlink::Link>& links);

/// Adds this likewise: what a running keepalived has loaded. False if that says nothing new.
bool record_generation(snapshot::Snapshot& snapshot, Declared declared,
                       const std::vector<netlink::Link>& links);

/// Ends a record after a clean release: nothing is put back any more, and what was declared once is no longer
/// a reason to remove anything. What the host loses or gets from now on is somebody's will. The baseline
/// stays, so that a later release still knows the host's own addresses.
void close_record(snapshot::Snapshot& snapshot);

/// The baseline addresses that keepalived will delete at its start, because a VIP has the same address,
/// prefix length and interface (keepalived 1.2.20 and later remove what an earlier run may have left).
[[nodiscard]] std::vector<snapshot::BaselineAddress> doomed_at_start(const snapshot::Snapshot& snapshot);

}  // namespace vipwarden::commands
