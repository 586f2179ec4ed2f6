// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli.hpp"

#include <algorithm>
#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

constexpr double kDefaultStopSeconds = 9;

/// All that the options write to while CLI11 reads them.
struct Targets {
    RunOptions run{.snapshot_dir = snapshot::kDefaultDirectory, .program = "keepalived"};
    ReleaseOptions release{};
    SnapshotOptions snapshot{};
    ListOptions list{};
    std::vector<std::string> keep{};
    double stop_seconds{kDefaultStopSeconds};
};

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

CLI::App* add_run(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand("run", "Start keepalived, and release its VIPs when it ends");
    verb->prefix_command();
    verb->footer("After the options: [--] [PROGRAM] [keepalived's arguments]");
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
    verb->add_flag("--json", targets.run.json, "Print the report of the release as JSON");
    return verb;
}

CLI::App* add_release(CLI::App& app, Targets& targets) {
    auto& options = targets.release;
    auto* verb = app.add_subcommand("release", "Remove the VIPs that keepalived left behind, and verify");
    add_selection(*verb, options.selection);
    verb->add_flag("--dry-run", options.dry_run, "Print the plan, change nothing");
    verb->add_flag("--any-prefix", options.plan.any_prefix,
                   "Also remove a VIP's IP under another prefix length");
    verb->add_flag("--exact", options.plan.exact, "Never touch another prefix length")
        ->excludes("--any-prefix");
    verb->add_flag("--include-owner", options.plan.include_owner,
                   "Also remove VIPs of instances with priority 255 that no snapshot clears");
    verb->add_flag("--override-dont-release", options.override_dont_release,
                   "Also release what keepalived's --dont-release-vrrp wants to stay");
    verb->add_option("--keep", targets.keep,
                     "Keep this address, whatever else speaks against it (repeatable)")
        ->type_name("ADDRESS[@INTERFACE]");
    verb->add_flag("--json", options.json, "Print the result as JSON");
    return verb;
}

CLI::App* add_snapshot(CLI::App& app, Targets& targets) {
    auto* verb =
        app.add_subcommand("snapshot", "Record the addresses before keepalived starts, and its VIPs");
    add_selection(*verb, targets.snapshot.selection);
    verb->add_flag("--json", targets.snapshot.json, "Print the snapshot's addresses as JSON");
    return verb;
}

CLI::App* add_list(CLI::App& app, Targets& targets) {
    auto* verb = app.add_subcommand("list", "Show VIPs: declared, recorded and present side by side");
    add_selection(*verb, targets.list.selection);
    verb->add_flag("--strict", targets.list.strict,
                   "Show what keepalived would really configure on this machine: nothing, if it refuses the "
                   "configuration");
    auto* json = verb->add_flag("--json", targets.list.json, "Print JSON");
    verb->add_flag("--plain", targets.list.plain, "Print 'INTERFACE ADDRESS/PREFIX' lines, sorted")
        ->excludes(json);
    return verb;
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
    if (words.ours.empty() || words.ours.front() != "run") {
        return words;
    }
    const auto separator = std::find(words.ours.begin(), words.ours.end(), "--");
    words.keepalived.assign(separator, words.ours.end());
    words.ours.erase(separator, words.ours.end());
    return words;
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
    targets.run.stop_timeout = std::chrono::milliseconds{std::lround(targets.stop_seconds * 1000)};
    return targets.run;
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

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
    CLI::App app{"vipwarden keeps keepalived's virtual addresses from outliving keepalived", "vipwarden"};
    Targets targets;
    app.set_version_flag("--version", "vipwarden " VIPWARDEN_VERSION);
    app.require_subcommand(1);
    const auto* run = add_run(app, targets);
    const auto* release = add_release(app, targets);
    const auto* snapshot = add_snapshot(app, targets);
    (void)add_list(app, targets);
    auto words = split(argc, argv);
    try {
        app.parse(std::vector<std::string>{words.ours.rbegin(),
                                           words.ours.rend()});  // CLI11 takes a vector from its end
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        return Information{(chosen.empty() ? app : *chosen.front()).help()};
    } catch (const CLI::CallForVersion& version) {
        return Information{std::string{version.what()} + '\n'};
    } catch (const CLI::RequiredError&) {
        return UsageError{"a verb is needed: run, release, snapshot or list"};
    } catch (const CLI::ParseError& error) {
        return UsageError{error.what()};
    }
    if (run->parsed()) {
        return finish_run(targets, run->remaining(), words.keepalived);
    }
    if (release->parsed()) {
        return finish_release(targets);
    }
    if (snapshot->parsed()) {
        return targets.snapshot;
    }
    return targets.list;
}

}  // namespace vipwarden::commands
