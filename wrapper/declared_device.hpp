// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "netlink/ip_address.hpp"

namespace vipwarden {

/// The device that `use_vmac` or `use_ipvlan` of an instance makes keepalived make, whether a VIP is on it or
/// not.
struct DeclaredDevice {
    enum class Kind : std::uint8_t { macvlan, ipvlan };
    Kind kind{Kind::macvlan};
    std::string name{};                 ///< What keepalived calls it, unless that name is taken.
    std::string base{};                 ///< The interface below it.
    int base_ifindex{0};                ///< Of `base` when it was recorded; 0 = not known.
    std::array<std::uint8_t, 6> mac{};  ///< Of a macvlan; an ipvlan has its base's.
    /// Of an ipvlan: the address that keepalived gives to the device itself.
    std::optional<netlink::IpAddress> address{};
    std::string instance{};
    std::string where{};  ///< "FILE:LINE"

    bool operator==(const DeclaredDevice&) const = default;
};

}  // namespace vipwarden
