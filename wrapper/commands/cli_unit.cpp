// SPDX-License-Identifier: MIT
#include <map>

#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"

namespace vipwarden::commands {

namespace {

void add_unit(CLI::App& verb, std::string& unit) {
    unit = kDefaultUnit;
    verb.add_option("unit", unit, "The service that starts keepalived")
        ->capture_default_str()
        ->type_name("UNIT");
}

/// What `install` and `uninstall` have in common.
template <typename Options>
void add_unit_options(CLI::App& verb, Options& options) {
    add_unit(verb, options.unit);
    verb.add_flag("--dry-run", options.dry_run, "Print the difference, change nothing");
    verb.add_flag("--json", options.json, "Print the result as JSON");
}

class InstallVerb final : public PlainVerb<InstallOptions> {
 public:
    InstallVerb() : PlainVerb{"install"} {}

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(name(), "Make vipwarden part of keepalived's unit, by a drop-in");
        add_unit_options(*verb, options());
        const std::map<std::string, systemd::Mode> modes{{"supervise", systemd::Mode::supervise},
                                                         {"hook", systemd::Mode::hook}};
        verb->add_option("--mode", options().mode,
                         "supervise: vipwarden starts keepalived; hook: it only cleans up behind it")
            ->required()
            ->transform(CLI::Transformer(modes))
            ->type_name("supervise|hook");
        add_lease(*verb, options().lease);
    }

    [[nodiscard]] CommandLine finish(std::vector<std::string> rest,
                                     const std::vector<std::string>& behind) override {
        if (options().lease && options().mode == systemd::Mode::hook) {
            return UsageError{"--lease needs --mode supervise: in hook mode nobody renews a lease"};
        }
        return PlainVerb::finish(std::move(rest), behind);
    }
};

class UninstallVerb final : public PlainVerb<UninstallOptions> {
 public:
    UninstallVerb() : PlainVerb{"uninstall"} {}

    void add(CLI::App& program) override {
        add_unit_options(*program.add_subcommand(name(), "Remove what install wrote"), options());
    }
};

class ThawVerb final : public PlainVerb<ThawOptions> {
 public:
    ThawVerb() : PlainVerb{"thaw"} {}

    void add(CLI::App& program) override {
        auto* verb =
            program.add_subcommand(name(), "Wait for the end of a service, and thaw it if it died frozen");
        verb->footer("vipwarden-thaw@.service calls it.");
        add_unit(*verb, options().unit);
    }
};

}  // namespace

std::unique_ptr<Verb> install_verb() {
    return std::make_unique<InstallVerb>();
}

std::unique_ptr<Verb> uninstall_verb() {
    return std::make_unique<UninstallVerb>();
}

std::unique_ptr<Verb> thaw_verb() {
    return std::make_unique<ThawVerb>();
}

}  // namespace vipwarden::commands
