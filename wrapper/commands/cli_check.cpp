// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

class CheckVerb final : public SelectingVerb<CheckOptions> {
 public:
    CheckVerb() : SelectingVerb{"check"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(
            name(), "For monitoring: 0 nothing left, 1 suspects, 2 leftovers, 3 could not look");
        add_selection_or_command(*verb, options().selection);
        verb->add_flag("--recorded", options().recorded, "Only what a snapshot says; without one nothing");
        verb->add_flag("--json", options().json, "Print JSON");
    }
};

}  // namespace

std::unique_ptr<Verb> check_verb() {
    return std::make_unique<CheckVerb>();
}

}  // namespace vipwarden::commands
