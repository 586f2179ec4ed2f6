// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

CommandLine parse_command_line(int argc, const char* const* argv) {
    Verbs verbs;  // in the order in which --help shows them
    for (auto* make : {run_verb, release_verb, snapshot_verb, list_verb, check_verb, probe_verb, install_verb,
                       uninstall_verb, thaw_verb, decommission_verb}) {
        verbs.push_back(make());
    }
    return parse_with(verbs, argc, argv);
}

}  // namespace vipwarden::commands
