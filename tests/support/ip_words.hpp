// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "wrapper/config/configuration.hpp"

namespace vipwarden::support {

/// What ip(8) has to be told to delete exactly this: "-4 route del unicast 10.0.0.0/8 ...". Made from the
/// value alone; an independent eye on whether it is enough to find the entry.
[[nodiscard]] std::string deletion_of(const config::VirtualRoute& route);
[[nodiscard]] std::string deletion_of(const config::VirtualRule& rule);

}  // namespace vipwarden::support
