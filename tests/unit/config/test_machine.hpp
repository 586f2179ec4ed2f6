// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "wrapper/config/mac_address.hpp"
#include "wrapper/config/machine.hpp"

namespace vipwarden::config {

/// 02:00:00:00:00:NUMBER and ADDRESS/24, with the link-local address that the kernel makes of it.
inline MachineInterface ethernet(const std::string& name, std::uint8_t number, const std::string& address) {
    MachineInterface interface {
        .name = name, .mac = { 2, 0, 0, 0, 0, number }
    };
    interface.ipv4 = {{.address = netlink::parse_ip_address(address).value(), .prefix_length = 24}};
    interface.link_local = link_local_of(interface.mac);
    return interface;
}

/// The machine on which the cases were recorded: lo, eth0, eth1, eth2, eno1.
inline Machine test_machine() {
    return {.interfaces = {{.name = "lo", .loopback = true, .multicast = false, .mtu = 65536},
                           ethernet("eth0", 0x10, "192.0.2.1"),
                           ethernet("eth1", 0x11, "198.51.100.1"),
                           ethernet("eth2", 0x12, "203.0.113.1"),
                           ethernet("eno1", 0x13, "172.31.160.5")}};
}

}  // namespace vipwarden::config
