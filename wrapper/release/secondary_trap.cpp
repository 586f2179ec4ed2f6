// SPDX-License-Identifier: MIT
#include "wrapper/release/secondary_trap.hpp"

#include <set>
#include <utility>

#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;

/// The subnets that lose their primary; only IPv4 has any.
std::set<SubnetKey> subnets_hit(std::span<const PlannedAddress> removals) {
    std::set<SubnetKey> subnets;
    for (const auto& removal : removals) {
        const auto& address = removal.address;
        if (address.local.family == netlink::Family::ipv4 && !is_secondary(address)) {
            subnets.insert(subnet_key(address));
        }
    }
    return subnets;
}

/// Those where it is off, ascending.
std::vector<int> without_promotion(std::set<int> interfaces, const std::vector<netlink::Link>& links) {
    std::erase_if(interfaces, [&](int ifindex) {
        const auto* link = netlink::find_link(links, ifindex);
        return link == nullptr || link->promote_secondaries;
    });
    return {interfaces.begin(), interfaces.end()};
}

}  // namespace

std::vector<int> interfaces_to_promote(const KernelState& present, std::span<const PlannedAddress> removals) {
    const auto hit = subnets_hit(removals);
    const auto removed = entry_keys(removals);
    std::set<int> interfaces;
    for (const auto& address : present.addresses) {
        if (is_secondary(address) && hit.contains(subnet_key(address)) &&
            !removed.contains(entry_key(address))) {
            interfaces.insert(address.ifindex);
        }
    }
    return without_promotion(std::move(interfaces), present.links);
}

std::vector<int> interfaces_at_risk(const std::vector<netlink::Link>& links,
                                    std::span<const snapshot::BaselineAddress> host,
                                    std::span<const Vip> vips) {
    std::set<SubnetKey> subnets;
    for (const auto& known : host) {
        if (known.address.local.family == netlink::Family::ipv4) {
            subnets.insert(subnet_key(known.address));
        }
    }
    std::set<int> interfaces;
    for (const auto& vip : vips) {
        const netlink::InterfaceAddress address{
            .ifindex = vip.ifindex, .local = vip.address, .prefix_length = vip.prefix_length};
        if (subnets.contains(subnet_key(address))) {
            interfaces.insert(vip.ifindex);
        }
    }
    return without_promotion(std::move(interfaces), links);
}

std::vector<InterfaceAddress> taken_along(std::span<const InterfaceAddress> before,
                                          std::span<const PlannedAddress> removals,
                                          std::span<const InterfaceAddress> after) {
    const auto hit = subnets_hit(removals);
    const auto removed = entry_keys(removals);
    const auto present = entry_keys(after);
    std::vector<InterfaceAddress> lost;
    for (const auto& address : before) {
        const auto key = entry_key(address);
        if (hit.contains(subnet_key(address)) && !removed.contains(key) && !present.contains(key)) {
            lost.push_back(address);
        }
    }
    return lost;
}

}  // namespace vipwarden::release
