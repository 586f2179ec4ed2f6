// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <system_error>

#include "systemd/unit_manager.hpp"
#include "wrapper/commands/decommission_step.hpp"

namespace vipwarden::commands {

/// Told while a stop is awaited, so that nobody takes the wait for a hang.
struct Progress {
    std::chrono::milliseconds interval{1000};
    std::function<void(std::chrono::milliseconds waited, std::chrono::seconds patience)> tell{};
};

/// The service's part of the checklist: it is stopped, then disabled, then masked. A mask any sooner would
/// make systemd forget what the unit's own file says about its stop. Each step looks at the state first, so
/// that all of it can be done again, also after a crash in between; whatever goes wrong is an item, and the
/// next step is tried all the same. In a dry run nothing is asked for.
class UnitSteps {
 public:
    /// Loads the unit. Throws std::system_error if systemd can't be asked. Keeps a reference.
    UnitSteps(systemd::UnitManager& manager, const std::string& service, bool dry_run);

    /// As it was found, later as the steps have left it.
    [[nodiscard]] const systemd::UnitProperties& unit() const { return unit_; }
    /// It runs, starts or stops at this moment.
    [[nodiscard]] bool is_running() const;
    /// systemd knows of no such unit, and nothing of it runs.
    [[nodiscard]] bool is_missing() const;

    [[nodiscard]] Step exists() const;
    [[nodiscard]] Step stop(const Progress& progress);
    [[nodiscard]] Step disable();
    [[nodiscard]] Step mask();
    /// A unit that has failed would keep the whole host "degraded". Only when all of it has ended: its
    /// control group is forgotten with it.
    [[nodiscard]] Step reset();
    /// What `vipwarden install` has set up for the unit. `drop_in`: its path, empty if there is none.
    [[nodiscard]] Step guards(const std::string& drop_in);

 private:
    template <typename Action>
    Step attempt(const std::string& name, const std::string& advice, Action action);

    systemd::UnitManager& manager_;
    bool dry_run_;
    systemd::UnitProperties unit_;
};

/// The same items where systemd can't be asked: what could not be done, and the commands to type.
[[nodiscard]] Steps without_systemd(const std::string& service, const std::system_error& why);

}  // namespace vipwarden::commands
