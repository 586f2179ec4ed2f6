// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "wrapper/commands/target.hpp"
#include "wrapper/config/diagnostic.hpp"

namespace vipwarden::commands {

/// Why the running keepalived would not survive a reload of its files as they are now: it would end and leave
/// every VIP. Empty if it would survive, or if that can't be told: its version is not known, the files can't
/// be read (a reload without them drops the VIPs, but keepalived lives), the kernel does not answer. Throws
/// nothing: whoever is in doubt has to reload.
[[nodiscard]] std::vector<config::Diagnostic> reasons_against_reload(const Target& target);

}  // namespace vipwarden::commands
