// SPDX-License-Identifier: MIT
#include "wrapper/config/kernel_rules.hpp"

#include "wrapper/config/address_values.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

/// Of an address that the kernel makes temporary ones from.
constexpr std::uint8_t kTemplatePrefix = 64;

bool is_unspecified(const IpAddress& address) {
    return address == IpAddress{.family = address.family};
}

bool is_ipv6_loopback(const IpAddress& address) {
    IpAddress loopback{.family = Family::ipv6};
    loopback.bytes.back() = 1;
    return address == loopback;
}

}  // namespace

bool kernel_refuses(const VirtualAddress& address, const std::string& interface) {
    // inet_rtm_newaddr() in net/ipv4/devinet.c; ipv6_add_addr(), inet6_addr_add() in net/ipv6/addrconf.c
    const IpAddress& ip = address.address;
    const bool ipv6 = ip.family == Family::ipv6;
    const bool joins = address.has(AddressFlag::autojoin);
    const bool bad_multicast = joins ? !is_multicast(ip) : ipv6 && is_multicast(ip);
    const bool bad_template =
        ipv6 && address.has(AddressFlag::mngtmpaddr) && address.prefix_length != kTemplatePrefix;
    return address.prefix_length == kImpossiblePrefix || is_unspecified(ip) || bad_multicast ||
           bad_template || (is_ipv6_loopback(ip) && interface != "lo");
}

bool SeenAddresses::add(const std::string& interface, const IpAddress& address, std::uint8_t prefix_length) {
    const bool counts = prefix_counts_ || address.family == Family::ipv4;
    return numbers_.add(interface, address, counts ? prefix_length : std::uint8_t{0}).second;
}

bool SubnetScopes::admit(const std::string& interface, const Ipv4Entry& entry) {
    if (entry.address.family != Family::ipv4) {
        return true;
    }
    const auto [known, is_new] = scopes_.try_emplace(
        {interface, entry.prefix_length, netlink::network_of(entry.address, entry.prefix_length)},
        entry.scope);
    return is_new || known->second == entry.scope;
}

}  // namespace vipwarden::config
