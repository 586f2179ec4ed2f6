// SPDX-License-Identifier: MIT
#include <system_error>

#include "systemd/sdbus_unit_manager.hpp"
#include "systemd/unit_name.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/installer.hpp"
#include "wrapper/commands/program_files.hpp"
#include "wrapper/commands/unit_verb.hpp"

namespace vipwarden::commands {

namespace {

constexpr const char* kWithoutBus =
    "the unit can't be read without the system bus: start dbus, or take a drop-in by hand from vipwarden's "
    "examples/systemd";

ExitCode install_into(const std::string& service, const InstallOptions& options) {
    const auto manager = systemd::open_unit_manager();
    Installer installer{*manager, kUnitDirectory};
    const auto program = program_to_call().native();
    auto result = installer.plan(
        service, {.mode = options.mode, .vipwarden = program, .lease = options.lease}, options.dry_run);
    if (const auto* refusal = std::get_if<systemd::Refusal>(&result)) {
        return refuse(refusal->reason);
    }
    auto& planned = std::get<PlannedInstall>(result);
    if (!options.dry_run) {
        installer.install(planned);
    }
    return tell(planned.change, options.json);
}

}  // namespace

int install(const InstallOptions& options) try {
    const auto service = systemd::service_name(options.unit);
    return static_cast<int>(service ? install_into(*service, options) : refuse_name(options.unit));
} catch (const std::system_error& error) {
    // Without systemd there is another code than for a defect, and something to be done.
    return static_cast<int>(tell_error(error, kWithoutBus));
}

}  // namespace vipwarden::commands
