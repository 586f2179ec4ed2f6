// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "systemd/drop_in.hpp"
#include "systemd/unit.hpp"

namespace vipwarden::systemd {

/// A unit's commands as they are without vipwarden.
struct OwnCommands {
    Command start{};
    std::vector<Command> reload{};
    std::vector<Command> stop_post{};
};

[[nodiscard]] bool is_vipwarden(const Command& command);

/// The unit's commands less vipwarden's. For units that why_refused() has nothing against.
[[nodiscard]] OwnCommands own_commands(const UnitProperties& unit);

/// Why vipwarden stays out of this unit, with what to do; nothing if there is no reason.
[[nodiscard]] std::optional<std::string> why_refused(const UnitProperties& unit,
                                                     const std::vector<DropInFile>& others, Mode mode);

/// The unit keeps its commands from what vipwarden has to do: from /run, from /proc/sys, or from being root.
[[nodiscard]] bool is_confined(const UnitProperties& unit);

}  // namespace vipwarden::systemd
