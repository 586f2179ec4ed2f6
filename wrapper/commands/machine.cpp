// SPDX-License-Identifier: MIT
#include "wrapper/commands/machine.hpp"

#include <map>
#include <utility>
#include <vector>

namespace vipwarden::commands {

namespace {

/// The first one of each interface, by index.
std::map<int, netlink::IpAddress> link_locals(const std::vector<netlink::InterfaceAddress>& addresses) {
    std::map<int, netlink::IpAddress> first;
    for (const auto& address : addresses) {
        if (netlink::is_link_local(address.local)) {
            first.emplace(address.ifindex, address.local);
        }
    }
    return first;
}

/// Of each interface, by index.
std::map<int, std::vector<config::Ipv4Entry>> ipv4_entries(
    const std::vector<netlink::InterfaceAddress>& addresses) {
    std::map<int, std::vector<config::Ipv4Entry>> entries;
    for (const auto& address : addresses) {
        if (address.local.family == netlink::Family::ipv4) {
            entries[address.ifindex].push_back({.address = address.peer.value_or(address.local),
                                                .prefix_length = address.prefix_length,
                                                .scope = address.scope});
        }
    }
    return entries;
}

}  // namespace

config::Machine machine_of(const release::KernelState& present) {
    const auto link_local_addresses = link_locals(present.addresses);
    auto ipv4 = ipv4_entries(present.addresses);
    config::Machine machine;
    for (const auto& link : present.links) {
        auto& interface =
            machine.interfaces.emplace_back(config::MachineInterface{.name = link.name,
                                                                     .mac = link.mac,
                                                                     .loopback = link.loopback,
                                                                     .multicast = link.multicast,
                                                                     .mtu = link.mtu,
                                                                     .ipv4 = std::move(ipv4[link.index])});
        if (const auto found = link_local_addresses.find(link.index); found != link_local_addresses.end()) {
            interface.link_local = found->second;
        }
        const auto* lower = netlink::find_link(present.links, link.lower_index);
        if (link.kind == "macvlan" && lower != nullptr) {
            interface.macvlan_base = lower->name;
        }
    }
    return machine;
}

}  // namespace vipwarden::commands
