// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "wrapper/config/rare.hpp"
#include "wrapper/config/version.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::config {

/// Where something stands: a file of Configuration::files, and its line and column, both from 1.
struct Position {
    std::uint32_t file{0};
    int line{0};
    int column{0};

    bool operator==(const Position&) const = default;
};

/// The words of an address line that stand alone.
enum class AddressFlag : std::uint8_t {
    home = 1U << 0U,
    nodad = 1U << 1U,  ///< `-nodad`: with duplicate address detection.
    mngtmpaddr = 1U << 2U,
    noprefixroute = 1U << 3U,
    autojoin = 1U << 4U,
    no_track = 1U << 5U,
    use_vmac = 1U << 6U,  ///< On the address itself (2.2.0 and later).
    excluded = 1U << 7U,  ///< From virtual_ipaddress_excluded; no word.
};

/// What few address lines say.
struct AddressDetails {
    std::optional<std::uint8_t> scope{};  ///< RT_SCOPE_*
    std::optional<netlink::IpAddress> broadcast{};
    std::optional<netlink::IpAddress> peer{};
    std::optional<std::uint32_t> preferred_seconds{};  ///< `preferred_lft`

    bool operator==(const AddressDetails&) const = default;
};

/// One line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress, as keepalived understands
/// it. Kept small: there are tens of thousands.
struct VirtualAddress {
    netlink::IpAddress address{};
    std::uint8_t prefix_length{0};  ///< After keepalived's rules; 255 stands for one that the kernel refuses.
    std::uint8_t flags{0};          ///< AddressFlag
    Position where{};
    std::string device{};       ///< `dev`; empty = none.
    Rare<std::string> label{};  ///< IPv4 only; empty = none.
    Rare<AddressDetails> details{};

    [[nodiscard]] bool has(AddressFlag flag) const { return (flags & static_cast<std::uint8_t>(flag)) != 0; }
    void set(AddressFlag flag) { flags |= static_cast<std::uint8_t>(flag); }

    bool operator==(const VirtualAddress&) const = default;
};

/// `use_vmac` or `use_ipvlan` of an instance.
struct VirtualDevice {
    enum class Kind : std::uint8_t { macvlan, ipvlan };
    Kind kind{Kind::macvlan};
    std::string name{};  ///< The explicit name, if it is a valid one; else empty.
    /// The MAC address of `use_vmac`, if one is given; else RFC 5798's.
    std::optional<std::array<std::uint8_t, 6>> mac{};
    std::optional<netlink::IpAddress> address{};  ///< Of use_ipvlan.
    std::uint8_t prefix_length{0};                ///< Of that address.

    bool operator==(const VirtualDevice&) const = default;
};

/// An interface that something else than an address or an instance names: it must exist (2.0.0 and later).
struct NamedInterface {
    std::string name{};
    Position where{};

    bool operator==(const NamedInterface&) const = default;
};

/// One way that a route takes: a gateway, an interface, or both.
struct Nexthop {
    std::optional<netlink::IpAddress> via{};  ///< `or` may give an IPv4 route one of IPv6 (RTA_VIA).
    std::string device{};                     ///< Empty: the kernel chose the one that leads to the gateway.

    bool operator==(const Nexthop&) const = default;
};

/// One line of virtual_routes, as far as it is needed to find the route again (RTM_DELROUTE).
struct VirtualRoute {
    netlink::Family family{netlink::Family::ipv4};
    std::uint8_t prefix_length{0};
    netlink::IpAddress destination{};
    std::uint8_t type{1};  ///< RTN_*; 1 = unicast.
    std::uint8_t tos{0};
    /// RTPROT_*, after keepalived's rules. A keepalived before 2.1.4 that was built with headers of Linux 5.8
    /// or later has 18 where this says 112.
    std::uint8_t protocol{18};
    std::uint32_t table{254};  ///< RT_TABLE_*; 254 = main.
    std::uint32_t metric{0};   ///< As the kernel has it: 1024 for an IPv6 route that names none.
    std::optional<netlink::IpAddress> from{};  ///< Of an IPv6 route for packets from there only.
    std::uint8_t from_length{0};
    std::optional<netlink::IpAddress> source{};  ///< `src`
    std::vector<Nexthop>
        nexthops{};     ///< None for blackhole, unreachable, prohibit and throw; else one or more.
    std::string vrf{};  ///< If not empty, the table is that of this VRF device, and `table` means nothing.
    Position where{};

    bool operator==(const VirtualRoute&) const = default;
};

/// One line of virtual_rules, as far as it is needed to find the rule again (RTM_DELRULE).
struct VirtualRule {
    netlink::Family family{netlink::Family::ipv4};
    std::uint8_t action{1};    ///< FR_ACT_*; 1 = look a table up, 2 = go to another rule.
    std::uint8_t protocol{0};  ///< RTPROT_*, as for routes; 0 = none.
    std::uint8_t tos{0};
    std::uint32_t target{0};  ///< The table, or the rule to go to. A table of 0: that of the VRF (l3mdev).
    std::optional<std::uint32_t> priority{};  ///< Nothing: the kernel chose it (before 2.0.2).
    /// Selectors as they are written, bits behind the prefix included, as the kernel keeps them. Nothing for
    /// all addresses.
    std::optional<netlink::IpAddress> from{};
    std::uint8_t from_length{0};
    std::optional<netlink::IpAddress> to{};
    std::uint8_t to_length{0};
    std::uint32_t fwmark{0};
    std::uint32_t fwmask{0};  ///< As the kernel has it: all bits for a mark that comes without one.
    std::string input{};      ///< `iif`, `dev`
    std::string output{};     ///< `oif`
    Position where{};

    bool operator==(const VirtualRule&) const = default;
};

/// One vrrp_instance block, with all on which it depends whether and where its addresses appear.
struct Instance {
    std::string name{};
    std::string interface {};            ///< Empty if the block names none.
    std::optional<std::uint8_t> vrid{};  ///< virtual_router_id, if valid.
    std::uint8_t priority{100};
    std::optional<netlink::Family> family{};  ///< Fixed by the first thing that says so.
    std::optional<std::uint8_t> version{};    ///< Of VRRP: 2 or 3.
    std::optional<bool> strict{};             ///< strict_mode; else as vrrp_strict says.
    bool use_vmac_addr{false};
    bool vmac_xmit_base{false};
    bool no_virtual_ipaddress{false};
    bool unicast{false};  ///< There is any of unicast's keywords, usable peers or not.
    std::optional<VirtualDevice> device{};
    std::optional<netlink::IpAddress> source{};                 ///< mcast_src_ip or unicast_src_ip
    std::optional<netlink::IpAddress> multicast_destination{};  ///< mcast_dst_ip
    std::vector<netlink::IpAddress> peers{};                    ///< Those of unicast_peer that are usable.
    std::vector<VirtualAddress> addresses{};  ///< VIPs in file order, then the excluded ones in file order.
    std::vector<VirtualRoute> routes{};
    std::vector<VirtualRule> rules{};
    Position where{};

    [[nodiscard]] netlink::Family effective_family() const { return family.value_or(netlink::Family::ipv4); }
    bool operator==(const Instance&) const = default;
};

/// What a keepalived.conf says, as far as addresses depend on it: plain values between the parser and the
/// rest.
struct Configuration {
    Version version{kDefaultVersion};  ///< Read as this keepalived reads it.
    std::vector<std::string> files{};  ///< Every file that was read, in order of first reading.
    std::vector<Instance> instances{};
    std::vector<VirtualAddress> static_addresses{};  ///< Recognised, and left alone by a release.
    std::vector<NamedInterface> named_interfaces{};
    std::optional<std::string> net_namespace{};
    std::optional<std::string> instance_name{};  ///< Root keyword `instance`: names the pid files.
    std::string vmac_prefix{"vrrp"};
    std::string vmac_addr_prefix{"vrrp"};
    std::string default_interface{"eth0"};
    std::optional<netlink::IpAddress> multicast_group_ipv4{};  ///< vrrp_mcast_group4; else 224.0.0.18.
    std::optional<netlink::IpAddress> multicast_group_ipv6{};  ///< vrrp_mcast_group6; else ff02::12.
    int vrrp_version{2};
    bool vrrp_strict{false};
    bool dynamic_interfaces{false};

    bool operator==(const Configuration&) const = default;
};

/// Every virtual address that the configuration plainly gives to an instance, whatever fatal mistake stands
/// elsewhere, with the interface that keepalived would put it on: the instance's, its `dev`, or the VMAC. In
/// keepalived's order of adding; the same (interface, address, prefix) only once. Pure.
[[nodiscard]] std::vector<Vip> declared_vips(const Configuration& configuration);

}  // namespace vipwarden::config
