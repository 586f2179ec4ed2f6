// SPDX-License-Identifier: MIT
#include "wrapper/config/router_ids.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <tuple>

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

/// Those of one key may get in each other's way.
using Key = std::tuple<std::uint8_t, Family, bool, IpAddress, std::string>;

/// Of two that send by unicast, from the same address. One without an interface may be on any.
bool get_in_the_way(const Instance& a, const Instance& b) {
    const bool elsewhere = !a.interface.empty() && !b.interface.empty() && a.interface != b.interface;
    return !elsewhere && std::ranges::find_first_of(a.peers, b.peers) != a.peers.end();
}

}  // namespace

std::vector<Collision> find_collisions(const Configuration& configuration,
                                       const std::function<std::string(const Instance&)>& interface_of) {
    std::vector<Collision> collisions;
    std::map<Key, std::vector<const Instance*>> seen;
    for (const Instance& instance : configuration.instances) {
        const bool unicast = !instance.peers.empty();
        const std::string interface = unicast ? std::string{} : interface_of(instance);
        if (!instance.vrid || (!unicast && interface.empty())) {
            continue;
        }
        const IpAddress end = unicast ? instance.source.value_or(IpAddress{.family = Family::ipv4})
                                      : multicast_group(instance, configuration);
        auto& others = seen[{*instance.vrid, instance.effective_family(), unicast, end, interface}];
        const auto some = std::span{others}.first(std::min(others.size(), kCompared));
        const auto other = std::ranges::find_if(
            some, [&](const Instance* one) { return !unicast || get_in_the_way(*one, instance); });
        if (other != some.end()) {
            collisions.emplace_back(&instance, *other);
        }
        others.push_back(&instance);
    }
    return collisions;
}

}  // namespace vipwarden::config
