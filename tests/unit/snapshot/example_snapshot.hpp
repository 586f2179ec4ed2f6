// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::snapshot {

inline const char* const kBootId = "0b8a8f6e-4f0e-4b6b-9a43-7a3c0e1d2f10";

/// No field has its default, and every optional one is there at least once.
inline Snapshot example_snapshot() {
    const auto ip = [](const char* text) { return netlink::parse_ip_address(text).value(); };
    const BaselineAddress host{.interface = "eno1",
                               .address = {.ifindex = 2,
                                           .local = ip("172.31.161.38"),
                                           .prefix_length = 24,
                                           .peer = ip("172.31.161.1"),
                                           .broadcast = ip("172.31.161.255"),
                                           .label = "eno1:7",
                                           .scope = 253,
                                           .flags = 0x280,
                                           .metric = 100,
                                           .protocol = 3,
                                           .valid_seconds = 3600,
                                           .preferred_seconds = 1800}};
    const BaselineAddress link_local{
        .interface = "eno2",
        .address = {.ifindex = 3, .local = ip("fe80::1"), .prefix_length = 64, .scope = 253}};
    const Vip plain{.address = ip("172.31.161.42"),
                    .prefix_length = 32,
                    .interface = "eno1",
                    .ifindex = 2,
                    .instance = "V1",
                    .where = "/etc/keepalived/keepalived.conf:12"};
    const Vip on_vmac{
        .address = ip("2001:db8::42"),
        .prefix_length = 128,
        .interface = "vrrp6.51",
        .ifindex = 9,
        .vmac = Vmac{.vrid = 51, .family = netlink::Family::ipv6, .base = "eno1", .base_ifindex = 2},
        .instance = "V6",
        .where = "/etc/keepalived/conf.d/six.conf:3",
        .owner = true};
    const netlink::Route route{.family = netlink::Family::ipv6,
                               .destination = ip("2001:db8:1::"),
                               .prefix_length = 48,
                               .table = 70000,
                               .metric = 77,
                               .type = 2,
                               .tos = 16,
                               .scope = 253,
                               .protocol = 18,
                               .from = ip("2001:db8:2::"),
                               .from_length = 47,
                               .source = ip("2001:db8::42"),
                               .hops = {{.via = ip("fe80::1"), .ifindex = 2}, {.ifindex = 3}}};
    const netlink::Rule rule{.family = netlink::Family::ipv6,
                             .priority = 7,
                             .action = 2,
                             .target = 60,
                             .tos = 16,
                             .protocol = 18,
                             .from = ip("2001:db8:1::"),
                             .from_length = 48,
                             .to = ip("2001:db8:2::"),
                             .to_length = 47,
                             .fwmark = 5,
                             .fwmask = 255,
                             .input = "eno1",
                             .output = "eno2",
                             .inverted = true,
                             .others = {{22, {6}}, {23, {80, 0, 90, 0}}}};
    const DeclaredRoute declared_route{.route = route,
                                       .interfaces = {"eno1", ""},
                                       .any_table = true,
                                       .instance = "V1",
                                       .where = "/etc/keepalived/keepalived.conf:20"};
    const DeclaredRule declared_rule{
        .rule = rule, .any_priority = true, .instance = "V1", .where = "/etc/keepalived/keepalived.conf:30"};
    const DeclaredDevice vmac{.name = "vip0",
                              .base = "eno1",
                              .base_ifindex = 2,
                              .mac = {0x02, 0, 0, 0, 0xab, 0x07},
                              .instance = "V1",
                              .where = "/etc/keepalived/keepalived.conf:5"};
    const DeclaredDevice ipvlan{.kind = DeclaredDevice::Kind::ipvlan,
                                .name = "vrrp.52",
                                .base = "eno2",
                                .address = ip("192.0.2.7"),
                                .instance = "V2",
                                .where = "/etc/keepalived/keepalived.conf:50"};
    const LearntAddress learnt{
        .interface = "eno1", .ifindex = 2, .address = ip("172.31.161.77"), .prefix_length = 32};
    const LearntAddress learnt_with_peer{.interface = "eno2",
                                         .ifindex = 3,
                                         .address = ip("192.0.2.1"),
                                         .prefix_length = 30,
                                         .peer = ip("192.0.2.2")};
    return {.boot_id = kBootId,
            .config_path = "/etc/keepalived/keepalived.conf",
            .config_id = "node1",
            .keepalived_version = "2.3.3",
            .net_namespace = "blue",
            .netns_inode = 18446744073709551615U,
            .run_id = "4711",
            .supervisor = ProcessId{.pid = 4711, .start_time = 123456789012},
            .keepalived = ProcessId{.pid = 4712, .start_time = 123456789013},
            .dont_release = true,
            .released = true,
            .baseline = std::vector{host, link_local},
            .baseline_damaged = true,
            .promoted = {2, 7},
            .generations = {{plain}, {}, {plain, on_vmac}},
            .routing = {.rules = {declared_rule}, .routes = {declared_route}},
            .devices = {vmac, ipvlan},
            .learnt = {learnt, learnt_with_peer},
            .baseline_routing = {{rule, route}}};
}

}  // namespace vipwarden::snapshot
