// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
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
                 InstallOptions, UninstallOptions, ThawOptions, DecommissionOptions, Information, UsageError>;

/// Reads vipwarden's own command line. After `run`, everything from "--" or from the first word that is not
/// an option of ours belongs to keepalived and is not judged; its first word may be keepalived's program.
/// `release`, `snapshot` and `check` take keepalived's command line behind "--" as well, to learn from it.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

/// The same where the first word is a verb that needs no D-Bus (run, release, snapshot, list), or --version
/// is all that is asked; nothing elsewhere. Only that verb's options are set up: the others would cost a
/// release more time than all that it reads.
[[nodiscard]] std::optional<CommandLine> parse_lifecycle(int argc, const char* const* argv);

}  // namespace vipwarden::commands
