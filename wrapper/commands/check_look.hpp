// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/commands/options.hpp"
#include "wrapper/report/check.hpp"

namespace vipwarden::commands {

/// Looks at all that `check` is about, changes nothing, and judges it. `environment` as for the verb. Throws
/// std::system_error when the kernel's tables can't be read.
[[nodiscard]] report::CheckReport look(const CheckOptions& options,
                                       const std::vector<std::string>& environment);

/// The report of who could not look at all.
[[nodiscard]] report::CheckReport could_not_look(const std::string& why);

}  // namespace vipwarden::commands
