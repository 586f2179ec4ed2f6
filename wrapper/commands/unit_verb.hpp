// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

#include "wrapper/exit_code.hpp"
#include "wrapper/report/unit_change.hpp"

namespace vipwarden::commands {

// What `install` and `uninstall` say alike.

/// Prints the change, logs what the operator should know, and chooses the exit code.
[[nodiscard]] ExitCode tell(const report::UnitChange& change, bool json);

/// Logs why there is nothing to be done.
[[nodiscard]] ExitCode refuse(const std::string& reason);
[[nodiscard]] ExitCode refuse_name(const std::string& unit);

/// Logs that systemd, or a file, was not to be had. `advice`: what to do without the bus.
[[nodiscard]] ExitCode tell_error(const std::system_error& error, const std::string& advice);

}  // namespace vipwarden::commands
