// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "wrapper/commands/lease_plan.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

constexpr double kDefaultStopSeconds = 9;
constexpr double kDefaultHangSeconds = 5;

constexpr const char* kBehindSeparator =
    "Behind the options, instead of -f, -i and -s: -- [PROGRAM] [keepalived's arguments]";

/// All that the options write to while CLI11 reads them.
struct Targets {
    RunOptions run{.snapshot_dir = snapshot::kDefaultDirectory, .program = "keepalived"};
    ReleaseOptions release{};
    SnapshotOptions snapshot{};
    ListOptions list{};
    CheckOptions check{};
    InstallOptions install{};
    UninstallOptions uninstall{};
    std::vector<std::string> keep{};
    double stop_seconds{kDefaultStopSeconds};
    double hang_seconds{kDefaultHangSeconds};
};

std::optional<std::chrono::seconds> parse_seconds(const std::string& text) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc{} && end == text.data() + text.size()
               ? std::optional{std::chrono::seconds{seconds}}
               : std::nullopt;
}

void add_snapshot_dir(CLI::App& verb, std::string& directory) {
    verb.add_option("--snapshot-dir", directory, "Where snapshots are kept")
        ->default_str(snapshot::kDefaultDirectory)
        ->type_name("DIR");
}

void add_keepalived_version(CLI::App& verb, std::optional<config::Version>& version) {
    const auto read = [&version](const std::string& text) {
        version = config::parse_version(text);
        if (!version) {
            throw CLI::ValidationError{"--keepalived-version", text + " is no version like 2.2.7"};
        }
    };
    verb.add_option_function<std::string>(
            "--keepalived-version", read,
            "Read the configuration as this version does (default: that of the keepalived that ran, or is "
            "installed)")
        ->type_name("VERSION");
}

void add_selection(CLI::App& verb, Selection& selection) {
    selection.snapshot_dir = snapshot::kDefaultDirectory;
    verb.add_option(
            "-f,--use-file", selection.config_path,
            "keepalived's configuration (default: every snapshot, and /etc/keepalived/keepalived.conf)")
        ->type_name("FILE");
    verb.add_option("-i,--config-id", selection.config_id, "keepalived's configuration id")->type_name("ID");
    verb.add_option("-s,--namespace", selection.net_namespace, "Network namespace of keepalived")
        ->type_name("NAME");
    add_keepalived_version(verb, selection.keepalived_version);
    add_snapshot_dir(verb, selection.snapshot_dir);
}

void add_lease(CLI::App& verb, std::optional<std::chrono::seconds>& lease) {
    const auto read = [&lease](const std::string& text) {
        const auto seconds = parse_seconds(text);
        if (!seconds || *seconds < kShortestLease || *seconds > kLongestLease) {
            throw CLI::ValidationError{"--lease",
                                       fmt::format("{} is no whole number of seconds from {} to {}", text,
                                                   kShortestLease.count(), kLongestLease.count())};
        }
        lease = *seconds;
    };
    verb.add_option_function<std::string>(
            "--lease", read,
            fmt::format(
                "Let the kernel remove VIPs by itself when for so long nobody has said that keepalived is "
                "alive, {} to {}; for when everything is dead or frozen (default: off)",
                kShortestLease.count(), kLongestLease.count()))
        ->type_name("SECONDS");
}

void add_run(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand("run", "Start keepalived, and release its VIPs when it ends");
    verb->prefix_command();
    verb->footer(
        "After the options: [--] [PROGRAM] [keepalived's arguments]\n\n"
        "TERM and INT end keepalived, and its VIPs are released whatever becomes of it. HUP reloads; what it "
        "brings is recorded before. All other signals are forwarded.\n"
        "The exit status is keepalived's (128 + n for a signal), or 80 if addresses remain.\n"
        "For systemd (Type=notify, NotifyAccess=main): readiness, reloads, the VIPs held as the status, the "
        "end; WatchdogSec= is served as long as keepalived is alive.");
    add_snapshot_dir(*verb, targets.run.snapshot_dir);
    verb->add_option("--keepalived", targets.run.program, "keepalived's program")
        ->capture_default_str()
        ->type_name("PATH");
    add_keepalived_version(*verb, targets.run.keepalived_version);
    verb->add_option("--stop-timeout", targets.stop_seconds,
                     "From TERM until everything of keepalived is killed; keepalived itself may need 6")
        ->capture_default_str()
        ->check(CLI::Range(1.0, 3600.0))
        ->type_name("SECONDS");
    verb->add_option(
            "--hang-timeout", targets.hang_seconds,
            "How long keepalived's VRRP process may hang before keepalived is killed and its VIPs are "
            "released, if it holds any; 0: for ever")
        ->capture_default_str()
        ->check((CLI::Range(1.0, 3600.0) | CLI::Range(0.0, 0.0)).description("0, or 1 to 3600"))
        ->type_name("SECONDS");
    add_lease(*verb, targets.run.lease);
    verb->add_flag("--check-reload", targets.run.check_reload,
                   "Read the configuration before a HUP is forwarded, and refuse the reload if keepalived "
                   "would end because of it and leave its VIPs; in doubt it is forwarded");
    verb->add_flag("--json", targets.run.json, "Print the report of the release as JSON");
}

void add_release(CLI::App& app, Targets& targets) {
    auto& options = targets.release;
    auto* verb = app.add_subcommand("release", "Remove the VIPs that keepalived left behind, and verify");
    add_selection(*verb, options.selection);
    verb->footer(kBehindSeparator);
    verb->add_flag("--dry-run", options.dry_run, "Print the plan, change nothing");
    verb->add_flag("--any-prefix", options.plan.any_prefix,
                   "Also remove a VIP's IP under another prefix length");
    verb->add_flag("--exact", options.plan.exact, "Never touch another prefix length")
        ->excludes("--any-prefix");
    verb->add_flag("--include-owner", options.plan.include_owner,
                   "Also remove VIPs of instances with priority 255 that no snapshot clears");
    verb->add_flag("--override-dont-release", options.override_dont_release,
                   "Also release what keepalived's --dont-release-vrrp wants to stay");
    verb->add_flag("--recorded", options.recorded,
                   "Only what a snapshot says, as before a start: without one nothing");
    verb->add_option("--keep", targets.keep,
                     "Keep this address, whatever else speaks against it (repeatable)")
        ->type_name("ADDRESS[@INTERFACE]");
    verb->add_flag("--json", options.json, "Print the result as JSON");
}

void add_snapshot(CLI::App& app, Targets& targets) {
    auto* verb =
        app.add_subcommand("snapshot", "Record the addresses before keepalived starts, and its VIPs");
    add_selection(*verb, targets.snapshot.selection);
    verb->footer(kBehindSeparator);
    verb->add_flag("--json", targets.snapshot.json, "Print the snapshot's addresses as JSON");
}

void add_list(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand("list", "Show VIPs: declared, recorded and present side by side");
    add_selection(*verb, targets.list.selection);
    verb->add_flag("--strict", targets.list.strict,
                   "Show what keepalived would really configure on this machine: nothing, if it refuses the "
                   "configuration");
    auto* json = verb->add_flag("--json", targets.list.json, "Print JSON");
    verb->add_flag("--plain", targets.list.plain, "Print 'INTERFACE ADDRESS/PREFIX' lines, sorted")
        ->excludes(json);
}

void add_check(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand(
        "check", "For monitoring: 0 nothing left, 1 suspects, 2 leftovers, 3 could not look");
    add_selection(*verb, targets.check.selection);
    verb->footer(kBehindSeparator);
    verb->add_flag("--recorded", targets.check.recorded, "Only what a snapshot says; without one nothing");
    verb->add_flag("--json", targets.check.json, "Print JSON");
}

/// What `install` and `uninstall` have in common.
template <typename Options>
void add_unit_options(CLI::App& verb, Options& options) {
    options.unit = "keepalived.service";
    verb.add_option("unit", options.unit, "The service that starts keepalived")
        ->capture_default_str()
        ->type_name("UNIT");
    verb.add_flag("--dry-run", options.dry_run, "Print the difference, change nothing");
    verb.add_flag("--json", options.json, "Print the result as JSON");
}

void add_install(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand("install", "Make vipwarden part of keepalived's unit, by a drop-in");
    add_unit_options(*verb, targets.install);
    const std::map<std::string, systemd::Mode> modes{{"supervise", systemd::Mode::supervise},
                                                     {"hook", systemd::Mode::hook}};
    verb->add_option("--mode", targets.install.mode,
                     "supervise: vipwarden starts keepalived; hook: it only cleans up behind it")
        ->required()
        ->transform(CLI::Transformer(modes))
        ->type_name("supervise|hook");
}

void add_uninstall(CLI::App& app, Targets& targets) {
    add_unit_options(*app.add_subcommand("uninstall", "Remove what install wrote"), targets.uninstall);
}

std::optional<release::KeepRule> keep_rule(const std::string& text) {
    const auto at = text.find('@');
    const auto address = netlink::parse_ip_address(text.substr(0, at));
    if (!address || text.ends_with('@')) {
        return std::nullopt;
    }
    return release::KeepRule{
        .address = *address,
        .interface = at == std::string::npos ? std::nullopt : std::optional{text.substr(at + 1)}};
}

/// Our words, and those behind "--". CLI11 would read the latter as positional arguments of ours.
struct Words {
    std::vector<std::string> ours{};
    std::vector<std::string> keepalived{};
};

Words split(int argc, const char* const* argv) {
    Words words;
    words.ours.assign(argv + 1, argv + argc);
    constexpr std::array<std::string_view, 4> kTakeKeepalived{"run", "release", "snapshot", "check"};
    if (words.ours.empty() ||
        std::ranges::find(kTakeKeepalived, words.ours.front()) == kTakeKeepalived.end()) {
        return words;
    }
    const auto separator = std::find(words.ours.begin(), words.ours.end(), "--");
    words.keepalived.assign(separator, words.ours.end());
    words.ours.erase(separator, words.ours.end());
    return words;
}

std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds{std::lround(seconds * 1000)};
}

/// `rest` is what CLI11 left over of our words: it belongs to keepalived already, and so does a "--" after
/// it.
CommandLine finish_run(Targets& targets, std::vector<std::string> rest,
                       const std::vector<std::string>& behind) {
    rest.insert(rest.end(), behind.begin(), behind.end());
    if (!rest.empty() && rest.front() == "--") {
        rest.erase(rest.begin());
    }
    if (!rest.empty() && !rest.front().starts_with('-')) {
        targets.run.program = rest.front();
        rest.erase(rest.begin());
    }
    targets.run.arguments = std::move(rest);
    targets.run.stop_timeout = milliseconds(targets.stop_seconds);
    targets.run.hang_timeout = milliseconds(targets.hang_seconds);
    return targets.run;
}

/// What stands behind "--" of a verb that only learns from it.
std::optional<UsageError> take_command(Selection& selection, const std::vector<std::string>& behind) {
    if (behind.empty()) {
        return std::nullopt;
    }
    if (selection.config_path || !selection.config_id.empty() || !selection.net_namespace.empty()) {
        return UsageError{"behind -- stands keepalived's command line: -f, -i and -s belong there too"};
    }
    const bool has_program = behind.size() > 1 && !behind[1].starts_with('-');
    selection.command = {.program = has_program ? behind[1] : "keepalived",
                         .arguments = {behind.begin() + (has_program ? 2 : 1), behind.end()}};
    return std::nullopt;
}

CommandLine finish_release(Targets& targets) {
    for (const auto& text : targets.keep) {
        const auto rule = keep_rule(text);
        if (!rule) {
            return UsageError{fmt::format("--keep {}: not ADDRESS or ADDRESS@INTERFACE", text)};
        }
        targets.release.plan.keep.push_back(*rule);
    }
    return targets.release;
}

/// The verb that was given, with its options.
CommandLine finish(const CLI::App& verb, Targets& targets, const std::vector<std::string>& behind) {
    const auto& name = verb.get_name();
    if (name == "run") {
        return finish_run(targets, verb.remaining(), behind);
    }
    for (auto* selection :
         {&targets.release.selection, &targets.snapshot.selection, &targets.check.selection}) {
        if (auto error = take_command(*selection, behind)) {
            return *std::move(error);
        }
    }
    if (name == "release") {
        return finish_release(targets);
    }
    if (name == "snapshot") {
        return targets.snapshot;
    }
    if (name == "check") {
        return targets.check;
    }
    if (name == "install") {
        return targets.install;
    }
    return name == "uninstall" ? CommandLine{targets.uninstall} : CommandLine{targets.list};
}

void add_verbs(CLI::App& app, Targets& targets) {
    add_run(app, targets);
    add_release(app, targets);
    add_snapshot(app, targets);
    add_list(app, targets);
    add_check(app, targets);
    add_install(app, targets);
    add_uninstall(app, targets);
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
    CLI::App app{"vipwarden keeps keepalived's virtual addresses from outliving keepalived", "vipwarden"};
    Targets targets;
    app.set_version_flag("--version", "vipwarden " VIPWARDEN_VERSION);
    app.require_subcommand(1);
    add_verbs(app, targets);
    auto words = split(argc, argv);
    const auto chosen = [&app] {
        const auto verbs = app.get_subcommands();
        return verbs.empty() ? nullptr : verbs.front();
    };
    try {
        app.parse(std::vector<std::string>{words.ours.rbegin(),
                                           words.ours.rend()});  // CLI11 takes a vector from its end
    } catch (const CLI::CallForHelp&) {
        return Information{(chosen() == nullptr ? app : *chosen()).help()};
    } catch (const CLI::CallForVersion& version) {
        return Information{std::string{version.what()} + '\n'};
    } catch (const CLI::ParseError& error) {
        const bool no_verb = chosen() == nullptr && error.get_name() == "RequiredError";
        return UsageError{no_verb
                              ? "a verb is needed: run, release, snapshot, list, check, install or uninstall"
                              : error.what()};
    }
    return finish(*chosen(), targets, words.keepalived);
}

}  // namespace vipwarden::commands
