// SPDX-License-Identifier: MIT
#include "wrapper/config/router_ids.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <utility>

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

/// More than some on one virtual_router_id are a mistake that shows with the first ones.
constexpr std::size_t kCompared = 100;

/// The group of VRRP: RFC 5798, section 5.1.1.2 and 5.1.2.2.
IpAddress multicast_group(const Instance& instance, const Configuration& configuration) {
    if (instance.multicast_destination) {
        return *instance.multicast_destination;
    }
    if (instance.effective_family() == Family::ipv4) {
        IpAddress usual{.family = Family::ipv4, .bytes = {224, 0, 0, 18}};
        return configuration.multicast_group_ipv4.value_or(usual);
    }
    IpAddress usual{.family = Family::ipv6, .bytes = {0xff, 0x02}};
    usual.bytes.back() = 0x12;
    return configuration.multicast_group_ipv6.value_or(usual);
}

/// An instance, and what another one has to share with it to get in its way.
struct Candidate {
    std::uint8_t router_id{0};
    Family family{Family::ipv4};
    bool unicast{false};
    IpAddress end{};           ///< The group that it sends to, or the source that it sends from.
    std::string interface {};  ///< Of multicast.
    const Instance* instance{nullptr};

    [[nodiscard]] auto key() const { return std::tie(router_id, family, unicast, end, interface); }
};

/// Of two that send by unicast, from the same address. One without an interface may be on any.
bool get_in_the_way(const Instance& a, const Instance& b) {
    const bool elsewhere = !a.interface.empty() && !b.interface.empty() && a.interface != b.interface;
    return !elsewhere && std::ranges::find_first_of(a.peers, b.peers) != a.peers.end();
}

std::vector<Candidate> candidates_of(const Configuration& configuration,
                                     const std::function<std::string(const Instance&)>& interface_of) {
    std::vector<Candidate> candidates;
    candidates.reserve(configuration.instances.size());
    for (const Instance& instance : configuration.instances) {
        const bool unicast = !instance.peers.empty();
        std::string interface = unicast ? std::string{} : interface_of(instance);
        if (!instance.vrid || (!unicast && interface.empty())) {
            continue;
        }
        candidates.push_back({.router_id = *instance.vrid,
                              .family = instance.effective_family(),
                              .unicast = unicast,
                              .end = unicast ? instance.source.value_or(IpAddress{.family = Family::ipv4})
                                             : multicast_group(instance, configuration),
                              .interface = std::move(interface),
                              .instance = &instance});
    }
    return candidates;
}

/// The first of the candidates before this one that is in its way.
const Instance* obstacle(const Candidate& candidate, std::span<const Candidate> before) {
    before = before.first(std::min(before.size(), kCompared));
    const auto found = std::ranges::find_if(before, [&](const Candidate& one) {
        return !one.unicast || get_in_the_way(*one.instance, *candidate.instance);
    });
    return found == before.end() ? nullptr : found->instance;
}

}  // namespace

std::vector<Collision> find_collisions(const Configuration& configuration,
                                       const std::function<std::string(const Instance&)>& interface_of) {
    std::vector<Candidate> candidates = candidates_of(configuration, interface_of);
    std::ranges::stable_sort(candidates, {}, &Candidate::key);
    std::vector<Collision> collisions;
    std::size_t first = 0;  // Of those with the same key.
    for (std::size_t at = 0; at < candidates.size(); ++at) {
        first = candidates[at].key() == candidates[first].key() ? first : at;
        const auto before = std::span{candidates}.subspan(first, at - first);
        if (const Instance* const other = obstacle(candidates[at], before)) {
            collisions.emplace_back(candidates[at].instance, other);
        }
    }
    std::ranges::sort(collisions, std::less{}, &Collision::first);  // In the order of the file.
    return collisions;
}

}  // namespace vipwarden::config
