// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "netlink/ip_address.hpp"
#include "wrapper/address_numbers.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/machine.hpp"

namespace vipwarden::config {

/// Tells whether the same address has been placed on the same interface before.
class SeenAddresses {
 public:
    /// For the kernel, the prefix length makes two of an IPv4 address only.
    explicit SeenAddresses(bool prefix_counts) : prefix_counts_{prefix_counts} {}

    /// Makes room.
    void expect(std::size_t count) { numbers_.expect(count); }

    /// False if it is there already.
    bool add(const std::string& interface, const netlink::IpAddress& address, std::uint8_t prefix_length);

 private:
    bool prefix_counts_;  ///< Of an IPv6 address.
    AddressNumbers numbers_{};
};

/// The scopes of IPv4 subnets: the kernel takes no address into one that is there with another scope
/// (__inet_insert_ifa() in net/ipv4/devinet.c). Those of IPv6 are not looked at.
class SubnetScopes {
 public:
    /// False if the kernel refuses the entry; else it stands from now on.
    bool admit(const std::string& interface, const Ipv4Entry& entry);

 private:
    std::map<std::tuple<std::string, std::uint8_t, netlink::IpAddress>, std::uint8_t> scopes_{};
};

/// What the kernel never accepts, or accepts as nothing.
[[nodiscard]] bool kernel_refuses(const VirtualAddress& address, const std::string& interface);

}  // namespace vipwarden::config
