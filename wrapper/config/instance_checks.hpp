// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/remarks.hpp"

namespace vipwarden::config {

/// What keepalived checks after reading, as far as it needs no knowledge of the machine: each finding is
/// fatal, one is enough to make it refuse everything. `head_lines` has the line with which each instance
/// begins.
void check_instances(const Configuration& configuration, std::span<const std::string_view> head_lines,
                     Remarks& remarks);

}  // namespace vipwarden::config
