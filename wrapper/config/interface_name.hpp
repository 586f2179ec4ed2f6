// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace vipwarden::config {

/// IFNAMSIZ less its terminating NUL (linux/if.h).
inline constexpr std::size_t kMaxInterfaceName = 15;

}  // namespace vipwarden::config
