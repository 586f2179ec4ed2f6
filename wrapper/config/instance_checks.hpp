// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "wrapper/config/global_reader.hpp"
#include "wrapper/config/instance_draft.hpp"
#include "wrapper/config/remarks.hpp"

namespace vipwarden::config {

/// What keepalived checks after reading, as far as it needs no knowledge of the machine: each finding is
/// fatal, one is enough to make it refuse everything.
void check_instances(std::span<const InstanceDraft> drafts, const Globals& globals, Remarks& remarks);

}  // namespace vipwarden::config
