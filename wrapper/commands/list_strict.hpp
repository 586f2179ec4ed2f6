// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/commands/options.hpp"
#include "wrapper/commands/reading.hpp"

namespace vipwarden::commands {

/// `list --strict`: what keepalived would really configure on this machine, in the network namespace of -s or
/// of the configuration. Needs no privileges; returns the program's exit status.
[[nodiscard]] int list_strict(const ListOptions& options, Reader& reader);

}  // namespace vipwarden::commands
