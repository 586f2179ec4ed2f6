// SPDX-License-Identifier: MIT
#include "wrapper/commands/holding.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

namespace vipwarden::commands {

namespace {

using Key = std::tuple<std::string_view, std::string_view, netlink::IpAddress, std::uint8_t>;
using VipsOfInstances = std::map<std::string_view, std::set<Key>>;

/// A VIP that is declared twice is one.
void add(const Vip& vip, VipsOfInstances& vips) {
    vips[vip.instance].insert(Key{vip.instance, vip.interface, vip.address, vip.prefix_length});
}

}  // namespace

Holding holding_of(const std::vector<Vip>& declared, const std::optional<snapshot::Snapshot>& snapshot,
                   const release::KernelState& present) {
    auto baseline = snapshot;
    if (baseline) {
        baseline->generations.clear();  // what was declared once is not held by anybody
    }
    // What a release would remove now is what keepalived holds: one notion of "its VIPs" for both.
    const auto plan = release::plan({.declared = declared, .snapshot = baseline, .present = present});
    VipsOfInstances all;
    std::ranges::for_each(declared, [&all](const Vip& vip) { add(vip, all); });
    VipsOfInstances held;
    Holding result{.instances = all.size()};
    for (const auto& planned : plan.removals) {
        if (planned.reason == release::Reason::declared) {
            add(planned.vip, held);
        }
        result.learnt += planned.reason == release::Reason::learnt ? 1U : 0U;
    }
    for (const auto& [instance, vips] : held) {
        result.vips += vips.size();
        result.holding += vips.size() == all[instance].size() ? 1U : 0U;
    }
    return result;
}

std::string to_string(const Holding& holding) {
    return fmt::format("{} of {} instances hold their VIPs, {} VIPs held{}", holding.holding,
                       holding.instances, holding.vips,
                       holding.learnt > 0 ? fmt::format(", {} that nothing declares", holding.learnt) : "");
}

}  // namespace vipwarden::commands
