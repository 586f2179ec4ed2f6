// SPDX-License-Identifier: MIT
#include "tests/support/ip_words.hpp"

#include <array>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

namespace vipwarden::support {

namespace {

using netlink::Family;
using netlink::IpAddress;

const char* option(Family family) {
    return family == Family::ipv4 ? "-4" : "-6";
}

std::string subnet(const IpAddress& address, std::uint8_t length) {
    return fmt::format("{}/{}", netlink::to_string(address), length);
}

/// RTN_* of linux/rtnetlink.h; the actions of rules have the same numbers from 6 on.
std::string type_name(std::uint8_t type) {
    constexpr std::array<const char*, 10> kNames{"",         "unicast",   "local",     "broadcast",
                                                 "anycast",  "multicast", "blackhole", "unreachable",
                                                 "prohibit", "throw"};
    return kNames.at(type);
}

std::string hop_words(const config::Nexthop& hop, Family family) {
    std::string words;
    if (hop.via) {
        const char* other = hop.via->family == Family::ipv4 ? "inet " : "inet6 ";
        words +=
            fmt::format(" via {}{}", hop.via->family == family ? "" : other, netlink::to_string(*hop.via));
    }
    if (!hop.device.empty()) {
        words += " dev " + hop.device;
    }
    return words;
}

std::string action_words(const config::VirtualRule& rule) {
    switch (rule.action) {
        case 1:
            return rule.target == 0 ? "l3mdev" : fmt::format("lookup {}", rule.target);
        case 2:
            return fmt::format("goto {}", rule.target);
        case 3:
            return "nop";
        default:
            return type_name(rule.action);
    }
}

}  // namespace

std::string deletion_of(const config::VirtualRoute& route) {
    std::string words =
        fmt::format("{} route del {} {} table {} proto {}", option(route.family), type_name(route.type),
                    subnet(route.destination, route.prefix_length), route.table, route.protocol);
    if (route.family == Family::ipv4) {
        words += " scope nowhere";  // Of any scope; ip(8) would guess one from the type.
    }
    if (route.tos != 0) {
        words += fmt::format(" tos {:#x}", route.tos);
    }
    if (route.metric != 0) {
        words += fmt::format(" metric {}", route.metric);
    }
    if (route.from) {
        words += " from " + subnet(*route.from, route.from_length);
    }
    if (route.source) {
        words += " src " + netlink::to_string(*route.source);
    }
    for (const config::Nexthop& hop : route.nexthops) {
        words += (route.nexthops.size() > 1 ? " nexthop" : "") + hop_words(hop, route.family);
    }
    return words;
}

std::string deletion_of(const config::VirtualRule& rule) {
    if (!rule.priority) {
        throw std::logic_error{"a rule without a priority can't be named"};
    }
    std::string words = fmt::format("{} rule del pref {}", option(rule.family), *rule.priority);
    if (rule.protocol != 0) {
        words += fmt::format(" protocol {}", rule.protocol);
    }
    if (rule.from) {
        words += " from " + subnet(*rule.from, rule.from_length);
    }
    if (rule.to) {
        words += " to " + subnet(*rule.to, rule.to_length);
    }
    if (rule.tos != 0) {
        words += fmt::format(" tos {:#x}", rule.tos);
    }
    if (rule.fwmark != 0 || rule.fwmask != 0) {
        words += fmt::format(" fwmark {:#x}/{:#x}", rule.fwmark, rule.fwmask);
    }
    if (!rule.input.empty()) {
        words += " iif " + rule.input;
    }
    if (!rule.output.empty()) {
        words += " oif " + rule.output;
    }
    return words + ' ' + action_words(rule);
}

}  // namespace vipwarden::support
