// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "systemd/unit.hpp"
#include "wrapper/commands/environment.hpp"

namespace vipwarden::commands {

/// "NAME=value" of each line of a file for EnvironmentFile= (systemd.exec(5)), the last one first, as it is
/// the one that counts. Escapes and lines that go on in the next are taken as they stand. Pure.
[[nodiscard]] std::vector<std::string> variables_in(std::string_view file);

/// What Environment= and EnvironmentFile= give to the unit's processes, as the files are now; of a variable
/// that is set twice the one that counts comes first. A file that can't be read gives nothing.
[[nodiscard]] std::vector<std::string> environment_of(const systemd::UnitProperties& unit);

/// The words of a command as systemd hands them on (systemd.service(5), "COMMAND LINES"): a word "$NAME"
/// becomes as many words as its value has, "${NAME}" its value, what is not set nothing. Pure.
[[nodiscard]] std::vector<std::string> expanded(const std::vector<std::string>& words,
                                                const Environment& environment);

}  // namespace vipwarden::commands
