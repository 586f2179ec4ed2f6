// SPDX-License-Identifier: MIT
#include "wrapper/commands/secondaries.hpp"

#include <algorithm>
#include <iterator>

#include <spdlog/spdlog.h>

#include "wrapper/release/interfaces.hpp"
#include "wrapper/release/secondary_trap.hpp"

namespace vipwarden::commands {

bool promote_secondaries(snapshot::Snapshot& snapshot, netlink::LinkTable& links,
                         std::span<const snapshot::BaselineAddress> later) {
    auto host = snapshot.baseline.value_or(std::vector<snapshot::BaselineAddress>{});
    host.insert(host.end(), later.begin(), later.end());
    if (host.empty()) {
        return false;
    }
    bool noted = false;
    const auto present = links.list();
    const release::Interfaces interfaces{present};
    auto vips = recorded_vips(snapshot);
    std::ranges::transform(snapshot.learnt, std::back_inserter(vips), snapshot::as_vip);
    for (const int ifindex : release::interfaces_at_risk(present, host, vips)) {
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
            noted = true;
        }
    }
    return noted;
}

std::vector<snapshot::BaselineAddress> added_by_others(const std::vector<AttributedChange>& changes) {
    std::vector<snapshot::BaselineAddress> added;
    for (const auto& [change, author, who] : changes) {
        const bool is_keepalived_or_us = author == Author::keepalived || author == Author::us;
        // Only of IPv4 there are secondaries.
        if (!change.deleted && !is_keepalived_or_us && change.address.local.family == netlink::Family::ipv4) {
            added.push_back({.address = change.address});
        }
    }
    return added;
}

void restore_promotion(snapshot::Snapshot& snapshot, netlink::LinkTable& links) {
    for (const int ifindex : snapshot.promoted) {
        // An error here means that the interface is gone, and its setting with it.
        (void)links.set_promote_secondaries(ifindex, false);
    }
    snapshot.promoted.clear();
}

}  // namespace vipwarden::commands
