// SPDX-License-Identifier: MIT
#include "wrapper/release/restores.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::IpAddress;
using snapshot::BaselineAddress;

/// Two entries with equal places can't be on an interface together: the kernel answers EEXIST. For IPv4 that
/// is one local address twice in a subnet (__inet_insert_ifa()), for IPv6 one address under any prefix
/// (ipv6_add_addr()).
using Place = std::pair<IpAddress, SubnetKey>;

Place place_of(const InterfaceAddress& address) {
    return {address.local, address.local.family == netlink::Family::ipv4
                               ? subnet_key(address)
                               : SubnetKey{address.ifindex, 0, address.local}};
}

/// The places that are taken now and stay taken.
std::set<Place> places_taken(const Facts& facts, std::span<const PlannedAddress> removals) {
    const auto removed = entry_keys(removals);
    std::set<Place> places;
    for (const auto& address : facts.input().present.addresses) {
        if (!removed.contains(entry_key(address))) {
            places.insert(place_of(address));
        }
    }
    return places;
}

/// A VIP with the same IP and prefix on the interface where the address was, by its name then or now.
bool spelt_as_a_vip(const Facts& facts, const BaselineAddress& entry) {
    return std::ranges::any_of(facts.candidates(entry.address.local), [&](const Candidate& candidate) {
        const auto& vip = *candidate.vip;
        return vip.prefix_length == entry.address.prefix_length &&
               (vip.interface == entry.interface || facts.interfaces().belongs(vip, entry.address.ifindex));
    });
}

/// The subnets whose primary keepalived deleted, so that the kernel deleted its secondaries as well.
std::set<SubnetKey> subnets_bereft(const Facts& facts, const std::vector<BaselineAddress>& baseline) {
    std::set<SubnetKey> subnets;
    for (const auto& entry : baseline) {
        if (entry.address.local.family == netlink::Family::ipv4 && !is_secondary(entry.address) &&
            spelt_as_a_vip(facts, entry)) {
            subnets.insert(subnet_key(entry.address));
        }
    }
    return subnets;
}

bool is_to_be_put_back(const Facts& facts, const BaselineAddress& entry, const std::set<SubnetKey>& bereft) {
    const bool went_along = is_secondary(entry.address) && bereft.contains(subnet_key(entry.address));
    return entry.address.protocol != netlink::kProtocolKeepalived &&
           facts.interfaces().find(entry.address.ifindex) != nullptr &&
           (went_along || spelt_as_a_vip(facts, entry)) && facts.holder_of(entry.address) == nullptr;
}

}  // namespace

std::vector<BaselineAddress> restores(const Facts& facts, std::span<const PlannedAddress> removals) {
    const auto& input = facts.input();
    if (!input.snapshot || !input.snapshot->baseline || input.snapshot->released || input.options.keep_all ||
        facts.unknown_holder() != nullptr) {
        return {};
    }
    const auto bereft = subnets_bereft(facts, *input.snapshot->baseline);
    auto taken = places_taken(facts, removals);
    std::vector<BaselineAddress> missing;
    for (const auto& entry : *input.snapshot->baseline) {
        if (is_to_be_put_back(facts, entry, bereft) && taken.insert(place_of(entry.address)).second) {
            missing.push_back(entry);
        }
    }
    return missing;
}

}  // namespace vipwarden::release
