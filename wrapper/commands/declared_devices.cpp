// SPDX-License-Identifier: MIT
#include "wrapper/commands/declared_devices.hpp"

#include <string>

#include "wrapper/config/mac_address.hpp"
#include "wrapper/config/placement.hpp"

namespace vipwarden::commands {

namespace {

using Kind = config::VirtualDevice::Kind;

/// A MAC address of its own is not for strict instances: keepalived ignores it then.
config::MacAddress mac_of(const config::Instance& instance, const config::Configuration& configuration) {
    const auto standard = config::vrrp_mac(*instance.vrid, instance.effective_family());
    const bool is_strict = instance.strict.value_or(configuration.vrrp_strict);
    return is_strict ? standard : instance.device->mac.value_or(standard);
}

DeclaredDevice declared(const config::Instance& instance, const config::Configuration& configuration) {
    const auto& device = *instance.device;
    const bool is_ipvlan = device.kind == Kind::ipvlan;
    DeclaredDevice result{.kind = is_ipvlan ? DeclaredDevice::Kind::ipvlan : DeclaredDevice::Kind::macvlan,
                          .name = device.name.empty()
                                      ? configuration.vmac_prefix + '.' + std::to_string(*instance.vrid)
                                      : device.name,
                          .base = instance.interface,
                          .address = device.address,
                          .instance = instance.name,
                          .where = place_of(configuration, instance.where)};
    if (!is_ipvlan) {
        result.mac = mac_of(instance, configuration);
    }
    return result;
}

}  // namespace

std::vector<DeclaredDevice> declared_devices(const config::Configuration& configuration) {
    std::vector<DeclaredDevice> devices;
    for (const auto& instance : configuration.instances) {
        if (instance.device && instance.vrid && !instance.interface.empty()) {
            devices.push_back(declared(instance, configuration));
        }
    }
    return devices;
}

}  // namespace vipwarden::commands
