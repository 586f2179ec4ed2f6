// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

class ReleaseVerb final : public SelectingVerb<ReleaseOptions> {
 public:
    ReleaseVerb() : SelectingVerb{"release"} {}

    void add(CLI::App& program) override {
        auto* verb =
            program.add_subcommand(name(), "Remove the VIPs that keepalived left behind, and verify");
        add_selection_or_command(*verb, options().selection);
        verb->add_flag("--dry-run", options().dry_run, "Print the plan, change nothing");
        verb->add_flag("--any-prefix", options().plan.any_prefix,
                       "Also remove a VIP's IP under another prefix length");
        verb->add_flag("--exact", options().plan.exact, "Never touch another prefix length")
            ->excludes("--any-prefix");
        verb->add_flag("--include-owner", options().plan.include_owner,
                       "Also remove VIPs of instances with priority 255 that no snapshot clears");
        verb->add_flag("--override-dont-release", options().override_dont_release,
                       "Also release what keepalived's --dont-release-vrrp wants to stay");
        verb->add_flag("--recorded", options().recorded,
                       "Only what a snapshot says, as before a start: without one nothing");
        add_keep(*verb, options().plan.keep);
        verb->add_flag("--json", options().json, "Print the result as JSON");
    }
};

class SnapshotVerb final : public SelectingVerb<SnapshotOptions> {
 public:
    SnapshotVerb() : SelectingVerb{"snapshot"} {}

    void add(CLI::App& program) override {
        auto* verb =
            program.add_subcommand(name(), "Record the addresses before keepalived starts, and its VIPs");
        add_selection_or_command(*verb, options().selection);
        verb->add_flag("--json", options().json, "Print the snapshot's addresses as JSON");
    }
};

}  // namespace

std::unique_ptr<Verb> release_verb() {
    return std::make_unique<ReleaseVerb>();
}

std::unique_ptr<Verb> snapshot_verb() {
    return std::make_unique<SnapshotVerb>();
}

}  // namespace vipwarden::commands
