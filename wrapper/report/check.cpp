// SPDX-License-Identifier: MIT
#include "wrapper/report/check.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "wrapper/report/printable.hpp"
#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

bool has_suspects(const release::Plan& plan) {
    const auto suspect = [](const auto& kept) { return is_suspect(kept.reason); };
    return std::ranges::any_of(plan.kept, suspect) || std::ranges::any_of(plan.routing_kept, suspect);
}

/// "2 leftovers"
std::string counted(FindingKind kind, std::size_t count) {
    const char* plural = count == 1 ? "" : "s";
    switch (kind) {
        case FindingKind::leftover:
            return fmt::format("{} leftover{}", count, plural);
        case FindingKind::suspect:
            return fmt::format("{} suspect{}", count, plural);
        case FindingKind::host_address:
            return fmt::format("{} of the host's own address{} lost", count, count == 1 ? "" : "es");
        case FindingKind::missing:
            return fmt::format("{} VIP{} missing", count, plural);
        case FindingKind::duplicate:
            return fmt::format("{} VIP{} answered for by two hosts", count, plural);
        case FindingKind::snapshot:
            return fmt::format("{} stale snapshot{}", count, plural);
        case FindingKind::drop_in:
            return "vipwarden is not part of the unit";
        case FindingKind::unit:
            return "trouble with the unit";
        case FindingKind::release:
            return "a release that has failed";
        case FindingKind::not_looked:
            return "not everything could be looked at";
    }
    return {};
}

std::vector<std::string> counts(const CheckReport& report) {
    constexpr std::array kKinds{FindingKind::leftover,     FindingKind::duplicate, FindingKind::missing,
                                FindingKind::host_address, FindingKind::release,   FindingKind::suspect,
                                FindingKind::unit,         FindingKind::drop_in,   FindingKind::snapshot,
                                FindingKind::not_looked};
    std::vector<std::string> result;
    for (const auto kind : kKinds) {
        if (const auto count = report.count(kind); count > 0) {
            result.push_back(counted(kind, count));
        }
    }
    return result;
}

/// "CRITICAL: 2 leftovers, 1 suspect"
std::string headline(const CheckReport& report) {
    if (report.findings.empty()) {
        return "OK: nothing is left by keepalived";
    }
    if (!report.looked) {
        return fmt::format("UNKNOWN: {}", printable(report.findings.front().message));
    }
    std::string status{name(report.status())};
    std::ranges::transform(status, status.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    return fmt::format("{}: {}", status, fmt::join(counts(report), ", "));
}

std::string findings_table(const CheckReport& report) {
    std::vector<std::vector<std::string>> lines;
    for (const auto& finding : report.findings) {
        lines.push_back(
            {std::string{name(finding.severity)}, std::string{name(finding.kind)}, sentence(finding)});
    }
    return table(lines);
}

/// "leftovers=2;;0": a threshold of 0 is exceeded by anything above.
std::string performance_data(const CheckReport& report) {
    std::vector<std::string> data{
        fmt::format("leftovers={};;0", report.count(FindingKind::leftover)),
        fmt::format("suspects={};0", report.count(FindingKind::suspect)),
    };
    if (report.whole) {
        data.push_back(fmt::format("missing={};0", report.count(FindingKind::missing)));
        data.push_back(fmt::format("stale_snapshots={};0", report.count(FindingKind::snapshot)));
    }
    if (report.probed) {
        data.push_back(fmt::format("duplicates={};;0", report.count(FindingKind::duplicate)));
    }
    return fmt::format("{}", fmt::join(data, " "));
}

/// What stands behind a '|' would be read as performance data, and names may contain one.
std::string without_bar(std::string text) {
    std::ranges::replace(text, '|', '/');
    return text;
}

}  // namespace

std::size_t CheckReport::count(FindingKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(findings, kind, &Finding::kind));
}

void worst_first(std::vector<Finding>& findings) {
    std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
        return a.severity != b.severity && worse(a.severity, b.severity) == a.severity;
    });
}

Health judge(const release::Plan& plan) {
    if (!plan.changes_nothing()) {
        return Health::leftovers;
    }
    return has_suspects(plan) ? Health::suspects : Health::ok;
}

std::string check_text(const CheckReport& report) {
    return headline(report) + '\n' + (report.looked ? findings_table(report) : "");
}

std::string check_nagios(const CheckReport& report) {
    if (!report.looked) {
        return without_bar(headline(report)) + '\n';
    }
    return fmt::format("{} | {}\n{}", without_bar(headline(report)), performance_data(report),
                       without_bar(findings_table(report)));
}

}  // namespace vipwarden::report
