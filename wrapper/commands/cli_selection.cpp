// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli_selection.hpp"

#include <charconv>

#include <fmt/format.h>

#include "wrapper/commands/lease_plan.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

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

std::optional<std::chrono::seconds> parse_seconds(const std::string& text) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc{} && end == text.data() + text.size()
               ? std::optional{std::chrono::seconds{seconds}}
               : std::nullopt;
}

}  // namespace

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

void add_selection_or_command(CLI::App& verb, Selection& selection) {
    add_selection(verb, selection);
    verb.footer("Behind the options, instead of -f, -i and -s: -- [PROGRAM] [keepalived's arguments]");
}

void add_keep(CLI::App& verb, std::vector<release::KeepRule>& rules) {
    const auto read = [&rules](const std::vector<std::string>& texts) {
        for (const auto& text : texts) {
            const auto rule = keep_rule(text);
            if (!rule) {
                throw CLI::ValidationError{"--keep", text + " is not ADDRESS or ADDRESS@INTERFACE"};
            }
            rules.push_back(*rule);
        }
    };
    verb.add_option_function<std::vector<std::string>>(
            "--keep", read, "Keep this address, whatever else speaks against it (repeatable)")
        ->type_name("ADDRESS[@INTERFACE]");
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

}  // namespace vipwarden::commands
