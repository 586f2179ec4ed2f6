// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

class DecommissionVerb final : public PlainVerb<DecommissionOptions> {
 public:
    DecommissionVerb() : PlainVerb{"decommission"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(
            name(),
            "Stop, disable and mask the unit, release its VIPs, and look for what would bring them back");
        verb->add_option("unit", options().unit,
                         "The service that starts keepalived (default: keepalived.service, if there is one)")
            ->type_name("UNIT");
        add_selection(*verb, options().selection);
        add_keep(*verb, options().keep);
        verb->add_flag("--dry-run", options().dry_run, "Print what would be done, change nothing");
        verb->add_flag("--yes", options().yes, "Do not ask; needed where stdin is no terminal");
        verb->add_flag("--json", options().json, "Print the checklist as JSON");
    }
};

}  // namespace

std::unique_ptr<Verb> decommission_verb() {
    return std::make_unique<DecommissionVerb>();
}

}  // namespace vipwarden::commands
