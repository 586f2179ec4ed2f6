// SPDX-License-Identifier: MIT
#pragma once

#include "systemd/unit.hpp"
#include "wrapper/commands/decommission_processes.hpp"
#include "wrapper/commands/environment.hpp"
#include "wrapper/commands/options.hpp"

namespace vipwarden::commands {

/// keepalived's first process of the unit: the one whose parent is none of them. Nullptr if none runs.
[[nodiscard]] const supervisor::Process* first_process(const Keepaliveds& keepaliveds);

/// Which configurations the verb is about. What the operator chose, if anything; else the command line of the
/// unit's keepalived: as it runs, else as ExecStart= has it with the unit's `environment`. A masked unit has
/// no ExecStart=, and of one that starts keepalived through a script it says nothing: there the snapshots
/// have to do, and the default. Pure.
[[nodiscard]] Selection selection_for(const Selection& given, const systemd::UnitProperties& unit,
                                      const Keepaliveds& keepaliveds, const Environment& environment);

}  // namespace vipwarden::commands
