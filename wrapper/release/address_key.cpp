// SPDX-License-Identifier: MIT
#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;

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
