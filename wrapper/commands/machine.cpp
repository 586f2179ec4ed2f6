// SPDX-License-Identifier: MIT
#include "wrapper/commands/machine.hpp"

#include <map>

namespace vipwarden::commands {

namespace {

bool is_link_local(const netlink::IpAddress& address) {
    return address.family == netlink::Family::ipv6 && address.bytes[0] == 0xfe &&
           (address.bytes[1] & 0xc0U) == 0x80;
}

/// The first one of each interface, by index.
std::map<int, netlink::IpAddress> link_locals(const std::vector<netlink::InterfaceAddress>& addresses) {
    std::map<int, netlink::IpAddress> first;
    for (const auto& address : addresses) {
        if (is_link_local(address.local)) {
            first.emplace(address.ifindex, address.local);
        }
    }
    return first;
}

}  // namespace

config::Machine machine_of(const release::KernelState& present) {
    const auto addresses = link_locals(present.addresses);
    config::Machine machine;
    for (const auto& link : present.links) {
        auto& interface =
            machine.interfaces.emplace_back(config::MachineInterface{.name = link.name,
                                                                     .mac = link.mac,
                                                                     .loopback = link.loopback,
                                                                     .multicast = link.multicast,
                                                                     .mtu = link.mtu});
        if (const auto found = addresses.find(link.index); found != addresses.end()) {
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
