// SPDX-License-Identifier: MIT
#include <system_error>

#include <spdlog/spdlog.h>

#include "systemd/sdbus_unit_manager.hpp"
#include "systemd/unit_name.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/drop_in_file.hpp"
#include "wrapper/commands/installer.hpp"
#include "wrapper/commands/unit_verb.hpp"

namespace vipwarden::commands {

namespace {

constexpr const char* kWithoutBus =
    "without the system bus only the file was removed: run 'systemctl daemon-reload', and 'systemctl disable "
    "--now' "
    "for the vipwarden-check@ timer of the unit";

ExitCode uninstall_from(const std::string& service, const UninstallOptions& options) {
    const auto manager = systemd::open_unit_manager();
    Installer installer{*manager, kUnitDirectory};
    auto result = installer.plan_removal(service, options.dry_run);
    if (const auto* refusal = std::get_if<systemd::Refusal>(&result)) {
        return refuse(refusal->reason);
    }
    auto& change = std::get<report::UnitChange>(result);
    if (!options.dry_run) {
        installer.uninstall(change);
    }
    return tell(change, options.json);
}

/// When a package is removed in a chroot there is no systemd to talk to, but a file to go.
ExitCode uninstall_without_bus(const std::string& service, const UninstallOptions& options,
                               const std::system_error& why) try {
    const auto existing = find_drop_in(kUnitDirectory, service);
    if (existing.refusal) {
        return refuse(existing.refusal->reason);
    }
    if (options.dry_run) {
        return tell_error(why, "nothing was changed");
    }
    remove_file(existing.path);
    return tell_error(why, kWithoutBus);
} catch (const std::system_error& error) {
    return tell_error(error, kWithoutBus);
}

}  // namespace

int uninstall(const UninstallOptions& options) {
    const auto service = systemd::service_name(options.unit);
    if (!service) {
        return static_cast<int>(refuse_name(options.unit));
    }
    // Without systemd there is another code than for a defect, and a part that can be done all the same.
    try {
        return static_cast<int>(uninstall_from(*service, options));
    } catch (const std::system_error& error) {
        if (error.code() != std::errc::not_connected) {
            return static_cast<int>(tell_error(error, kWithoutBus));
        }
        return static_cast<int>(uninstall_without_bus(*service, options, error));
    }
}

}  // namespace vipwarden::commands
