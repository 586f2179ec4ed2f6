// SPDX-License-Identifier: MIT
#include "wrapper/release/address_key.hpp"

#include <algorithm>
#include <cstddef>

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::IpAddress;

/// The address with all bits behind the prefix cleared.
IpAddress network_of(IpAddress address, std::uint8_t prefix_length) {
    std::size_t left = prefix_length;
    for (auto& byte : address.bytes) {
        const auto bits = std::min<std::size_t>(left, 8);
        byte = static_cast<std::uint8_t>(byte & (0xff00U >> bits));
        left -= bits;
    }
    return address;
}

}  // namespace

EntryKey entry_key(const InterfaceAddress& address) {
    return {address.ifindex, address.local, address.prefix_length, address.peer};
}

std::set<EntryKey> entry_keys(std::span<const InterfaceAddress> addresses) {
    std::set<EntryKey> keys;
    for (const auto& address : addresses) {
        keys.insert(entry_key(address));
    }
    return keys;
}

std::set<EntryKey> entry_keys(std::span<const PlannedAddress> planned) {
    std::set<EntryKey> keys;
    for (const auto& one : planned) {
        keys.insert(entry_key(one.address));
    }
    return keys;
}

SubnetKey subnet_key(const InterfaceAddress& address) {
    return {address.ifindex, address.prefix_length,
            network_of(address.peer.value_or(address.local), address.prefix_length)};
}

}  // namespace vipwarden::release
