// SPDX-License-Identifier: MIT
#include "netlink/wire_address.hpp"

#include <cstring>

namespace vipwarden::netlink {

std::size_t wire_size(Family family) {
    return family == Family::ipv4 ? 4 : 16;
}

std::span<const std::byte> wire_bytes(const IpAddress& address) {
    return std::as_bytes(std::span{address.bytes}.first(wire_size(address.family)));
}

std::optional<IpAddress> get_address(const nlattr* attribute, Family family) {
    if (attribute == nullptr || static_cast<std::size_t>(nla_len(attribute)) < wire_size(family)) {
        return std::nullopt;
    }
    IpAddress address{.family = family};
    std::memcpy(address.bytes.data(), nla_data(attribute), wire_size(family));
    return address;
}

}  // namespace vipwarden::netlink
