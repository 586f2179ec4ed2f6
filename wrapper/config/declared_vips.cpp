// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/dialect.hpp"
#include "wrapper/config/kernel_rules.hpp"
#include "wrapper/config/placement.hpp"

namespace vipwarden::config {
namespace {

constexpr std::uint8_t kOwnerPriority = 255;

std::size_t count_addresses(const Configuration& configuration) {
    return std::transform_reduce(configuration.instances.begin(), configuration.instances.end(),
                                 std::size_t{0}, std::plus{},
                                 [](const Instance& instance) { return instance.addresses.size(); });
}

}  // namespace

std::vector<Vip> declared_vips(const Configuration& configuration) {
    const Dialect dialect = dialect_of(configuration.version);
    Placement placement{configuration, dialect, nullptr};
    // Which of two IPv6 addresses that differ in the prefix length comes first is known at run time only.
    SeenAddresses seen{true};
    std::vector<Vip> vips;
    const std::size_t count = count_addresses(configuration);
    seen.expect(count);
    vips.reserve(count);
    for (const Instance& instance : configuration.instances) {
        for (PlacedAddress& placed : placement.place(instance)) {
            if (!placed.implicit && seen.add(placed.interface, placed.address, placed.prefix_length)) {
                vips.push_back({.address = placed.address,
                                .prefix_length = placed.prefix_length,
                                .interface = std::move(placed.interface),
                                .vmac = std::move(placed.vmac),
                                .instance = instance.name,
                                .where = place_of(configuration, placed.where),
                                .owner = instance.priority == kOwnerPriority});
            }
        }
    }
    return vips;
}

}  // namespace vipwarden::config
