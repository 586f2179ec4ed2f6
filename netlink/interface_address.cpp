// SPDX-License-Identifier: MIT
#include "netlink/interface_address.hpp"

#include <fmt/format.h>

namespace vipwarden::netlink {

bool same_entry(const InterfaceAddress& a, const InterfaceAddress& b) {
    return a.ifindex == b.ifindex && a.local == b.local && a.peer == b.peer &&
           a.prefix_length == b.prefix_length;
}

bool is_secondary(const InterfaceAddress& address) {
    // IPv6 gives the same bit another name, IFA_F_TEMPORARY, and another meaning (linux/if_addr.h).
    return address.local.family == Family::ipv4 && (address.flags & kFlagSecondary) != 0;
}

std::string to_string(const InterfaceAddress& address) {
    auto text = to_string(address.local);
    if (address.peer) {
        text += fmt::format(" peer {}", to_string(*address.peer));
    }
    text += fmt::format("/{}", address.prefix_length);
    // The kernel labels every IPv4 address; without a colon it is the interface's name over again.
    if (address.label.find(':') != std::string::npos) {
        text += fmt::format(" label {}", address.label);
    }
    return text;
}

}  // namespace vipwarden::netlink
