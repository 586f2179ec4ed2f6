// SPDX-License-Identifier: MIT
#include "wrapper/config/known_addresses.hpp"

namespace vipwarden::config {
namespace {

std::string key(const netlink::IpAddress& address) {
    std::string result(1, static_cast<char>(address.family));
    result.append(address.bytes.begin(), address.bytes.end());
    return result;
}

std::string key(const VirtualAddress& address) {
    return key(address.address) + address.device;
}

}  // namespace

bool KnownAddresses::repeats(const VirtualAddress& address) const {
    if (excluded_.contains(key(address))) {
        return true;
    }
    return address.has(AddressFlag::excluded) ? virtual_.contains(key(address))
                                              : virtual_addresses_.contains(key(address.address));
}

void KnownAddresses::add(const VirtualAddress& address) {
    if (address.has(AddressFlag::excluded)) {
        excluded_.insert(key(address));
    } else {
        virtual_addresses_.insert(key(address.address));
        virtual_.insert(key(address));
    }
}

void KnownAddresses::clear() {
    virtual_addresses_.clear();
    virtual_.clear();
    excluded_.clear();
}

}  // namespace vipwarden::config
