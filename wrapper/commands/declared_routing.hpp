// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/config/configuration.hpp"
#include "wrapper/declared_routing.hpp"

namespace vipwarden::commands {

/// Every virtual route and rule that the configuration gives to an instance, in the order of the file. Static
/// ones are not among them: those stay when keepalived ends.
[[nodiscard]] DeclaredRouting declared_routing(const config::Configuration& configuration);

}  // namespace vipwarden::commands
