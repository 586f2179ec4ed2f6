// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/commands/options.hpp"

namespace vipwarden::commands {

// One function per verb. Each returns the program's exit status, prints its result to stdout and logs to
// stderr. They throw std::system_error for what makes the verb as a whole impossible; main() says it and
// chooses the code.

/// `environment` is handed on to keepalived ("NAME=value"), less what only concerns vipwarden.
[[nodiscard]] int run(const RunOptions& options, const std::vector<std::string>& environment);
[[nodiscard]] int release(const ReleaseOptions& options);
[[nodiscard]] int snapshot(const SnapshotOptions& options);
[[nodiscard]] int list(const ListOptions& options);

}  // namespace vipwarden::commands
