// SPDX-License-Identifier: MIT
#include <map>

#include <fmt/format.h>

#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

constexpr const char* kFooter =
    "0 nothing is wrong; 1 warning: suspects, stale snapshots, a VIP that seems to be missing, a unit "
    "without "
    "vipwarden; 2 critical: leftovers, a VIP that two hosts answer for or that keepalived lacks as MASTER, a "
    "unit that has failed; 3 unknown: not everything could be looked at. Of several, critical counts before "
    "warning, and warning before unknown.\n"
    "With --recorded only leftovers and suspects are looked for, as far as a snapshot knows of them, and "
    "nobody "
    "is asked over D-Bus: that is for a timer.";

class CheckVerb final : public SelectingVerb<CheckOptions> {
 public:
    CheckVerb() : SelectingVerb{"check"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(
            name(), "For monitoring: 0 nothing is wrong, 1 warning, 2 critical, 3 could not look");
        add_selection_or_command(*verb, options().selection);
        verb->footer(fmt::format("{}\n\n{}", verb->get_footer(), kFooter));
        add_scope(*verb);
        add_output(*verb);
    }

 private:
    void add_scope(CLI::App& verb) {
        auto* recorded = verb.add_flag("--recorded", options().recorded,
                                       "Only leftovers and suspects, and only what a snapshot says");
        verb.add_flag("--probe", options().probe,
                      "Also ask on the wire who else has the VIPs; takes two seconds, and CAP_NET_RAW")
            ->excludes(recorded);
        verb.add_option(
                "--unit", options().unit,
                "The service that starts keepalived (default: keepalived.service, if there is one; '': "
                "look at none)")
            ->type_name("UNIT")
            ->excludes(recorded);
    }

    void add_output(CLI::App& verb) {
        const std::map<std::string, CheckFormat> formats{{"table", CheckFormat::table},
                                                         {"json", CheckFormat::json},
                                                         {"prometheus", CheckFormat::prometheus},
                                                         {"nagios", CheckFormat::nagios}};
        auto* format = verb.add_option("--format", options().format, "How to print it (default: table)")
                           ->transform(CLI::Transformer(formats).description(""))
                           ->type_name("table|json|prometheus|nagios");
        verb.add_flag_callback(
                "--json", [this] { options().format = CheckFormat::json; }, "Same as --format json")
            ->excludes(format);
        verb.add_option("--textfile", options().textfile,
                        "Also write DIR/vipwarden.prom for node_exporter, in one step")
            ->type_name("DIR");
    }
};

}  // namespace

std::unique_ptr<Verb> check_verb() {
    return std::make_unique<CheckVerb>();
}

}  // namespace vipwarden::commands
