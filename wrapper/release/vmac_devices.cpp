// SPDX-License-Identifier: MIT
#include "wrapper/release/vmac_devices.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::Link;

/// One VIP for each distinct VMAC: what a link is compared with.
std::vector<const Vip*> vips_with_vmac(const Facts& facts) {
    std::vector<const Vip*> vips;
    std::set<std::tuple<std::uint8_t, netlink::Family, std::string_view>> seen;
    for (const auto& candidate : facts.candidates()) {
        const auto& vmac = candidate.vip->vmac;
        if (vmac && seen.emplace(vmac->vrid, vmac->family, vmac->base).second) {
            vips.push_back(candidate.vip);
        }
    }
    return vips;
}

/// The interfaces with an address that stays. A link-local address that the plan keeps on purpose counts, any
/// other one does not.
std::set<int> occupied_interfaces(const Facts& facts, const Plan& addresses) {
    std::set<int> occupied;
    for (const auto& planned : addresses.kept) {
        occupied.insert(planned.address.ifindex);
    }
    for (const auto& restore : addresses.restores) {
        occupied.insert(restore.address.ifindex);
    }
    const auto removed = entry_keys(addresses.removals);
    for (const auto& address : facts.input().present.addresses) {
        if (!goes_with_its_device(address) && !removed.contains(entry_key(address))) {
            occupied.insert(address.ifindex);
        }
    }
    return occupied;
}

bool used_by_a_holder(const Facts& facts, const Link& link) {
    return std::ranges::any_of(facts.input().holders, [&](const Holder& holder) {
        return !holder.vips || std::ranges::any_of(*holder.vips, [&](const Vip& vip) {
            return facts.interfaces().belongs(vip, link.index);
        });
    });
}

}  // namespace

bool goes_with_its_device(const InterfaceAddress& address) {
    return address.local.family == netlink::Family::ipv6 && address.local.bytes[0] == 0xfe &&
           (address.local.bytes[1] & 0xc0) == 0x80;
}

std::vector<PlannedLink> vmac_devices(const Facts& facts, const Plan& addresses) {
    const auto vips = vips_with_vmac(facts);
    if (vips.empty() || facts.input().options.keep_all) {
        return {};
    }
    const auto occupied = occupied_interfaces(facts, addresses);
    std::vector<PlannedLink> devices;
    for (const auto& link : facts.input().present.links) {
        const auto owner = std::ranges::find_if(
            vips, [&](const Vip* vip) { return facts.interfaces().is_vmac(link, *vip->vmac); });
        if (owner != vips.end() && !occupied.contains(link.index) && !used_by_a_holder(facts, link)) {
            devices.push_back({.link = link, .vip = **owner});
        }
    }
    return devices;
}

}  // namespace vipwarden::release
