// SPDX-License-Identifier: MIT
#include <chrono>

#include "wrapper/commands/cli_selection.hpp"
#include "wrapper/commands/cli_verb.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

constexpr double kDefaultStopSeconds = 9;
constexpr double kDefaultHangSeconds = 5;

std::chrono::milliseconds milliseconds(double seconds) {
    // Not std::lround(): nothing else needs libm, and loading that takes a tenth of the start.
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>{seconds});
}

class RunVerb final : public Verb {
 public:
    RunVerb() : Verb{"run"} {}

    [[nodiscard]] bool takes_keepalived() const override { return true; }

    void add(CLI::App& program) override {
        auto* verb = program.add_subcommand(name(), "Start keepalived, and release its VIPs when it ends");
        verb->prefix_command();
        verb->footer(
            "After the options: [--] [PROGRAM] [keepalived's arguments]\n\n"
            "TERM and INT end keepalived, and its VIPs are released whatever becomes of it. HUP reloads; "
            "what it brings is recorded before. All other signals are forwarded.\n"
            "The exit status is keepalived's (128 + n for a signal), or 80 if addresses remain.\n"
            "For systemd (Type=notify, NotifyAccess=main): readiness, reloads, the VIPs held as the "
            "status, the end; WatchdogSec= is served as long as keepalived is alive.");
        add_snapshot_dir(*verb, options_.snapshot_dir);
        verb->add_option("--keepalived", options_.program, "keepalived's program")
            ->capture_default_str()
            ->type_name("PATH");
        add_keepalived_version(*verb, options_.keepalived_version);
        verb->add_option("--stop-timeout", stop_seconds_,
                         "From TERM until everything of keepalived is killed; keepalived itself may need 6")
            ->capture_default_str()
            ->check(CLI::Range(1.0, 3600.0))
            ->type_name("SECONDS");
        verb->add_option(
                "--hang-timeout", hang_seconds_,
                "How long keepalived's VRRP process may hang before keepalived is killed and its VIPs are "
                "released, if it holds any; 0: for ever")
            ->capture_default_str()
            ->check((CLI::Range(1.0, 3600.0) | CLI::Range(0.0, 0.0)).description("0, or 1 to 3600"))
            ->type_name("SECONDS");
        add_lease(*verb, options_.lease);
        verb->add_flag(
            "--check-reload", options_.check_reload,
            "Read the configuration before a HUP is forwarded, and refuse the reload if keepalived "
            "would end because of it and leave its VIPs; in doubt it is forwarded");
        verb->add_flag("--json", options_.json, "Print the report of the release as JSON");
    }

    /// What is left over of our words belongs to keepalived already, and so does a "--" after it.
    [[nodiscard]] CommandLine finish(std::vector<std::string> rest,
                                     const std::vector<std::string>& behind) override {
        rest.insert(rest.end(), behind.begin(), behind.end());
        if (!rest.empty() && rest.front() == "--") {
            rest.erase(rest.begin());
        }
        if (!rest.empty() && !rest.front().starts_with('-')) {
            options_.program = rest.front();
            rest.erase(rest.begin());
        }
        options_.arguments = std::move(rest);
        options_.stop_timeout = milliseconds(stop_seconds_);
        options_.hang_timeout = milliseconds(hang_seconds_);
        return options_;
    }

 private:
    RunOptions options_{.snapshot_dir = snapshot::kDefaultDirectory, .program = "keepalived"};
    double stop_seconds_{kDefaultStopSeconds};
    double hang_seconds_{kDefaultHangSeconds};
};

}  // namespace

std::unique_ptr<Verb> run_verb() {
    return std::make_unique<RunVerb>();
}

}  // namespace vipwarden::commands
