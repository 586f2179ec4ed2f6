// SPDX-License-Identifier: MIT
#include "netlink/neighbour_prober.hpp"

namespace vipwarden::netlink {
namespace {

/// A bridge or a bond takes what its ports receive; a VRF leaves it to its members (drivers/net/vrf.c has no
/// rx_handler). An ipvlan gets what is for its own IP addresses, and an answer to a probe is for 0.0.0.0
/// (ipvlan_addr_lookup() in drivers/net/ipvlan/ipvlan_core.c). What a macvtap or ipvtap gets, the virtual
/// machine behind it gets (tap_handle_frame() in drivers/net/tap.c).
bool is_deaf(const Link& link, const std::vector<Link>& links) {
    const auto* master = find_link(links, link.master_index);
    return link.kind == "ipvlan" || link.kind == "ipvtap" || link.kind == "macvtap" ||
           (master != nullptr && master->kind != "vrf");
}

}  // namespace

std::string explain(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::no_interface:
            return "there is no such interface";
        case Obstacle::no_neighbours:
            return "no ARP or neighbour discovery on this interface";
        case Obstacle::deaf:
            return "another interface takes its answers: ask on its bridge or bond, or on what is below it";
        case Obstacle::shared_mac:
            return "it has a virtual router's MAC address: ask on the interface below it";
        case Obstacle::down:
            return "it is down";
        case Obstacle::no_carrier:
            return "it has no carrier";
        case Obstacle::not_sent:
            return "the kernel did not send";
    }
    return {};
}

std::optional<Obstacle> obstacle_to_asking(const std::vector<Link>& links, int ifindex) {
    const auto* link = find_link(links, ifindex);
    if (link == nullptr) {
        return Obstacle::no_interface;
    }
    if (!link->has_neighbours) {
        return Obstacle::no_neighbours;
    }
    if (is_deaf(*link, links)) {
        return Obstacle::deaf;
    }
    if (virtual_router(link->mac)) {
        return Obstacle::shared_mac;
    }
    if (!link->up) {
        return Obstacle::down;
    }
    return link->carrier ? std::nullopt : std::optional{Obstacle::no_carrier};
}

}  // namespace vipwarden::netlink
