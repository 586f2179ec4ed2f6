// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "systemd/sdbus_unit_manager.hpp"
#include "systemd/unit_name.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/frozen_cgroup.hpp"
#include "wrapper/commands/unit_verb.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

namespace {

// systemd(1): where systemd freezes units the whole tree is one of cgroup2, and is here.
constexpr const char* kCgroups = "/sys/fs/cgroup";

ExitCode tell(Thawing thawing, const systemd::UnitProperties& unit) {
    switch (thawing) {
        case Thawing::not_needed:
            break;
        case Thawing::done:
            spdlog::warn(
                "the main process of {} (pid {}) has died while the unit was frozen: thawed it, for "
                "systemd can't end it otherwise",
                unit.name, unit.main_pid);
            break;
        case Thawing::from_above:
            spdlog::error(
                "the main process of {} (pid {}) has died, and the slice that it is in is frozen: "
                "'systemctl thaw' that slice, or systemd can't end it",
                unit.name, unit.main_pid);
            return ExitCode::unavailable;
    }
    return ExitCode::clean;
}

ExitCode thaw_at_its_end(const std::string& service) {
    // Not the connection, only what was learnt: when it is needed systemd may not answer any more.
    const auto unit = systemd::open_unit_manager()->load(service);
    const auto main =
        unit.main_pid == 0 ? std::nullopt : supervisor::find_process(static_cast<pid_t>(unit.main_pid));
    if (!main) {
        spdlog::info("{} has no main process: nothing to wait for", unit.name);
        return ExitCode::clean;
    }
    while (!supervisor::wait_until_gone({*main}, std::chrono::hours{24})) {
    }
    return tell(thaw_cgroup(std::filesystem::path{kCgroups + unit.control_group}), unit);
}

}  // namespace

int thaw(const ThawOptions& options) try {
    const auto service = systemd::service_name(options.unit);
    return static_cast<int>(service ? thaw_at_its_end(*service) : refuse_name(options.unit));
} catch (const std::system_error& error) {
    return static_cast<int>(tell_error(error, "without the system bus the unit's main process is not known"));
}

}  // namespace vipwarden::commands
