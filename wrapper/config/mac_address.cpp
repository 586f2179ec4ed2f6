// SPDX-License-Identifier: MIT
#include "wrapper/config/mac_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace vipwarden::config {
namespace {

constexpr std::size_t kBytes = std::tuple_size_v<MacAddress>;

/// One or two hexadecimal digits at the beginning of `text`, which are taken away.
std::optional<std::uint8_t> take_byte(std::string_view& text) {
    std::uint8_t byte = 0;
    const std::string_view digits = text.substr(0, std::min(text.find(':'), text.size()));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.empty() || digits.size() > 2 || error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    text.remove_prefix(digits.size());
    return byte;
}

bool is_usable(const GivenMac& given) {
    const MacAddress& mac = given.mac;
    const bool is_multicast = (mac[0] & 1U) != 0;
    const MacAddress virtual_router =
        vrrp_mac(0, mac[4] == 1 ? netlink::Family::ipv4 : netlink::Family::ipv6);
    return !is_multicast && !std::equal(mac.begin(), mac.end() - 1, virtual_router.begin());
}

}  // namespace

std::optional<GivenMac> read_mac(std::string_view text) {
    GivenMac given;
    for (std::size_t at = 0; at < kBytes; ++at) {
        const auto byte = take_byte(text);
        if (!byte) {
            return std::nullopt;
        }
        given.mac.at(at) = *byte;
        if (at == kBytes - 2 && (text.empty() || text == ":")) {
            given.ends_in_vrid = true;
            break;
        }
        if (at < kBytes - 1 && text.empty()) {
            return std::nullopt;
        }
        text.remove_prefix(std::min(text.size(), std::size_t{1}));  // What follows six bytes does not matter.
    }
    return is_usable(given) ? std::optional{given} : std::nullopt;
}

MacAddress vrrp_mac(std::uint8_t vrid, netlink::Family family) {
    const std::uint8_t protocol = family == netlink::Family::ipv4 ? 1 : 2;
    return {0x00, 0x00, 0x5e, 0x00, protocol, vrid};
}

netlink::IpAddress link_local_of(const MacAddress& mac) {
    netlink::IpAddress address{.family = netlink::Family::ipv6};
    address.bytes = {
        0xfe,   0x80,   0,    0,    0,      0,      0,     0, static_cast<std::uint8_t>(mac[0] ^ 2U),
        mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]};
    return address;
}

}  // namespace vipwarden::config
