// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/report/report.hpp"

namespace vipwarden::report {

inline netlink::InterfaceAddress address(const char* ip, std::uint8_t length, const char* label = "") {
    return {.ifindex = 2, .local = *netlink::parse_ip_address(ip), .prefix_length = length, .label = label};
}

inline Vip vip(const char* ip, std::uint8_t length, const char* interface = "eno1") {
    return {.address = *netlink::parse_ip_address(ip),
            .prefix_length = length,
            .interface = interface,
            .instance = "V1",
            .where = "k.conf:7"};
}

inline release::PlannedAddress planned(netlink::InterfaceAddress entry, release::Reason reason, Vip of) {
    return {.address = std::move(entry), .interface = "eno1", .reason = reason, .vip = std::move(of)};
}

inline release::PlannedRouting planned_route(std::string text, release::RoutingReason reason) {
    return {.entry = netlink::Route{.protocol = 18},
            .text = std::move(text),
            .reason = reason,
            .instance = "V1",
            .where = "k.conf:20"};
}

/// The incident: two leftovers under their own prefix, one under /0, and the host's own address untouched.
inline release::Plan incident_plan() {
    return {.removals = {planned(address("172.31.161.42", 0, "eno1::1"), release::Reason::prefix_zero,
                                 vip("172.31.161.42", 32)),
                         planned(address("172.31.161.41", 32, "eno1"), release::Reason::declared,
                                 vip("172.31.161.41", 32))},
            .kept = {planned(address("172.31.161.43", 24), release::Reason::other_prefix,
                             vip("172.31.161.43", 32))}};
}

}  // namespace vipwarden::report
