// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/snapshot/json_fields.hpp"
#include "wrapper/snapshot/snapshot.hpp"

// Private to this folder: learnt addresses in the snapshot file. The format stands in
// docs/man/vipwarden-snapshot.5.scd.

namespace vipwarden::snapshot {

[[nodiscard]] Json encode_learnt(const std::vector<LearntAddress>& learnt);

/// An entry that does not name one entry of the kernel is lost.
[[nodiscard]] std::vector<LearntAddress> decode_learnt(const Json& json, const Place& place, Problems& lost);

}  // namespace vipwarden::snapshot
