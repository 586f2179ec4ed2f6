// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_unit.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "systemd/own_commands.hpp"

namespace vipwarden::commands {

namespace {

using report::Finding;
using report::FindingKind;
using report::Severity;
using systemd::Command;
using systemd::UnitProperties;

bool calls(const std::vector<Command>& commands, std::string_view verb) {
    return std::ranges::any_of(commands, [verb](const Command& command) {
        return is_vipwarden(command) && command.arguments.size() > 1 && command.arguments[1] == verb;
    });
}

/// "run" of "ExecStart=/usr/sbin/vipwarden run -- ..."; empty for a line that calls somebody else.
std::string verb_in(std::string_view line) {
    const auto program = line.find("vipwarden");
    const auto blank = program == std::string_view::npos ? program : line.find(' ', program);
    if (blank == std::string_view::npos) {
        return {};
    }
    const auto rest = line.substr(blank + 1);
    return std::string{rest.substr(0, rest.find(' '))};
}

/// The lines of our drop-in that call vipwarden, and that the unit does not have: "ExecStart= with 'vipwarden
/// run'".
std::vector<std::string> overruled_lines(const UnitFacts& facts) {
    const auto& unit = facts.unit;
    const std::array<std::pair<std::string_view, const std::vector<Command>*>, 4> lists{
        {{"ExecStartPre=", &unit.exec_start_pre},
         {"ExecStart=", &unit.exec_start},
         {"ExecReload=", &unit.exec_reload},
         {"ExecStopPost=", &unit.exec_stop_post}}};
    std::vector<std::string> overruled;
    std::istringstream lines{facts.drop_in_text};
    for (std::string line; std::getline(lines, line);) {
        for (const auto& [key, commands] : lists) {
            const auto verb = line.starts_with(key) ? verb_in(line) : "";
            if (!verb.empty() && !calls(*commands, verb)) {
                overruled.push_back(fmt::format("{} with 'vipwarden {}'", key, verb));
            }
        }
    }
    return overruled;
}

Finding finding(FindingKind kind, Severity severity, const UnitProperties& unit, std::string message,
                std::string advice) {
    return {.severity = severity,
            .kind = kind,
            .unit = unit.name,
            .message = std::move(message),
            .advice = std::move(advice)};
}

/// Our drop-in is there, and it does not count, or not all of it.
Finding shadowed(const UnitFacts& facts) {
    const auto& paths = facts.unit.drop_in_paths;
    const auto ours = std::ranges::find(paths, facts.drop_in);
    if (ours == paths.end()) {
        return finding(FindingKind::drop_in, Severity::warning, facts.unit,
                       fmt::format("systemd does not use {}", facts.drop_in),
                       "run 'systemctl daemon-reload', then restart the unit when it suits you");
    }
    const std::vector<std::string> later(std::next(ours), paths.end());
    return finding(FindingKind::drop_in, Severity::warning, facts.unit,
                   fmt::format("{} does not count in full: {} lacks {}", facts.drop_in, facts.unit.name,
                               fmt::join(overruled_lines(facts), ", ")),
                   later.empty() ? "run 'vipwarden install' again"
                                 : fmt::format("look into what counts after it: {}", fmt::join(later, ", ")));
}

Finding without_vipwarden(const UnitProperties& unit) {
    const auto refused = why_refused(unit, {}, systemd::Mode::hook);
    return finding(
        FindingKind::drop_in, Severity::warning, unit,
        fmt::format("vipwarden is not part of {}: when keepalived dies, its VIPs stay", unit.name),
        refused ? *refused
                : fmt::format("run 'vipwarden install --mode supervise {}' (or --mode hook)", unit.name));
}

bool is_running(const UnitProperties& unit) {
    return unit.active_state == "active" || unit.active_state == "activating" ||
           unit.active_state == "reloading" || unit.active_state == "deactivating";
}

bool is_enabled(const UnitProperties& unit) {
    return unit.unit_file_state.starts_with("enabled");  // or "enabled-runtime"
}

std::vector<Finding> drop_in_findings(const UnitFacts& facts) {
    const auto& unit = facts.unit;
    if (!is_running(unit) && !is_enabled(unit) && unit.active_state != "failed") {
        return {};
    }
    if (!facts.drop_in_text.empty() && !overruled_lines(facts).empty()) {
        return {shadowed(facts)};
    }
    return has_vipwarden(unit) ? std::vector<Finding>{} : std::vector{without_vipwarden(unit)};
}

std::vector<Finding> state_findings(const UnitProperties& unit, bool leftovers) {
    const auto say = [&](Severity severity, std::string message, std::string advice) {
        return std::vector{finding(FindingKind::unit, severity, unit, std::move(message), std::move(advice))};
    };
    if (unit.load_state != "loaded") {
        return say(Severity::critical, fmt::format("systemd can't load {} ({})", unit.name, unit.load_state),
                   fmt::format("'systemctl status {}' says why", unit.name));
    }
    if (unit.active_state == "failed") {
        return say(Severity::critical, fmt::format("{} has failed ({})", unit.name, unit.result),
                   fmt::format("'systemctl status {}' says why", unit.name));
    }
    if (is_running(unit)) {
        return {};
    }
    if (leftovers) {
        return say(Severity::critical,
                   fmt::format("{} is {}, but VIPs are left", unit.name, unit.active_state),
                   "run 'vipwarden release'");
    }
    if (is_enabled(unit)) {
        return say(
            Severity::warning,
            fmt::format("{} is enabled, but {}: the next boot starts it", unit.name, unit.active_state),
            fmt::format("start it, or take it out of service: 'vipwarden decommission {}'", unit.name));
    }
    return {};
}

}  // namespace

bool is_in_service(const UnitProperties& unit) {
    return !unit.load_state.empty() && unit.load_state != "not-found" && unit.load_state != "masked";
}

bool has_vipwarden(const UnitProperties& unit) {
    return calls(unit.exec_start, "run") || calls(unit.exec_stop_post, "release");
}

std::vector<Finding> unit_findings(const UnitFacts& facts, bool leftovers) {
    auto findings = state_findings(facts.unit, leftovers);
    if (facts.unit.load_state == "loaded") {
        const auto more = drop_in_findings(facts);
        findings.insert(findings.end(), more.begin(), more.end());
    }
    return findings;
}

std::vector<Finding> release_findings(const UnitProperties& release) {
    if (release.active_state != "failed") {
        return {};
    }
    return {finding(FindingKind::release, Severity::critical, release,
                    fmt::format("{} has failed ({}): what it was to release may still be there", release.name,
                                release.result),
                    fmt::format("run 'vipwarden release', and once that ends with 0 'systemctl reset-failed "
                                "{0}'; 'journalctl -u {0}' says why it failed",
                                release.name))};
}

}  // namespace vipwarden::commands
