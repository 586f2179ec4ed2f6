// SPDX-License-Identifier: MIT
// vipwarden-all, the program that has every verb: see wrapper/commands/program_files.hpp.
#include <variant>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/instance_states.hpp"
#include "wrapper/program.hpp"

namespace {

using namespace vipwarden;

int carry_out(const commands::CommandLine& line) {
    return std::visit(
        Overloaded{
            InBoth{},
            [](const commands::ListOptions& options) {
                return commands::list(options, environment(), commands::ask_states);
            },
            [](const commands::CheckOptions& options) { return commands::check(options, environment()); },
            [](const commands::ProbeOptions& options) { return commands::probe(options); },
            [](const commands::InstallOptions& options) { return commands::install(options); },
            [](const commands::UninstallOptions& options) { return commands::uninstall(options); },
            [](const commands::ThawOptions& options) { return commands::thaw(options); },
            [](const commands::DecommissionOptions& options) {
                return commands::decommission(options, environment());
            }},
        line);
}

}  // namespace

int main(int argc, char** argv) {
    return run_program([&] { return carry_out(commands::parse_command_line(argc, argv)); });
}
