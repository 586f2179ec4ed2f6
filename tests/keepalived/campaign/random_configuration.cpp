// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/random_configuration.hpp"

#include <fmt/format.h>

namespace vipwarden::campaign {
namespace {

using support::RandomSource;

constexpr int kMostVips = 20;

/// VIPs are numbered from 100, addresses of the host end in less: nothing is both.
std::string random_vip(int number, const std::string& interface, RandomSource& random) {
    const int subnet = interface == "eth0" ? 9 : 8;
    const auto label = random.chance(15) ? fmt::format(" label {}:{}", interface, number) : "";
    switch (random.below(6)) {
        case 0:
        case 1:
            return fmt::format("10.{}.0.{}/32{}", subnet, number, label);
        case 2:
            return fmt::format("10.{}.0.{}/24{}", subnet, number, label);
        case 3:
            return fmt::format("10.77.{}.{}/{}{}", subnet, number, random.pick({"24", "32"}), label);
        case 4:
            return fmt::format("10.76.{}.{}/16{}", subnet, number, label);
        default:
            return random.chance(20) ? fmt::format("10.97.{0}.{1} peer 10.98.{0}.{1}", subnet, number)
                                     : fmt::format("10.{}.0.{} dev {}", subnet, number, interface);
    }
}

std::string random_ipv6_vip(int number, const std::string& interface, RandomSource& random) {
    return fmt::format("fd00:{}::{}/{}", interface == "eth0" ? 9 : 8, number, random.pick({"64", "128"}));
}

/// An instance is of one family; the other one has to stand among the excluded.
Instance random_instance(int number, int vips, int first_vip, RandomSource& random) {
    Instance instance{.name = fmt::format("V{}", number),
                      .interface = random.chance(70) ? "eth0" : "eth1",
                      .router_id = 50 + number,
                      .priority = random.chance(15) ? 255 : 150,
                      .advert_centiseconds = random.between(5, 10),
                      .vmac = random.chance(15)};
    for (int i = 0; i < vips; ++i) {
        const int vip = first_vip + i;
        if (i > 0 && random.chance(15)) {
            instance.excluded.push_back(random_ipv6_vip(vip, instance.interface, random));
        } else if (i > 0 && random.chance(15)) {
            instance.excluded.push_back(random_vip(vip, instance.interface, random));
        } else {
            instance.vips.push_back(random_vip(vip, instance.interface, random));
        }
    }
    return instance;
}

void edit_instance(Instance& instance, int new_vip, RandomSource& random) {
    auto& vips = instance.vips;
    switch (random.below(5)) {
        case 0:
            vips.erase(vips.begin() + static_cast<std::ptrdiff_t>(random.below(vips.size())));
            break;
        case 1:
            vips.push_back(random_vip(new_vip, instance.interface, random));
            break;
        case 2:
            vips[random.below(vips.size())] = random_vip(new_vip, instance.interface, random);
            break;
        case 3:
            instance.router_id += 100;
            break;
        default:
            instance.name += "renamed";
            break;
    }
    if (vips.empty()) {
        vips.push_back(random_vip(new_vip, instance.interface, random));
    }
}

}  // namespace

Configuration random_configuration(RandomSource& random) {
    Configuration configuration;
    const int instances = random.between(1, random.chance(60) ? 1 : 4);
    const int vips = random.between(1, random.chance(70) ? 5 : kMostVips);
    int next_vip = 100;
    for (int number = 1; number <= instances; ++number) {
        const int share = std::max(1, vips / instances);
        configuration.instances.push_back(random_instance(number, share, next_vip, random));
        next_vip += share;
    }
    if (random.chance(10)) {
        configuration.static_addresses.push_back("10.66.0.1/32 dev eth0");
    }
    return configuration;
}

Configuration edited(Configuration configuration, RandomSource& random) {
    constexpr Damage kDamages[] = {Damage::unknown_interface,
                                   Damage::no_router_id,
                                   Damage::keyword_without_value,
                                   Damage::garbage,
                                   Damage::missing_brace,
                                   Damage::empty,
                                   Damage::deleted};
    auto& instances = configuration.instances;
    const int edits = random.between(1, 3);
    for (int i = 0; i < edits; ++i) {
        edit_instance(instances[random.below(instances.size())], 150 + i, random);
    }
    if (instances.size() > 1 && random.chance(30)) {
        instances.erase(instances.begin() + static_cast<std::ptrdiff_t>(random.below(instances.size())));
    }
    if (random.chance(35)) {
        configuration.damage = kDamages[random.below(std::size(kDamages))];
    }
    return configuration;
}

HostAddress secondary_host_address(RandomSource& random) {
    const std::string interface = random.pick({"eth0", "eth1"});
    const int host = random.between(10, 90);
    const int subnet = interface == "eth0" ? 9 : 8;
    return {interface, random.chance(50) ? fmt::format("10.77.{}.{}/24", subnet, host)
                                         : fmt::format("10.76.{}.{}/16", subnet, host)};
}

HostAddress random_host_address(RandomSource& random) {
    const std::string interface = random.pick({"eth0", "eth1"});
    const int subnet = interface == "eth0" ? 9 : 8;
    const int host = random.between(10, 90);
    switch (random.below(5)) {
        case 0:
            return {interface, fmt::format("10.{}.0.{}/24 broadcast +", subnet, host)};
        case 1:
            return {interface, fmt::format("10.{}.0.{}/24 label {}:h", subnet, host, interface)};
        case 2:
            return {interface, fmt::format("10.{}.0.{}/32 scope link", subnet, host)};
        case 3:
            return {interface, fmt::format("10.95.{0}.{1} peer 10.94.{0}.{1}/32", subnet, host)};
        default:
            return {interface, fmt::format("fd00:{}::{}/64", subnet, host)};
    }
}

}  // namespace vipwarden::campaign
