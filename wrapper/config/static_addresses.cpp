// SPDX-License-Identifier: MIT
#include "wrapper/config/static_addresses.hpp"

#include <utility>

#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {

std::vector<PlacedAddress> static_addresses(const Configuration& configuration) {
    const Dialect dialect = dialect_of(configuration.version);
    const Placement placement{configuration, dialect, nullptr};
    std::vector<PlacedAddress> placed;
    for (const VirtualAddress& address : configuration.static_addresses) {
        if (auto one = placement.place_static(address)) {
            placed.push_back(*std::move(one));
        }
    }
    return placed;
}

}  // namespace vipwarden::config
