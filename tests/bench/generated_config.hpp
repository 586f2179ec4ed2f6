// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace vipwarden::bench {

inline constexpr int kVipsOfAnInstance = 10;

/// A plain configuration that keepalived accepts, the same every time: so many instances of ten VIPs, up to
/// 255 of them on each of eth0, eth1 ...
[[nodiscard]] std::string generated_config(int instances);

/// How many interfaces that needs.
[[nodiscard]] int interfaces_of(int instances);

}  // namespace vipwarden::bench
