// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "systemd/unit.hpp"

namespace vipwarden::systemd {

/// How a job ended. That it is "done" does not mean that all is well: a unit that had to be killed at its
/// timeout is done too, so both are needed.
struct JobOutcome {
    std::string job{};          ///< "done", "canceled", "timeout", "failed", "dependency", ...
    std::string unit_result{};  ///< "success", "exit-code", "timeout", ...
    std::string active_state{};

    [[nodiscard]] bool clean() const { return job == "done" && unit_result == "success"; }
    bool operator==(const JobOutcome&) const = default;
};

/// The service manager. Units go by their full names ("keepalived.service"). Everything throws
/// std::system_error with what was tried: permission_denied, timed_out, not_connected (there is no bus),
/// read_only_file_system, or io_error for all else.
class UnitManager {
 public:
    UnitManager() = default;
    UnitManager(const UnitManager&) = delete;
    UnitManager& operator=(const UnitManager&) = delete;
    virtual ~UnitManager() = default;

    /// Also of a unit that is not running, or that does not exist (load_state).
    [[nodiscard]] virtual UnitProperties load(const std::string& unit) = 0;

    /// Reads all unit files again (`systemctl daemon-reload`).
    virtual void reload() = 0;

    /// Returns when the job has ended, whichever way.
    [[nodiscard]] virtual JobOutcome start(const std::string& unit, std::chrono::seconds patience) = 0;
    [[nodiscard]] virtual JobOutcome stop(const std::string& unit, std::chrono::seconds patience) = 0;

    /// Makes and removes the links of [Install]. They count after the next reload().
    virtual void enable(const std::string& unit) = 0;
    virtual void disable(const std::string& unit) = 0;

    /// So that nothing starts it any more, by hand or as a dependency. Counts after the next reload(). Only
    /// of a unit that has stopped: systemd forgets the commands of a masked unit's own file, ExecStopPost=
    /// among them. file_exists: its unit file is the operator's own, in /etc, and stands where the mask
    /// would.
    virtual void mask(const std::string& unit) = 0;

    /// A failed unit is inactive from then on: nothing counts it as a failure any more.
    virtual void reset_failed(const std::string& unit) = 0;
};

}  // namespace vipwarden::systemd
