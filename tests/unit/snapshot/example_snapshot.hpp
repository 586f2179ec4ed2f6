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
    const Vip on_vmac{.address = ip("2001:db8::42"),
                      .prefix_length = 128,
                      .interface = "vrrp6.51",
                      .ifindex = 9,
                      .vmac = Vmac{.vrid = 51, .family = netlink::Family::ipv6, .base = "eno1"},
                      .instance = "V6",
                      .where = "/etc/keepalived/conf.d/six.conf:3",
                      .owner = true};
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
            .generations = {{plain}, {}, {plain, on_vmac}}};
}

}  // namespace vipwarden::snapshot
