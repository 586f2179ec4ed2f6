// SPDX-License-Identifier: MIT
#include "wrapper/release/interfaces.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace vipwarden::release {
namespace {

using netlink::Link;

/// RFC 5798, section 7.3: one block of MAC addresses for each family, the last octet is the VRID.
std::array<std::uint8_t, 6> vrrp_mac(const Vmac& vmac) {
    const std::uint8_t block = vmac.family == netlink::Family::ipv4 ? 0x01 : 0x02;
    return {0x00, 0x00, 0x5e, 0x00, block, vmac.vrid};
}

}  // namespace

Interfaces::Interfaces(const std::vector<Link>& links) : links_{links} {
    for (const auto& link : links_) {
        by_index_.emplace(link.index, &link);
        by_name_.emplace(link.name, &link);
    }
}

const Link* Interfaces::find(int ifindex) const {
    const auto found = by_index_.find(ifindex);
    return found == by_index_.end() ? nullptr : found->second;
}

std::string Interfaces::name_of(int ifindex) const {
    const auto* link = find(ifindex);
    return link != nullptr ? link->name : fmt::format("if{}", ifindex);
}

bool Interfaces::belongs(const Vip& vip, int ifindex) const {
    if (vip.ifindex != 0 && vip.ifindex == ifindex) {
        return true;
    }
    const auto* link = find(ifindex);
    return link != nullptr && (link->name == vip.interface || is_vmac(*link, vip));
}

bool Interfaces::has_place_for(const Vip& vip) const {
    if (by_name_.contains(vip.interface) || (vip.ifindex != 0 && by_index_.contains(vip.ifindex))) {
        return true;
    }
    return vip.vmac && std::ranges::any_of(links_, [&](const Link& link) { return is_vmac(link, vip); });
}

bool Interfaces::is_vmac(const Link& link, const Vip& vip) const {
    return vip.vmac && link.kind == "macvlan" && link.mac == vrrp_mac(*vip.vmac) &&
           sits_on(link, {vip.interface, vip.vmac->base, vip.vmac->base_ifindex});
}

bool Interfaces::is_device(const Link& link, const DeclaredDevice& device) const {
    const bool is_its_like = device.kind == DeclaredDevice::Kind::macvlan
                                 ? link.kind == "macvlan" && link.mac == device.mac
                                 : link.kind == "ipvlan" && link.name == device.name;
    return is_its_like && sits_on(link, {device.name, device.base, device.base_ifindex});
}

bool Interfaces::sits_on(const Link& link, const Seat& seat) const {
    // A lower link that can't be seen (it is in another namespace) proves nothing against the device.
    const auto* lower = find(link.lower_index);
    if (lower == nullptr || lower->name == seat.base ||
        (seat.base_ifindex != 0 && lower->index == seat.base_ifindex)) {
        return true;
    }
    const auto base = by_name_.find(seat.base);
    if (base == by_name_.end()) {
        return link.name == seat.device;  // The base was renamed, and only the device has its name still.
    }
    // On a base that is a macvlan itself the kernel stacks nothing: both get the real device as their lower
    // one (drivers/net/macvlan.c, macvlan_common_newlink()).
    return base->second->kind == "macvlan" && base->second->lower_index == link.lower_index;
}

}  // namespace vipwarden::release
