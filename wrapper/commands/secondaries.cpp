// SPDX-License-Identifier: MIT
#include "wrapper/commands/secondaries.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/secondary_trap.hpp"

namespace vipwarden::commands {

void promote_secondaries(snapshot::Snapshot& snapshot, netlink::LinkTable& links) {
    if (!snapshot.baseline) {
        return;
    }
    const auto present = links.list();
    const release::Interfaces interfaces{present};
    for (const int ifindex :
         release::interfaces_at_risk(present, *snapshot.baseline, recorded_vips(snapshot))) {
        const auto name = interfaces.name_of(ifindex);
        if (const auto error = links.set_promote_secondaries(ifindex, true)) {
            spdlog::warn(
                "can't switch promote_secondaries on for {}: {}. If a VIP becomes the primary address of its "
                "subnet, keepalived takes the host's addresses in it along when it removes the VIP",
                name, error.message());
            continue;
        }
        spdlog::info(
            "promote_secondaries is on for {} until the VIPs are released: one of them is in a subnet of the "
            "host",
            name);
        if (std::ranges::find(snapshot.promoted, ifindex) == snapshot.promoted.end()) {
            snapshot.promoted.push_back(ifindex);
        }
    }
}

void restore_promotion(snapshot::Snapshot& snapshot, netlink::LinkTable& links) {
    for (const int ifindex : snapshot.promoted) {
        // An error here means that the interface is gone, and its setting with it.
        (void)links.set_promote_secondaries(ifindex, false);
    }
    snapshot.promoted.clear();
}

}  // namespace vipwarden::commands
