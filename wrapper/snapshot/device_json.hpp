// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/declared_device.hpp"
#include "wrapper/snapshot/json_fields.hpp"

// Private to this folder: keepalived's devices in a snapshot's JSON.

namespace vipwarden::snapshot {

[[nodiscard]] Json encode_devices(const std::vector<DeclaredDevice>& devices);

/// The readable ones; each of the others counts as lost.
[[nodiscard]] std::vector<DeclaredDevice> decode_devices(const Json& json, const Place& place,
                                                         Problems& lost);

}  // namespace vipwarden::snapshot
