// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netlink/ip_address.hpp"

namespace vipwarden {

/// The VRRP virtual-MAC device (macvlan) that keepalived makes for an instance with `use_vmac`: its address
/// is 00:00:5e:00:01:VRID for IPv4 and 00:00:5e:00:02:VRID for IPv6 (RFC 5798, section 7.3).
struct Vmac {
    std::uint8_t vrid{0};
    /// Decides the MAC: the instance's family, or that of the address if the device is the address's own.
    netlink::Family family{netlink::Family::ipv4};
    std::string base{};   ///< The interface below it.
    int base_ifindex{0};  ///< Of `base` when it was recorded; 0 = not known.

    bool operator==(const Vmac&) const = default;
};

/// One virtual address: what every room means by it. The value that travels from the configuration through
/// the snapshot into the plan.
struct Vip {
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};
    std::string interface {};  ///< Where keepalived puts it; for a VMAC the name that it gives the device.
    int ifindex{0};            ///< Of `interface` when it was recorded; 0 = not known.
    std::optional<Vmac>
        vmac{};  ///< Set when `interface` is a VMAC (its name may differ: taken names are evaded).
    std::string instance{};  ///< The vrrp_instance that it belongs to.
    std::string where{};     ///< "FILE:LINE" of its declaration.
    bool owner{false};       ///< The instance has priority 255: the address may be the host's own.

    bool operator==(const Vip&) const = default;
};

/// A VIP that only another reading of the configuration declares: a suspect at most.
struct DoubtfulVip {
    Vip vip{};
    std::string
        reading{};  ///< The version of keepalived that would declare it, "2.1.5"; empty: a lenient reading.

    bool operator==(const DoubtfulVip&) const = default;
};

}  // namespace vipwarden
