// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_record.hpp"

#include <algorithm>
#include <vector>

#include "wrapper/commands/record.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

std::vector<snapshot::BaselineAddress> what_stays(const release::KernelState& present,
                                                  const release::Plan& plan) {
    std::vector<snapshot::BaselineAddress> staying;
    for (const auto& address : present.addresses) {
        const bool goes = std::ranges::any_of(
            plan.removals, [&address](const auto& removal) { return same_entry(removal.address, address); });
        if (!goes) {
            staying.push_back({.address = address});
        }
    }
    return staying;
}

/// What the host has lost since the release it has lost on purpose: it must not be put back.
void open_again(snapshot::Snapshot& snapshot, const release::KernelState& present) {
    snapshot.released = false;
    if (snapshot.baseline) {
        std::erase_if(*snapshot.baseline, [&present](const snapshot::BaselineAddress& known) {
            return std::ranges::none_of(present.addresses, [&known](const auto& address) {
                return same_entry(known.address, address);
            });
        });
    }
}

}  // namespace

void record_before(Target& target, const release::Plan& plan, const std::string& snapshot_dir) {
    const auto site = open_site(target.net_namespace);
    if (!site || (target.snapshot && !target.snapshot->released) || target.parsed.unreadable) {
        return;
    }
    const auto present = observe(*site, target);
    // Without a baseline, if nobody has one: what was there before keepalived started is not known.
    auto snapshot =
        target.snapshot.value_or(snapshot::Snapshot{.boot_id = snapshot::current_boot_id(),
                                                    .config_path = target.config_path,
                                                    .config_id = target.config_id,
                                                    .keepalived_version = target.reading.recorded_version(),
                                                    .net_namespace = target.net_namespace,
                                                    .netns_inode = site->where.inode()});
    open_again(snapshot, present);
    record_generation(snapshot, target, present.links);
    promote_secondaries(snapshot, *site->links, what_stays(present, plan));
    const auto file = target.snapshot
                          ? target.snapshot_file
                          : std::filesystem::path{snapshot::file_for(
                                snapshot_dir, canonical(target.config_path), snapshot.netns_inode)};
    snapshot::write(file, snapshot);
    target.snapshot = std::move(snapshot);
    target.snapshot_file = file;
}

void refresh_snapshot(Target& target, const std::string& snapshot_dir) {
    auto now = find_snapshot(target, snapshot_dir);
    if (now && !(now->released && target.parsed.unreadable)) {
        target.snapshot = std::move(now);
    }
}

}  // namespace vipwarden::commands
