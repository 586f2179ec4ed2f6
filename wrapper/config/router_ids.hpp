// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "wrapper/config/configuration.hpp"

namespace vipwarden::config {

/// An instance and an earlier one in whose way it gets.
using Collision = std::pair<const Instance*, const Instance*>;

/// The instances that have the virtual_router_id and family of another, and send to the same multicast group
/// on the same interface, or from the same address to the same peer. `interface_of` names the interface that
/// an instance sends multicast on; one without a name is left out.
[[nodiscard]] std::vector<Collision> find_collisions(
    const Configuration& configuration, const std::function<std::string(const Instance&)>& interface_of);

}  // namespace vipwarden::config
