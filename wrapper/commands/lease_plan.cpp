// SPDX-License-Identifier: MIT
#include "wrapper/commands/lease_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <linux/if_addr.h>

#include "wrapper/release/secondary_trap.hpp"

namespace vipwarden::commands {

namespace {

using netlink::InterfaceAddress;

/// See netlink::AddressTable::set_lifetime().
bool is_bound_to_a_route(const InterfaceAddress& address) {
    return address.local.family == netlink::Family::ipv6 &&
           address.prefix_length < netlink::max_prefix_length(address.local.family) &&
           (address.flags & IFA_F_NOPREFIXROUTE) == 0;
}

using Untracked = std::set<std::pair<netlink::IpAddress, std::uint8_t>>;

Untracked untracked_by(const config::Configuration& configuration) {
    Untracked untracked;
    for (const auto& instance : configuration.instances) {
        for (const auto& address : instance.addresses) {
            if (address.has(config::AddressFlag::no_track)) {
                untracked.emplace(address.address, address.prefix_length);
            }
        }
    }
    return untracked;
}

std::optional<WhyNoLease> why_no_lease(const InterfaceAddress& address, const Untracked& untracked) {
    if (is_bound_to_a_route(address)) {
        return WhyNoLease::bound_to_a_route;
    }
    return untracked.contains({address.local, address.prefix_length}) ? std::optional{WhyNoLease::not_tracked}
                                                                      : std::nullopt;
}

}  // namespace

std::string explain(const VipWithoutLease& vip) {
    const auto& address = vip.planned.address;
    const auto begin = fmt::format("no lease for {} on {}: ", to_string(address), vip.planned.interface);
    const auto* end = "; as it is, it stays if everything here dies or freezes";
    switch (vip.why) {
        case WhyNoLease::bound_to_a_route:
            return begin +
                   fmt::format(
                       "with such an address the kernel ends the route to its subnet, which may be the "
                       "host's. Declare it as {}/{}",
                       to_string(address.local), netlink::max_prefix_length(address.local.family)) +
                   end;
        case WhyNoLease::not_tracked:
            break;
    }
    return begin +
           "keepalived would not add it again if it ended with a late renewal. Declare it without no_track" +
           end;
}

LeasePlan plan_lease(const Target& target, const release::KernelState& present,
                     const AddressAuthors& authors) {
    LeasePlan result;
    auto removals =
        release::plan({.declared = target.declared, .snapshot = target.snapshot, .present = present})
            .removals;
    std::ranges::reverse(removals);  // They are planned in the reverse of the kernel's order.
    const auto untracked = untracked_by(target.parsed.configuration);
    for (auto& planned : removals) {
        if (!authors.may_be_of_living(planned.address)) {
            continue;
        }
        if (const auto why = why_no_lease(planned.address, untracked)) {
            result.exempt.push_back({.planned = std::move(planned), .why = *why});
        } else {
            result.leased.push_back(std::move(planned));
        }
    }
    result.promote = release::interfaces_to_promote(present, result.leased);
    return result;
}

void leave_out(LeasePlan& plan, const std::vector<int>& interfaces) {
    std::erase_if(plan.leased, [&](const release::PlannedAddress& planned) {
        return std::ranges::find(interfaces, planned.address.ifindex) != interfaces.end();
    });
}

}  // namespace vipwarden::commands
