// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "netlink/ip_address.hpp"
#include "wrapper/config/configuration.hpp"

namespace vipwarden::config {

/// Tells whether the same address has been placed on the same interface before.
class SeenAddresses {
 public:
    /// For the kernel, the prefix length makes two of an IPv4 address only.
    explicit SeenAddresses(bool prefix_counts) : prefix_counts_{prefix_counts} {}

    /// False if it is there already.
    bool add(const std::string& interface, const netlink::IpAddress& address, std::uint8_t prefix_length);

 private:
    struct Key {
        std::string interface {};
        netlink::IpAddress address{};
        std::uint8_t prefix_length{0};

        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };

    bool prefix_counts_;  ///< Of an IPv6 address.
    std::unordered_set<Key, Hash> seen_{};
};

/// What the kernel never accepts, or accepts as nothing.
[[nodiscard]] bool kernel_refuses(const VirtualAddress& address, const std::string& interface);

}  // namespace vipwarden::config
