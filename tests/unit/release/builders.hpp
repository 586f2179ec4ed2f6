// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "netlink/interface_address.hpp"
#include "netlink/link_table.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

// The shorthand of the release tests: addresses are written "10.0.0.1/24", verdicts are read as
// "eth0 10.0.0.1/24 declared".

namespace vipwarden::release {

inline netlink::IpAddress ip(std::string_view text) {
    return netlink::parse_ip_address(text).value();
}

/// "10.0.0.1/24" or "10.0.0.1 peer 10.0.0.9/32", as ip(8) writes it.
inline netlink::InterfaceAddress on(int ifindex, std::string_view text) {
    const auto slash = text.find('/');
    const auto peer = text.find(" peer ");
    netlink::InterfaceAddress address{.ifindex = ifindex, .local = ip(text.substr(0, std::min(peer, slash)))};
    if (peer != std::string_view::npos) {
        address.peer = ip(text.substr(peer + 6, slash - peer - 6));
    }
    address.prefix_length = static_cast<std::uint8_t>(std::stoi(std::string{text.substr(slash + 1)}));
    return address;
}

inline netlink::InterfaceAddress secondary(netlink::InterfaceAddress address) {
    address.flags |= netlink::kFlagSecondary;
    return address;
}

/// As keepalived 2.3.2 and later marks what it adds.
inline netlink::InterfaceAddress marked(netlink::InterfaceAddress address) {
    address.protocol = netlink::kProtocolKeepalived;
    return address;
}

/// A VIP of instance V1, on line 12.
inline Vip vip(std::string_view cidr, std::string interface) {
    const auto address = on(0, cidr);
    return {.address = address.local,
            .prefix_length = address.prefix_length,
            .interface = std::move(interface),
            .instance = "V1",
            .where = "keepalived.conf:12"};
}

inline Vip owned(Vip vip) {
    vip.owner = true;
    return vip;
}

/// What only keepalived 2.1.5 would declare.
inline DoubtfulVip doubtful(Vip vip) {
    return {.vip = std::move(vip), .reading = "2.1.5"};
}

inline Vip recorded_at(int ifindex, Vip vip) {
    vip.ifindex = ifindex;
    return vip;
}

/// The VIP on the VMAC device of virtual router 51 over eth0.
inline Vip on_vmac(Vip vip, netlink::Family family = netlink::Family::ipv4) {
    vip.vmac = Vmac{.vrid = 51, .family = family, .base = "eth0"};
    return vip;
}

inline std::vector<netlink::Link> eth0_and_eth1() {
    return {{.index = 2, .name = "eth0"}, {.index = 3, .name = "eth1"}};
}

/// A VMAC device of virtual router 51 over the link 2.
inline netlink::Link vmac_link(int index, std::string name) {
    return {.index = index,
            .name = std::move(name),
            .kind = "macvlan",
            .mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 51},
            .lower_index = 2};
}

inline snapshot::BaselineAddress was_on(std::string interface, netlink::InterfaceAddress address) {
    return {.interface = std::move(interface), .address = std::move(address)};
}

inline snapshot::Snapshot recorded(std::vector<Vip> vips) {
    return {.generations = {std::move(vips)}};
}

inline snapshot::Snapshot with_baseline(std::vector<snapshot::BaselineAddress> baseline,
                                        std::vector<Vip> vips = {}) {
    return {.baseline = std::move(baseline), .generations = {std::move(vips)}};
}

/// The snapshot of a keepalived that was seen adding these to eth0.
inline snapshot::Snapshot learnt(const std::vector<netlink::InterfaceAddress>& addresses) {
    snapshot::Snapshot snapshot;
    for (const auto& address : addresses) {
        snapshot.learnt.push_back(snapshot::as_learnt(address, "eth0"));
    }
    return snapshot;
}

/// "eth0 10.0.0.1/24 declared" for each.
inline std::vector<std::string> verdicts(const std::vector<PlannedAddress>& planned) {
    std::vector<std::string> texts;
    for (const auto& one : planned) {
        texts.push_back(fmt::format("{} {} {}", one.interface, to_string(one.address), name(one.reason)));
    }
    return texts;
}

/// "eth0 10.0.0.1/24" for each.
inline std::vector<std::string> texts(const std::vector<snapshot::BaselineAddress>& entries) {
    std::vector<std::string> texts;
    for (const auto& entry : entries) {
        texts.push_back(fmt::format("{} {}", entry.interface, to_string(entry.address)));
    }
    return texts;
}

/// "2 10.0.0.1/24" for each: what a table holds, told by index.
inline std::vector<std::string> texts(const std::vector<netlink::InterfaceAddress>& entries) {
    std::vector<std::string> texts;
    for (const auto& entry : entries) {
        texts.push_back(fmt::format("{} {}", entry.ifindex, to_string(entry)));
    }
    return texts;
}

}  // namespace vipwarden::release
