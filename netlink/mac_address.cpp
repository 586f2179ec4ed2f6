// SPDX-License-Identifier: MIT
#include "netlink/mac_address.hpp"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace vipwarden::netlink {
namespace {

constexpr std::size_t kTextLength = 17;

}  // namespace

std::string to_string(const MacAddress& mac) {
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4],
                       mac[5]);
}

std::optional<MacAddress> parse_mac_address(std::string_view text) {
    if (text.size() != kTextLength) {
        return std::nullopt;
    }
    MacAddress mac{};
    for (std::size_t part = 0; part < mac.size(); ++part) {
        const auto* const digits = text.data() + 3 * part;
        const auto [end, error] = std::from_chars(digits, digits + 2, mac.at(part), 16);
        if (error != std::errc{} || end != digits + 2 || (part > 0 && digits[-1] != ':')) {
            return std::nullopt;
        }
    }
    return mac;
}

bool is_unicast(const MacAddress& mac) {
    return (mac[0] & 0x01U) == 0 && mac != MacAddress{};
}

std::optional<VirtualRouter> virtual_router(const MacAddress& mac) {
    const bool vrrp = mac[0] == 0x00 && mac[1] == 0x00 && mac[2] == 0x5e && mac[3] == 0x00;
    if (!vrrp || (mac[4] != 0x01 && mac[4] != 0x02) || mac[5] == 0) {
        return std::nullopt;
    }
    return VirtualRouter{.family = mac[4] == 0x01 ? Family::ipv4 : Family::ipv6, .vrid = mac[5]};
}

std::string describe(const MacAddress& mac) {
    const auto router = virtual_router(mac);
    return router ? fmt::format("{} (VRRP, VRID {})", to_string(mac), router->vrid) : to_string(mac);
}

}  // namespace vipwarden::netlink
