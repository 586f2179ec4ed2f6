// SPDX-License-Identifier: MIT
#include "wrapper/release/vmac_devices.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "wrapper/release/address_key.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using netlink::Link;

/// One VIP for each distinct VMAC: what a link is compared with.
std::vector<const Vip*> vips_with_vmac(const Facts& facts) {
    std::vector<const Vip*> vips;
    std::set<std::tuple<std::uint8_t, netlink::Family, std::string_view, int, std::string_view>> seen;
    for (const auto& candidate : facts.candidates()) {
        const auto& vip = *candidate.vip;
        if (vip.vmac && seen.emplace(vip.vmac->vrid, vip.vmac->family, vip.vmac->base, vip.vmac->base_ifindex,
                                     vip.interface)
                            .second) {
            vips.push_back(&vip);
        }
    }
    return vips;
}

/// What the instances themselves ask for, now or while keepalived ran.
std::vector<const DeclaredDevice*> devices_of_instances(const Facts& facts) {
    std::vector<const DeclaredDevice*> devices;
    const auto add = [&devices](const std::vector<DeclaredDevice>& more) {
        std::ranges::transform(more, std::back_inserter(devices),
                               [](const DeclaredDevice& device) { return &device; });
    };
    add(facts.input().devices);
    if (facts.input().snapshot) {
        add(facts.input().snapshot->devices);
    }
    return devices;
}

PlannedLink planned_for(const Link& link, const DeclaredDevice& device) {
    return {.link = link,
            .vip = {.interface = device.name, .instance = device.instance, .where = device.where},
            .own_address = device.address};
}

/// Finds whose a link is.
class Owners {
 public:
    explicit Owners(const Facts& facts)
        : interfaces_{facts.interfaces()},
          vips_{vips_with_vmac(facts)},
          devices_{devices_of_instances(facts)} {}

    [[nodiscard]] bool empty() const { return vips_.empty() && devices_.empty(); }

    /// Nothing if it is none of keepalived's.
    [[nodiscard]] std::optional<PlannedLink> planned(const Link& link) const {
        const auto vip =
            std::ranges::find_if(vips_, [&](const Vip* one) { return interfaces_.is_vmac(link, *one); });
        if (vip != vips_.end()) {
            return PlannedLink{.link = link, .vip = **vip};
        }
        const auto device = std::ranges::find_if(
            devices_, [&](const DeclaredDevice* one) { return interfaces_.is_device(link, *one); });
        return device != devices_.end() ? std::optional{planned_for(link, **device)} : std::nullopt;
    }

    /// The device's own address, which keepalived gave it, goes with it.
    [[nodiscard]] bool is_devices_own(const InterfaceAddress& address) const {
        const auto* link = interfaces_.find(address.ifindex);
        return link != nullptr && std::ranges::any_of(devices_, [&](const DeclaredDevice* device) {
                   return device->address == address.local && interfaces_.is_device(*link, *device);
               });
    }

 private:
    const Interfaces& interfaces_;
    std::vector<const Vip*> vips_;
    std::vector<const DeclaredDevice*> devices_;
};

/// The interfaces with an address that stays. A link-local address that the plan keeps on purpose counts, any
/// other one does not.
std::set<int> occupied_interfaces(const Facts& facts, const Owners& owners, const Plan& addresses) {
    std::set<int> occupied;
    for (const auto& planned : addresses.kept) {
        occupied.insert(planned.address.ifindex);
    }
    for (const auto& restore : addresses.restores) {
        occupied.insert(restore.address.ifindex);
    }
    const auto removed = entry_keys(addresses.removals);
    for (const auto& address : facts.input().present.addresses) {
        if (!goes_with_its_device(address) && !owners.is_devices_own(address) &&
            !removed.contains(entry_key(address))) {
            occupied.insert(address.ifindex);
        }
    }
    return occupied;
}

bool used_by_a_holder(const Facts& facts, const Link& link) {
    return std::ranges::any_of(facts.input().holders, [&](const Holder& holder) {
        return !holder.vips || std::ranges::any_of(*holder.vips, [&](const Vip& vip) {
            return facts.interfaces().belongs(vip, link.index);
        }) || std::ranges::any_of(holder.devices, [&](const DeclaredDevice& device) {
            return facts.interfaces().is_device(link, device);
        });
    });
}

}  // namespace

bool goes_with_its_device(const InterfaceAddress& address) {
    return address.local.family == netlink::Family::ipv6 && address.local.bytes[0] == 0xfe &&
           (address.local.bytes[1] & 0xc0) == 0x80;
}

std::vector<PlannedLink> vmac_devices(const Facts& facts, const Plan& addresses) {
    const Owners owners{facts};
    if (owners.empty() || facts.input().options.keep_all) {
        return {};
    }
    const auto occupied = occupied_interfaces(facts, owners, addresses);
    std::vector<PlannedLink> devices;
    for (const auto& link : facts.input().present.links) {
        auto planned = occupied.contains(link.index) ? std::nullopt : owners.planned(link);
        if (planned && !used_by_a_holder(facts, link)) {
            devices.push_back(*std::move(planned));
        }
    }
    return devices;
}

}  // namespace vipwarden::release
