// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netlink/ip_address.hpp"

namespace vipwarden::netlink {

/// IFA_PROTO of every address that keepalived 2.3.2 and later adds (RTPROT_KEEPALIVED in linux/rtnetlink.h).
inline constexpr std::uint8_t kProtocolKeepalived = 18;

/// IFA_F_SECONDARY (linux/if_addr.h): an IPv4 address that goes when its primary goes, unless promoted.
inline constexpr std::uint32_t kFlagSecondary = 0x01;

/// "Forever" in seconds, as the kernel's struct ifa_cacheinfo spells it.
inline constexpr std::uint32_t kForever = 0xffffffff;

/// One address entry of the kernel, with all that is needed to delete exactly it and to put exactly it back.
/// Field by field what RTM_NEWADDR reports (rtnetlink(7), linux/if_addr.h).
struct InterfaceAddress {
    int ifindex{0};
    IpAddress local{};                ///< IFA_LOCAL; IFA_ADDRESS where that is the only one.
    std::uint8_t prefix_length{0};    ///< ifa_prefixlen; with a peer it belongs to the peer.
    std::optional<IpAddress> peer{};  ///< IFA_ADDRESS where it differs from the local address.
    std::optional<IpAddress> broadcast{};
    std::string label{};                     ///< IFA_LABEL; IPv4 only, else empty.
    std::uint8_t scope{0};                   ///< RT_SCOPE_*.
    std::uint32_t flags{0};                  ///< IFA_F_*.
    std::uint32_t metric{0};                 ///< IFA_RT_PRIORITY; 0 = the kernel's default.
    std::optional<std::uint8_t> protocol{};  ///< IFA_PROTO; absent on kernels before 5.18 and if never set.
    std::uint32_t valid_seconds{kForever};
    std::uint32_t preferred_seconds{kForever};

    bool operator==(const InterfaceAddress&) const = default;
};

/// Whether two entries are one and the same for the kernel: interface, local address, peer and prefix length.
/// Labels, flags and lifetimes may differ: they change while an entry lives.
[[nodiscard]] bool same_entry(const InterfaceAddress& a, const InterfaceAddress& b);

[[nodiscard]] bool is_secondary(const InterfaceAddress& address);

/// "172.31.161.42/0 label eno1::1", "10.0.0.1 peer 10.0.0.9/32": as ip(8) words it, without the interface.
[[nodiscard]] std::string to_string(const InterfaceAddress& address);

}  // namespace vipwarden::netlink
