// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "wrapper/config/mac_address.hpp"
#include "wrapper/config/machine.hpp"

namespace vipwarden::config {

/// 02:00:00:00:00:NUMBER, with the link-local address that the kernel makes of it.
inline MachineInterface ethernet(const std::string& name, std::uint8_t number) {
    MachineInterface interface {
        .name = name, .mac = { 2, 0, 0, 0, 0, number }
    };
    interface.link_local = link_local_of(interface.mac);
    return interface;
}

/// The machine on which the cases were recorded: lo, eth0, eth1, eth2, eno1.
inline Machine test_machine() {
    return {.interfaces = {{.name = "lo", .loopback = true, .multicast = false, .mtu = 65536},
                           ethernet("eth0", 0x10),
                           ethernet("eth1", 0x11),
                           ethernet("eth2", 0x12),
                           ethernet("eno1", 0x13)}};
}

}  // namespace vipwarden::config
