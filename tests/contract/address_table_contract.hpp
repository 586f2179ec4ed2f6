// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "netlink/address_table.hpp"
#include "tests/contract/netlink_world.hpp"
#include "tests/support/entry.hpp"

namespace vipwarden::contract {

/// "3 10.0.0.1/24 secondary": what a test has to tell about an entry.
inline std::string short_form(const netlink::InterfaceAddress& address) {
    auto text = fmt::format("{} {}", address.ifindex, to_string(address));
    return is_secondary(address) ? text + " secondary" : text;
}

inline netlink::InterfaceAddress labelled(netlink::InterfaceAddress address, const std::string& label) {
    address.label = label;
    return address;
}

inline netlink::InterfaceAddress with_peer(netlink::InterfaceAddress address, const char* peer) {
    address.peer = support::ip(peer);
    return address;
}

inline netlink::InterfaceAddress with_scope(netlink::InterfaceAddress address, std::uint8_t scope) {
    address.scope = scope;
    return address;
}

/// The verbs of the table, in one line each.
class AddressTableContract : public NetlinkContract {
 protected:
    void add(const std::vector<netlink::InterfaceAddress>& entries) {
        for (const auto& address : entries) {
            ASSERT_EQ(addresses().add(address), std::error_code{}) << to_string(address);
        }
    }

    std::vector<std::error_code> remove(const std::vector<netlink::InterfaceAddress>& entries) {
        return addresses().remove(entries);
    }

    std::vector<std::string> present() {
        std::vector<std::string> lines;
        for (const auto& address : addresses().list()) {
            lines.push_back(short_form(address));
        }
        return lines;
    }
};

}  // namespace vipwarden::contract
