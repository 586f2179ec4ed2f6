// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wrapper/commands/options.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/report/report.hpp"

namespace vipwarden::commands {

// One function per verb. Each returns the program's exit status, prints its result to stdout and logs to
// stderr. They throw std::system_error for what makes the verb as a whole impossible; main() says it and
// chooses the code.

// `environment` ("NAME=value") is ours. `run` hands it on to keepalived, less what only concerns vipwarden;
// for the others it stands for keepalived's, as service managers give all commands of a unit the same.

[[nodiscard]] int run(const RunOptions& options, const std::vector<std::string>& environment);
[[nodiscard]] int release(const ReleaseOptions& options, const std::vector<std::string>& environment);
[[nodiscard]] int snapshot(const SnapshotOptions& options, const std::vector<std::string>& environment);

/// What keepalived says of its instances over D-Bus: ask_states() in wrapper/commands/instance_states.hpp.
using AskStates = std::function<report::InstanceStates(const std::vector<release::Holder>& holders)>;
[[nodiscard]] int list(const ListOptions& options, const std::vector<std::string>& environment,
                       const AskStates& ask_states);

/// Exit status as monitoring plugins have it: CheckCode, not ExitCode.
[[nodiscard]] int check(const CheckOptions& options, const std::vector<std::string>& environment);

/// 0; `answered` if it is not as was expected; `unavailable` if that could not be found out.
[[nodiscard]] int probe(const ProbeOptions& options);

[[nodiscard]] int install(const InstallOptions& options);
[[nodiscard]] int uninstall(const UninstallOptions& options);

/// Returns when the unit's main process has ended, and its cgroup is not frozen any more.
[[nodiscard]] int thaw(const ThawOptions& options);
[[nodiscard]] int decommission(const DecommissionOptions& options,
                               const std::vector<std::string>& environment);

}  // namespace vipwarden::commands
