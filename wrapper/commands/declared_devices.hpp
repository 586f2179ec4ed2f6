// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/declared_device.hpp"

namespace vipwarden::commands {

/// The devices that the instances themselves ask for, in the order of the file. Those of single addresses
/// (`use_vmac_addr`) come with their VIPs: Vip::vmac.
[[nodiscard]] std::vector<DeclaredDevice> declared_devices(const config::Configuration& configuration);

}  // namespace vipwarden::commands
