// SPDX-License-Identifier: MIT
// vipwarden, the program that units and people call: see wrapper/commands/program_files.hpp.
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/program_files.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/program.hpp"
#include "wrapper/supervisor/child_process.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace {

using namespace vipwarden;

/// Goes on as the program that has every verb. Returns only if that can't be started.
int hand_over(int argc, char** argv) {
    const auto program = commands::program_with_all_verbs().native();
    const auto distrust = commands::why_not_trusted(program);
    const auto error = distrust ? *distrust : supervisor::become(program, {argv + 1, argv + argc}).message();
    fmt::print(stderr,
               "vipwarden: {}: {}; that file has all verbs but run, release, snapshot and list: install "
               "vipwarden as a whole, or copy it as well, beside this program\n",
               program, error);
    return static_cast<int>(ExitCode::unavailable);
}

/// Whether a keepalived lives whose states `list` would ask for over D-Bus.
bool needs_states(const commands::ListOptions& options) try {
    return !options.plain && !options.strict && !supervisor::list_keepaliveds().empty();
} catch (const std::system_error&) {
    return false;  // without /proc none is found by whoever lists
}

int carry_out(const commands::CommandLine& line, int argc, char** argv) {
    return std::visit(Overloaded{InBoth{},
                                 [argc, argv](const commands::ListOptions& options) {
                                     if (needs_states(options)) {
                                         (void)hand_over(
                                             argc, argv);  // returned: better a list without states than none
                                     }
                                     const auto no_states = [](const auto& /*holders*/) {
                                         return report::InstanceStates{};
                                     };
                                     return commands::list(options, environment(), no_states);
                                 },
                                 [argc, argv](const auto& /*the other's*/) { return hand_over(argc, argv); }},
                      line);
}

}  // namespace

int main(int argc, char** argv) {
    return run_program([argc, argv] {
        const auto line = commands::parse_lifecycle(argc, argv);
        return line ? carry_out(*line, argc, argv) : hand_over(argc, argv);
    });
}
