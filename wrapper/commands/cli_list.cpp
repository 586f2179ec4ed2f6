// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

class ListVerb final : public PlainVerb<ListOptions> {
 public:
    ListVerb() : PlainVerb{"list"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(name(), "Show VIPs: declared, recorded and present side by side");
        add_selection(*verb, options().selection);
        verb->footer(
            "STATE is what keepalived itself says over D-Bus ('enable_dbus' in its configuration), '-' where "
            "it "
            "says nothing. HOLDER is the live keepalived that holds the address: its pid, and its "
            "configuration "
            "if that is another one. On a terminal leftovers are red, suspects yellow, and what is held is "
            "green, unless $NO_COLOR is set or $TERM is dumb.");
        verb->add_flag(
            "--strict", options().strict,
            "Show what keepalived would really configure on this machine: nothing, if it refuses the "
            "configuration");
        auto* json = verb->add_flag("--json", options().json, "Print JSON");
        verb->add_flag("--plain", options().plain, "Print 'INTERFACE ADDRESS/PREFIX' lines, sorted")
            ->excludes(json);
    }
};

}  // namespace

std::unique_ptr<Verb> list_verb() {
    return std::make_unique<ListVerb>();
}

}  // namespace vipwarden::commands
