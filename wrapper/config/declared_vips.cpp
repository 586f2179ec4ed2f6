// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/vmac_names.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using netlink::IpAddress;

bool is_multicast(const IpAddress& address) {
    return address.family == Family::ipv4 ? (address.bytes[0] & 0xf0U) == 0xe0U : address.bytes[0] == 0xffU;
}

bool is_unspecified(const IpAddress& address) {
    return address == IpAddress{.family = address.family};
}

bool is_ipv6_loopback(const IpAddress& address) {
    IpAddress loopback{.family = Family::ipv6};
    loopback.bytes.back() = 1;
    return address == loopback;
}

/// What the kernel never accepts (ipv6_add_addr() in net/ipv6/addrconf.c, ip_mc_autojoin_config() in
/// net/ipv4/devinet.c), or accepts as nothing (0.0.0.0).
bool kernel_refuses(const VirtualAddress& address, const std::string& interface) {
    const IpAddress& ip = address.address;
    const bool joins = std::ranges::find(address.flags, "autojoin") != address.flags.end();
    const bool wants_autojoin = ip.family == Family::ipv6 && is_multicast(ip);
    return is_unspecified(ip) || (is_ipv6_loopback(ip) && interface != "lo") || (wants_autojoin && !joins) ||
           (joins && !is_multicast(ip));
}

class Declarations {
 public:
    explicit Declarations(const Configuration& configuration) : configuration_{configuration} {}

    std::vector<Vip> list() {
        for (const Instance& instance : configuration_.instances) {
            interfaces_.insert(instance.interface);
            names_.reserve(instance.interface);
            if (has_vmac(instance) && instance.device->name) {
                names_.reserve(*instance.device->name);
            }
        }
        for (const Instance& instance : configuration_.instances) {
            declare(instance);
        }
        return std::move(vips_);
    }

 private:
    static bool has_vmac(const Instance& instance) {
        return instance.device && instance.device->kind == VirtualDevice::Kind::macvlan &&
               !instance.interface.empty() && instance.vrid;
    }

    /// The name of an interface that exists is none for a VMAC; keepalived ignores it.
    [[nodiscard]] std::optional<std::string> wish(const Instance& instance) const {
        const std::optional<std::string>& name = instance.device->name;
        return name && interfaces_.contains(*name) ? std::nullopt : name;
    }

    void declare(const Instance& instance) {
        if (has_vmac(instance)) {
            // Made, and thus named, before those of the addresses, even if no address uses it.
            names_.name({.vrid = *instance.vrid, .family = instance.family, .base = instance.interface},
                        configuration_.vmac_prefix, wish(instance));
        }
        for (const VirtualAddress& address : instance.addresses) {
            declare(instance, address);
        }
    }

    void declare(const Instance& instance, const VirtualAddress& address) {
        Vip vip{.address = address.address,
                .prefix_length = address.prefix_length,
                .interface = address.device.value_or(instance.interface),
                .instance = instance.name,
                .where = address.where.file + ':' + std::to_string(address.where.line),
                .owner = instance.priority == 255};
        if (vip.interface.empty()) {
            return;  // keepalived has no place for it.
        }
        if (uses_vmac(instance, address)) {
            vip.vmac = Vmac{.vrid = *instance.vrid, .family = address.address.family, .base = vip.interface};
            vip.interface = names_.name(*vip.vmac, configuration_.vmac_addr_prefix, std::nullopt);
        }
        const bool refused = kernel_refuses(address, vip.interface);
        if (!refused && seen_.emplace(vip.address, vip.prefix_length, vip.interface).second) {
            vips_.push_back(std::move(vip));
        }
    }

    /// keepalived 2.2 and later: the VMAC of the instance serves addresses of its family on its interface.
    /// Others get a VMAC of their own if the address or the instance says so. With an ipvlan the addresses
    /// are on the base interface.
    static bool uses_vmac(const Instance& instance, const VirtualAddress& address) {
        if (!instance.vrid) {
            return false;
        }
        const bool at_home = address.device.value_or(instance.interface) == instance.interface &&
                             address.address.family == instance.family;
        return address.use_vmac || (at_home ? has_vmac(instance) : instance.use_vmac_addr);
    }

    const Configuration& configuration_;
    VmacNames names_{};
    std::unordered_set<std::string> interfaces_{};  ///< Those that the instances run on.
    std::vector<Vip> vips_{};
    std::set<std::tuple<IpAddress, std::uint8_t, std::string>> seen_{};
};

}  // namespace

std::vector<Vip> declared_vips(const Configuration& configuration) {
    return Declarations{configuration}.list();
}

}  // namespace vipwarden::config
