// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace vipwarden::commands {

/// The configuration that a running keepalived has really loaded, whatever its files say by now: 2.2.0 and
/// later keep the text that they read, includes resolved, in a memfd. Reading it through /proc has no side
/// effect. It reads as a configuration file: the marks that keepalived adds stand behind comment signs.
/// Nothing for older versions, for a process that may not be looked at, and for one without such a file.
[[nodiscard]] std::optional<std::string> loaded_configuration(pid_t keepalived);

}  // namespace vipwarden::commands
