// SPDX-License-Identifier: MIT
#include "wrapper/commands/probe_places.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "netlink/neighbour_prober.hpp"
#include "wrapper/commands/answers.hpp"

namespace vipwarden::commands {
namespace {

using netlink::InterfaceAddress;
using netlink::IpAddress;
using netlink::Link;

/// How long the prefix is by which the address is in a subnet of this entry; 0 if it is in none. That of an
/// entry with a peer is the peer's (rtnetlink(7)).
std::uint8_t subnet_match(const InterfaceAddress& entry, const IpAddress& address) {
    return entry.local != address &&
                   same_subnet(entry.peer.value_or(entry.local), address, entry.prefix_length)
               ? entry.prefix_length
               : std::uint8_t{0};
}

bool is_loopback(const std::vector<Link>& links, int ifindex) {
    const auto* link = find_link(links, ifindex);
    return link == nullptr || link->loopback;
}

/// The interfaces that have the address, or the best subnet for it.
std::set<int> near_to(const IpAddress& address, const std::vector<Link>& links,
                      const std::vector<InterfaceAddress>& present) {
    std::uint8_t best = 1;  // a prefix of length 0 is no subnet
    for (const auto& entry : present) {
        if (const auto match = subnet_match(entry, address);
            match > best && !is_loopback(links, entry.ifindex)) {
            best = match;
        }
    }
    std::set<int> found;
    for (const auto& entry : present) {
        if ((entry.local == address || subnet_match(entry, address) == best) &&
            !is_loopback(links, entry.ifindex)) {
            found.insert(entry.ifindex);
        }
    }
    return found;
}

}  // namespace

std::vector<std::string> interfaces_with(const IpAddress& address, const std::vector<Link>& links,
                                         const std::vector<InterfaceAddress>& present) {
    std::set<int> holders;
    for (const auto& entry : present) {
        if (entry.local == address) {
            holders.insert(entry.ifindex);
        }
    }
    std::vector<std::string> names;
    for (const auto& link : links) {
        if (holders.contains(link.index)) {
            names.push_back(link.name);
        }
    }
    return names;
}

std::vector<std::string> places_to_ask(const IpAddress& address, const std::vector<Link>& links,
                                       const std::vector<InterfaceAddress>& present) {
    const auto near = near_to(address, links, present);
    std::vector<std::string> names;
    for (const auto& link : links) {
        const bool chosen = near.empty() ? !obstacle_to_asking(links, link.index) : near.contains(link.index);
        const auto* place = chosen ? place_to_ask(link.name, links) : nullptr;
        if (place != nullptr && std::ranges::find(names, place->name) == names.end()) {
            names.push_back(place->name);
        }
    }
    return names;
}

}  // namespace vipwarden::commands
