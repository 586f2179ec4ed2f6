// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_plan.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "wrapper/commands/check_vips.hpp"
#include "wrapper/commands/target.hpp"

namespace vipwarden::commands {

namespace {

using report::Finding;
using report::FindingKind;
using report::Severity;

constexpr const char* kRelease = "run 'vipwarden release'";

/// Of a configuration that `release` would not find by itself, perhaps: with its path.
std::string release_advice(const report::Subject& subject) {
    return subject.config_path == kDefaultConfigPath
               ? kRelease
               : fmt::format("run 'vipwarden release -f {}'", subject.config_path);
}

std::string in_namespace(const std::string& net_namespace) {
    return net_namespace.empty() ? "" : fmt::format(" in namespace {}", net_namespace);
}

Finding of(const release::PlannedAddress& planned, const report::Subject& subject) {
    return {.interface = planned.interface,
            .address = fmt::format("{}/{}", to_string(planned.address.local), planned.address.prefix_length),
            .instance = planned.vip.instance,
            .net_namespace = subject.net_namespace};
}

Finding leftover(const release::PlannedAddress& planned, const report::Subject& subject) {
    auto finding = of(planned, subject);
    finding.severity = Severity::critical;
    finding.kind = FindingKind::leftover;
    finding.message = fmt::format("{} is left by keepalived: {}",
                                  place(to_string(planned.address), planned.interface, subject.net_namespace),
                                  explain(planned));
    finding.advice = release_advice(subject);
    return finding;
}

Finding suspect(const release::PlannedAddress& planned, const report::Subject& subject) {
    auto finding = of(planned, subject);
    finding.severity = Severity::warning;
    finding.kind = FindingKind::suspect;
    finding.message = fmt::format("{} may be keepalived's: {}",
                                  place(to_string(planned.address), planned.interface, subject.net_namespace),
                                  explain(planned));
    return finding;
}

Finding routing(const release::PlannedRouting& planned, const report::Subject& subject) {
    const bool leftover = goes(planned.reason);
    return {
        .severity = leftover ? Severity::critical : Severity::warning,
        .kind = leftover ? FindingKind::leftover : FindingKind::suspect,
        .instance = planned.instance,
        .net_namespace = subject.net_namespace,
        .message = fmt::format("{}{} {}: {}", planned.text, in_namespace(subject.net_namespace),
                               leftover ? "is left by keepalived" : "may be keepalived's", explain(planned)),
        .advice = leftover ? release_advice(subject) : ""};
}

Finding device(const release::PlannedLink& planned, const report::Subject& subject) {
    return {
        .severity = Severity::critical,
        .kind = FindingKind::leftover,
        .interface = planned.link.name,
        .instance = planned.vip.instance,
        .net_namespace = subject.net_namespace,
        .message = fmt::format("device {}{} is left by keepalived: made for instance {}", planned.link.name,
                               in_namespace(subject.net_namespace), planned.vip.instance),
        .advice = release_advice(subject)};
}

Finding lost(const snapshot::BaselineAddress& restore, const report::Subject& subject) {
    const auto address =
        fmt::format("{}/{}", to_string(restore.address.local), restore.address.prefix_length);
    return {.severity = Severity::critical,
            .kind = FindingKind::host_address,
            .interface = restore.interface,
            .address = address,
            .net_namespace = subject.net_namespace,
            .message = fmt::format("{} is the host's own, and keepalived has deleted it",
                                   place(address, restore.interface, subject.net_namespace)),
            .advice = fmt::format("{}, which puts it back", release_advice(subject))};
}

}  // namespace

std::vector<Finding> plan_findings(const report::PlannedTarget& planned) {
    const auto& [subject, plan] = planned;
    std::vector<Finding> findings;
    for (const auto& removal : plan.routing) {
        findings.push_back(routing(removal, subject));
    }
    for (const auto& removal : plan.removals) {
        findings.push_back(leftover(removal, subject));
    }
    for (const auto& link : plan.links) {
        findings.push_back(device(link, subject));
    }
    for (const auto& restore : plan.restores) {
        findings.push_back(lost(restore, subject));
    }
    for (const auto& kept : plan.routing_kept) {
        if (is_suspect(kept.reason)) {
            findings.push_back(routing(kept, subject));
        }
    }
    for (const auto& kept : plan.kept) {
        if (is_suspect(kept.reason)) {
            findings.push_back(suspect(kept, subject));
        }
    }
    return findings;
}

std::vector<Finding> stale_snapshot(const SnapshotFacts& facts) {
    Finding finding{.severity = Severity::warning, .kind = FindingKind::snapshot};
    if (facts.alive) {
        return {};
    }
    if (!facts.released && facts.records_something) {
        finding.message =
            fmt::format("snapshot '{}': keepalived has ended, and nobody has released what it records",
                        facts.file.native());
        finding.advice = kRelease;
        return {finding};
    }
    if (!facts.config_exists) {
        finding.message = fmt::format("snapshot '{}': its configuration {} is gone", facts.file.native(),
                                      facts.config_path);
        finding.advice = "remove the snapshot if that keepalived is not to come back";
        return {finding};
    }
    return {};
}

std::vector<Finding> damaged_snapshot(const std::vector<std::string>& warnings) {
    std::vector<Finding> findings;
    std::ranges::transform(warnings, std::back_inserter(findings), [](const std::string& warning) {
        return Finding{.severity = Severity::warning, .kind = FindingKind::snapshot, .message = warning};
    });
    return findings;
}

}  // namespace vipwarden::commands
