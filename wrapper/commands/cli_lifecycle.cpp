// SPDX-License-Identifier: MIT
#include <string_view>

#include "wrapper/commands/cli.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

std::optional<CommandLine> parse_lifecycle(int argc, const char* const* argv) {
    const std::string_view word = argc > 1 ? argv[1] : "";
    Verbs chosen;
    for (auto* make : {run_verb, release_verb, snapshot_verb, list_verb}) {
        auto verb = make();
        if (verb->name() == word) {
            chosen.push_back(std::move(verb));
        }
    }
    const bool is_ours = !chosen.empty() || (argc == 2 && word == "--version");
    return is_ours ? std::optional{parse_with(chosen, argc, argv)} : std::nullopt;
}

}  // namespace vipwarden::commands
