// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vipwarden::commands {

/// Finds the values of "NAME=value" strings by name: what the parser asks for ${_ENV NAME}.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment lookup_in(std::vector<std::string> variables);

/// The environment that a process was started with; empty if it can't be read.
[[nodiscard]] std::vector<std::string> environment_of(pid_t pid);

}  // namespace vipwarden::commands
