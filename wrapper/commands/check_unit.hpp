// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "systemd/unit.hpp"
#include "wrapper/report/check.hpp"

namespace vipwarden::commands {

/// The unit that starts keepalived, and the file that `install` writes for it.
struct UnitFacts {
    systemd::UnitProperties unit{};
    std::string drop_in{};       ///< The file's path.
    std::string drop_in_text{};  ///< Empty: there is none.
};

/// Whether there is anything to be said of it: a masked unit is out of service.
[[nodiscard]] bool is_in_service(const systemd::UnitProperties& unit);

/// Whether vipwarden releases when this unit ends: by `run`, or by `release` in its ExecStopPost=.
[[nodiscard]] bool has_vipwarden(const systemd::UnitProperties& unit);

/// What is wrong with a unit that is in service: its state, and that vipwarden is no part of it, or not the
/// part that it should be by its drop-in. `leftovers`: there are some. Pure.
[[nodiscard]] std::vector<report::Finding> unit_findings(const UnitFacts& facts, bool leftovers);

/// That the unit which releases from outside of the cgroup (systemd::release_unit) has failed when it was
/// last started. Pure.
[[nodiscard]] std::vector<report::Finding> release_findings(const systemd::UnitProperties& release);

}  // namespace vipwarden::commands
