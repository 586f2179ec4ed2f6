// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_selection.hpp"

#include <algorithm>

#include "systemd/own_commands.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/commands/unit_environment.hpp"

namespace vipwarden::commands {

namespace {

/// Without argv[0].
std::vector<std::string> arguments_of(std::vector<std::string> words) {
    words.erase(words.begin(), words.begin() + (words.empty() ? 0 : 1));
    return words;
}

/// Only such a program is asked for its version, and has keepalived's options: a script may do anything.
bool is_keepaliveds(const systemd::Command& command) {
    return supervisor::is_keepalived({.executable = command.path}) && !command.path.starts_with("/etc/");
}

}  // namespace

const supervisor::Process* first_process(const Keepaliveds& keepaliveds) {
    const auto found = std::ranges::find_if(keepaliveds.of_unit, [&](const supervisor::Process& process) {
        return !keepaliveds.is_of_unit(process.parent);
    });
    return found == keepaliveds.of_unit.end() ? nullptr : &*found;
}

Selection selection_for(const Selection& given, const systemd::UnitProperties& unit,
                        const Keepaliveds& keepaliveds, const Environment& environment) {
    auto selection = given;
    if (given.config_path || !given.config_id.empty() || !given.net_namespace.empty()) {
        return selection;
    }
    const auto* running = first_process(keepaliveds);
    if (running != nullptr && !running->arguments.empty()) {
        selection.command = {
            .program = running->executable.empty() ? kKeepalivedProgram : running->executable,
            .arguments = arguments_of(running->arguments)};
    } else if (unit.exec_start.size() == 1) {
        const auto start = systemd::own_commands(unit).start;
        if (is_keepaliveds(start)) {
            selection.command = {.program = start.path,
                                 .arguments = expanded(arguments_of(start.arguments), environment)};
        }
    }
    return selection;
}

}  // namespace vipwarden::commands
