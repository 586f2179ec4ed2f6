// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"

namespace vipwarden::config {

/// One IPv4 address of an interface, as far as it decides which others may stand beside it.
struct Ipv4Entry {
    netlink::IpAddress address{};  ///< IFA_ADDRESS: the peer's, where there is one.
    std::uint8_t prefix_length{0};
    std::uint8_t scope{0};  ///< RT_SCOPE_*

    bool operator==(const Ipv4Entry&) const = default;
};

/// One network interface, as far as keepalived's reading of a configuration depends on it.
struct MachineInterface {
    std::string name{};
    std::array<std::uint8_t, 6> mac{};  ///< All zero if it has none of six bytes.
    bool loopback{false};               ///< IFF_LOOPBACK
    bool multicast{true};               ///< IFF_MULTICAST
    std::uint32_t mtu{1500};
    std::optional<netlink::IpAddress> link_local{};  ///< Its first address in fe80::/10.
    std::vector<Ipv4Entry> ipv4{};
    std::string macvlan_base{};  ///< The name of the interface below, if it is a macvlan; else empty.

    bool operator==(const MachineInterface&) const = default;
};

/// The namespace that keepalived runs in, at its start.
struct Machine {
    std::vector<MachineInterface> interfaces{};
    bool ipvlan{false};  ///< The kernel can make ipvlans.

    bool operator==(const Machine&) const = default;
};

}  // namespace vipwarden::config
