// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/placement.hpp"

namespace vipwarden::config {

/// Every address of static_ipaddress, on the interface that keepalived puts it on: its `dev`, or the default
/// one. Without those that the kernel would not take. Pure.
[[nodiscard]] std::vector<PlacedAddress> static_addresses(const Configuration& configuration);

}  // namespace vipwarden::config
