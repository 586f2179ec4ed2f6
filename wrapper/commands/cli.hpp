// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <variant>

#include "wrapper/commands/options.hpp"

namespace vipwarden::commands {

/// Text that was asked for: --help or --version.
struct Information {
    std::string text{};
};

/// One line that says what is wrong with the command line, and where help is.
struct UsageError {
    std::string message{};
};

using CommandLine =
    std::variant<RunOptions, ReleaseOptions, SnapshotOptions, ListOptions, CheckOptions, ProbeOptions,
                 InstallOptions, UninstallOptions, DecommissionOptions, Information, UsageError>;

/// Reads vipwarden's own command line. After `run`, everything from "--" or from the first word that is not
/// an option of ours belongs to keepalived and is not judged; its first word may be keepalived's program.
/// `release`, `snapshot` and `check` take keepalived's command line behind "--" as well, to learn from it.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace vipwarden::commands
