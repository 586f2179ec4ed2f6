// SPDX-License-Identifier: MIT
#include "netlink/ip_address.hpp"

#include <algorithm>
#include <cstddef>

#include <arpa/inet.h>

namespace vipwarden::netlink {
namespace {

int address_family(Family family) {
    return family == Family::ipv4 ? AF_INET : AF_INET6;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return std::nullopt;  // inet_pton(3) would stop there and accept what stands before it.
    }
    const auto family = text.find(':') == std::string_view::npos ? Family::ipv4 : Family::ipv6;
    IpAddress address{.family = family};
    if (inet_pton(address_family(family), std::string{text}.c_str(), address.bytes.data()) != 1) {
        return std::nullopt;
    }
    return address;
}

std::string to_string(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(address_family(address.family), address.bytes.data(), text.data(), text.size());
    return text.data();
}

std::uint8_t max_prefix_length(Family family) {
    return family == Family::ipv4 ? 32 : 128;
}

bool same_subnet(const IpAddress& a, const IpAddress& b, std::uint8_t prefix_length) {
    if (a.family != b.family) {
        return false;
    }
    const unsigned bits = std::min(prefix_length, max_prefix_length(a.family));
    const std::size_t whole = bits / 8;
    if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) {
        return false;
    }
    const unsigned rest = bits % 8;
    return rest == 0 || ((a.bytes.at(whole) ^ b.bytes.at(whole)) >> (8 - rest)) == 0;
}

}  // namespace vipwarden::netlink
