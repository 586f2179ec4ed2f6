// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/diagnostic.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// One line of virtual_ipaddress or virtual_ipaddress_excluded, as keepalived understands it.
struct VirtualAddress {
    netlink::IpAddress address{};
    std::uint8_t prefix_length{
        0};  ///< After keepalived's rules: default 32/128, "/" = 0, a peer forces 32/128.
    std::optional<std::string> device{};  ///< `dev`
    std::optional<std::string> label{};   ///< IPv4 only; dropped for IPv6 as keepalived does.
    std::optional<std::uint8_t> scope{};  ///< RT_SCOPE_*
    std::optional<netlink::IpAddress> broadcast{};
    std::optional<netlink::IpAddress> peer{};
    std::vector<std::string>
        flags{};           ///< home, -nodad, mngtmpaddr, noprefixroute, autojoin, no_track, …, as written.
    bool excluded{false};  ///< From virtual_ipaddress_excluded.
    bool use_vmac{false};  ///< `use_vmac` on the address itself (2.2.0 and later).
    Location where{};

    bool operator==(const VirtualAddress&) const = default;
};

/// `use_vmac` or `use_ipvlan` of an instance.
struct VirtualDevice {
    enum class Kind { macvlan, ipvlan };
    Kind kind{Kind::macvlan};
    std::optional<std::string> name{};  ///< The explicit name, if it is a valid one.

    bool operator==(const VirtualDevice&) const = default;
};

/// One vrrp_instance block.
struct Instance {
    std::string name{};
    std::string interface {};            ///< Empty if the block names none.
    std::optional<std::uint8_t> vrid{};  ///< virtual_router_id, if valid.
    int priority{100};
    netlink::Family family{netlink::Family::ipv4};
    std::optional<VirtualDevice> device{};
    bool use_vmac_addr{false};
    std::vector<VirtualAddress> addresses{};  ///< In keepalived's order of adding: VIPs, then excluded ones.
    Location where{};

    bool operator==(const Instance&) const = default;
};

/// What a keepalived.conf says, as far as addresses depend on it: plain values between the parser and the
/// rest.
struct Configuration {
    std::vector<Instance> instances{};
    std::optional<std::string> net_namespace{};
    std::optional<std::string> instance_name{};  ///< Root keyword `instance`: names the pid files.
    std::string vmac_prefix{"vrrp"};
    std::string vmac_addr_prefix{"vrrp"};
    bool dynamic_interfaces{false};

    bool operator==(const Configuration&) const = default;
};

/// Every virtual address that the configuration plainly gives to an instance, with the interface that
/// keepalived would put it on: the instance's, its `dev`, or the VMAC. In keepalived's order of adding; the
/// same (interface, address, prefix) only once. Pure.
[[nodiscard]] std::vector<Vip> declared_vips(const Configuration& configuration);

}  // namespace vipwarden::config
