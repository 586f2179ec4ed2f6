// SPDX-License-Identifier: MIT
#include "wrapper/config/placement.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <linux/rtnetlink.h>

#include "wrapper/config/kernel_rules.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

/// The number of addresses in an advertisement is one byte (RFC 5798, section 5.2.5).
constexpr std::size_t kMaxAdvertised = 255;
constexpr std::size_t kUsualMtu = 1500;

// Ethernet, IPv4 or IPv6, VRRP, and the authentication data of VRRP version 2, as keepalived counts them.
constexpr std::size_t kIpv4Overhead = 14 + 20 + 8;
constexpr std::size_t kIpv6Overhead = 14 + 40 + 8;
constexpr std::size_t kAuthenticationData = 8;

constexpr std::uint8_t kLinkLocalPrefix = 64;

/// keepalived moves the others behind the excluded addresses, and sets them all.
std::size_t advertised(const Instance& instance, const Configuration& configuration, std::size_t mtu) {
    const bool ipv6 = instance.effective_family() == Family::ipv6;
    const bool version_2 = !ipv6 && instance.version.value_or(configuration.vrrp_version) == 2;
    const std::size_t overhead = ipv6 ? kIpv6Overhead : kIpv4Overhead + (version_2 ? kAuthenticationData : 0);
    if (mtu < overhead) {
        return kMaxAdvertised;
    }
    return std::min(kMaxAdvertised, (mtu - overhead) / (ipv6 ? 16 : 4));
}

}  // namespace

std::string place_of(const Configuration& configuration, const Position& where) {
    const std::string& file = configuration.files.at(where.file);
    const std::string line = std::to_string(where.line);
    std::string place;
    place.reserve(file.size() + 1 + line.size());
    return place.append(file).append(1, ':').append(line);
}

Placement::Placement(const Configuration& configuration, const Dialect& dialect, const Machine* machine)
    : configuration_{configuration}, dialect_{dialect}, machine_{machine}, names_{dialect.vmac_evades_names} {
    if (machine != nullptr) {
        for (const MachineInterface& interface : machine->interfaces) {
            interfaces_.emplace(interface.name, &interface);
            names_.reserve(interface.name);
            if (!interface.macvlan_base.empty()) {
                names_.add(interface.name, interface.macvlan_base, interface.mac);
            }
            if (interface.link_local) {
                has_link_local_.insert(interface.name);
            }
        }
    }
    reserve_names();
}

void Placement::reserve_names() {
    for (const Instance& instance : configuration_.instances) {
        named_.insert(instance.interface);
        if (instance.device && !instance.interface.empty() && !instance.device->name.empty()) {
            names_.reserve(instance.device->name);
        }
    }
    if (machine_ == nullptr || (configuration_.dynamic_interfaces && dialect_.vmac_evades_missing)) {
        reserve_named_interfaces();
    }
}

/// Whether they are there or not.
void Placement::reserve_named_interfaces() {
    for (const Instance& instance : configuration_.instances) {
        names_.reserve(instance.interface);
        for (const VirtualAddress& address : instance.addresses) {
            if (!address.device.empty()) {
                names_.reserve(address.device);
            }
        }
    }
    for (const NamedInterface& interface : configuration_.named_interfaces) {
        names_.reserve(interface.name);
    }
}

std::vector<PlacedAddress> Placement::place(const Instance& instance) {
    std::vector<PlacedAddress> placed;
    placed.reserve(instance.addresses.size() + 1);
    const Home home = settle_home(instance, placed);
    for (const VirtualAddress* address : in_order(instance)) {
        place_address(instance, home, *address, placed);
    }
    return placed;
}

std::optional<PlacedAddress> Placement::place_static(const VirtualAddress& address) const {
    const std::string& interface = address.device.empty() ? configuration_.default_interface : address.device;
    if (kernel_refuses(address, interface)) {
        return std::nullopt;
    }
    return PlacedAddress{.address = address.address,
                         .prefix_length = address.prefix_length,
                         .interface = interface,
                         .base = interface,
                         .scope = address.details->scope.value_or(RT_SCOPE_UNIVERSE),
                         .peer = address.details->peer,
                         .where = address.where};
}

/// The VMAC is made, and thus named, before those of the addresses, even if no address uses it.
Placement::Home Placement::settle_home(const Instance& instance, std::vector<PlacedAddress>& placed) {
    Home home{.interface = instance.interface};
    if (home.interface.empty() && dialect_.no_interface == Dialect::NoInterface::default_interface &&
        instance.source && !instance.peers.empty()) {
        home.interface = configuration_.default_interface;
    }
    const bool is_cleared =
        dialect_.vmac_with_unicast == Dialect::VmacWithUnicast::cleared && !instance.peers.empty();
    if (!instance.device || instance.interface.empty() || !instance.vrid || is_cleared) {
        return home;
    }
    if (instance.device->kind == VirtualDevice::Kind::macvlan) {
        make_vmac(instance, home, placed);
    } else {
        make_ipvlan(instance, home, placed);
    }
    return home;
}

void Placement::make_vmac(const Instance& instance, Home& home, std::vector<PlacedAddress>& placed) {
    const Family family = instance.effective_family();
    const bool of_kernel = dialect_.vmac_link_local == Dialect::VmacLinkLocal::of_kernel;
    if (!is_strict(instance)) {
        home.mac = instance.device->mac;
    }
    const MacAddress mac = home.mac.value_or(vrrp_mac(*instance.vrid, of_kernel ? Family::ipv4 : family));
    home.vmac = Vmac{.vrid = *instance.vrid, .family = family, .base = instance.interface};
    home.device = names_
                      .name({.base = root_of(instance.interface),
                             .mac = mac,
                             .vrid = *instance.vrid,
                             .family = family,
                             .prefix = configuration_.vmac_prefix,
                             .wish = wish_of(*instance.device)})
                      .first;
    if (of_kernel) {
        add_link_local(instance, home.device, *home.vmac, link_local_of(mac), placed);
    } else if (family == Family::ipv6 && !sends_from_base(instance)) {
        const auto source = instance.source;
        add_link_local(instance, home.device, *home.vmac,
                       source && source->family == Family::ipv6 ? source : std::nullopt, placed);
    }
}

void Placement::make_ipvlan(const Instance& instance, Home& home, std::vector<PlacedAddress>& placed) {
    const VirtualDevice& device = *instance.device;
    const std::string name = names_.own_name({.vrid = *instance.vrid,
                                              .family = instance.effective_family(),
                                              .prefix = configuration_.vmac_prefix,
                                              .wish = wish_of(device)});
    if (!dialect_.ipvlan_on_base) {
        home.device = name;
    }
    if (machine_ != nullptr && machine_->ipvlan && device.address) {
        placed.push_back({.address = *device.address,
                          .prefix_length = device.prefix_length,
                          .interface = name,
                          .base = instance.interface,
                          .where = instance.where,
                          .implicit = true});
    }
}

/// Since 2.2.0 the instance's VMAC serves addresses of its family on its interface, and others get one of
/// their own if the address or the instance says so. Before, it serves those without `dev`.
void Placement::place_address(const Instance& instance, const Home& home, const VirtualAddress& address,
                              std::vector<PlacedAddress>& placed) {
    const Family family = address.address.family;
    const bool on_own_interface =
        address.device.empty() || (dialect_.vmac_for_own_device && address.device == home.interface);
    const bool at_home =
        on_own_interface && (!dialect_.vmac_by_family || family == instance.effective_family());
    PlacedAddress result{.address = address.address,
                         .prefix_length = address.prefix_length,
                         .interface = address.device.empty() ? home.interface : address.device,
                         .scope = address.details->scope.value_or(RT_SCOPE_UNIVERSE),
                         .peer = address.details->peer,
                         .where = address.where};
    if (result.interface.empty()) {
        return;  // keepalived has no place for it.
    }
    result.base = result.interface;
    if (at_home && !home.device.empty()) {
        result.interface = home.device;
        result.vmac = home.vmac;
    } else if (instance.vrid &&
               (address.has(AddressFlag::use_vmac) || (instance.use_vmac_addr && !at_home))) {
        make_address_vmac(instance, home, result, placed);
    }
    if (!kernel_refuses(address, result.base)) {
        placed.push_back(std::move(result));
    }
}

void Placement::make_address_vmac(const Instance& instance, const Home& home, PlacedAddress& address,
                                  std::vector<PlacedAddress>& placed) {
    const Family family = address.address.family;
    address.vmac = Vmac{.vrid = *instance.vrid, .family = family, .base = address.interface};
    const auto [name, is_new] = names_.name({.base = root_of(address.interface),
                                             .mac = home.mac.value_or(vrrp_mac(*instance.vrid, family)),
                                             .vrid = *instance.vrid,
                                             .family = family,
                                             .prefix = configuration_.vmac_addr_prefix});
    address.interface = name;
    if (is_new && family == Family::ipv6) {
        add_link_local(instance, name, *address.vmac, std::nullopt, placed);
    }
}

/// Without `wanted` that of the base, or what keepalived makes of its MAC address.
void Placement::add_link_local(const Instance& instance, const std::string& device, const Vmac& vmac,
                               std::optional<IpAddress> wanted, std::vector<PlacedAddress>& placed) {
    const MachineInterface* base = find(vmac.base);
    const MachineInterface* root = find(root_of(vmac.base));
    if (base == nullptr || root == nullptr || !has_link_local_.insert(device).second) {
        return;
    }
    if (!wanted) {
        wanted = base->link_local ? base->link_local : link_local_of(root->mac);
    }
    placed.push_back({.address = *wanted,
                      .prefix_length = kLinkLocalPrefix,
                      .interface = device,
                      .base = vmac.base,
                      .vmac = vmac,
                      .where = instance.where,
                      .implicit = true});
}

std::vector<const VirtualAddress*> Placement::in_order(const Instance& instance) const {
    const MachineInterface* interface = find(instance.interface);
    const std::size_t fitting =
        advertised(instance, configuration_, interface == nullptr ? kUsualMtu : interface->mtu);
    std::vector<const VirtualAddress*> result;
    result.reserve(instance.addresses.size());
    std::vector<const VirtualAddress*> surplus;
    for (const VirtualAddress& address : instance.addresses) {
        const bool fits = address.has(AddressFlag::excluded) || result.size() < fitting;
        (fits ? result : surplus).push_back(&address);
    }
    result.insert(result.end(), surplus.begin(), surplus.end());
    return result;
}

bool Placement::is_strict(const Instance& instance) const {
    return instance.strict.value_or(configuration_.vrrp_strict);
}

/// Whether the VMAC needs no address of its own to send from.
bool Placement::sends_from_base(const Instance& instance) const {
    if (dialect_.vmac_link_local == Dialect::VmacLinkLocal::always || is_strict(instance)) {
        return false;
    }
    const auto rule = dialect_.vmac_with_unicast;
    return instance.vmac_xmit_base || (rule == Dialect::VmacWithUnicast::sends_base && instance.unicast) ||
           (rule == Dialect::VmacWithUnicast::peer_sends_base && !instance.peers.empty());
}

/// The name of an interface that exists is none for a new device, unless it is a macvlan, which keepalived
/// replaces.
std::string Placement::wish_of(const VirtualDevice& device) const {
    if (machine_ == nullptr) {
        return named_.contains(device.name) ? std::string{} : device.name;
    }
    const MachineInterface* existing = find(device.name);
    const bool is_replaced =
        existing != nullptr && device.kind == VirtualDevice::Kind::macvlan && !existing->macvlan_base.empty();
    return existing == nullptr || is_replaced ? device.name : std::string{};
}

const MachineInterface* Placement::find(const std::string& name) const {
    const auto found = interfaces_.find(name);
    return found == interfaces_.end() ? nullptr : found->second;
}

/// A macvlan on a macvlan is one on the interface below (macvlan_common_newlink() in drivers/net/macvlan.c).
const std::string& Placement::root_of(const std::string& name) const {
    const MachineInterface* interface = find(name);
    return interface == nullptr || interface->macvlan_base.empty() ? name : interface->macvlan_base;
}

}  // namespace vipwarden::config
