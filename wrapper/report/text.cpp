// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>

#include "wrapper/report/printable.hpp"
#include "wrapper/report/report.hpp"
#include "wrapper/report/table.hpp"

namespace vipwarden::report {

namespace {

using Lines = std::vector<std::vector<std::string>>;

template <typename Outcomes>
long successes(const Outcomes& outcomes) {
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [](const auto& outcome) { return !outcome.error; });
}

/// A route or a rule names its interface in its own words.
void add_routing(Lines& lines, const char* verb, const release::PlannedRouting& planned) {
    lines.push_back({verb, "", planned.text, explain(planned)});
}

void add_plan(Lines& lines, const release::Plan& plan) {
    for (const auto& removal : plan.routing) {
        add_routing(lines, "remove", removal);
    }
    for (const auto& removal : plan.removals) {
        lines.push_back({"remove", removal.interface, to_string(removal.address), explain(removal)});
    }
    for (const auto& device : plan.links) {
        lines.push_back(
            {"delete", device.link.name, "",
             fmt::format("virtual-MAC device of instance {}, made by keepalived", device.vip.instance)});
    }
    for (const auto& restore : plan.restores) {
        lines.push_back(
            {"put back", restore.interface, to_string(restore.address),
             "it was there before keepalived started, which deletes an address spelt like a VIP"});
    }
    for (const auto& kept : plan.kept) {
        lines.push_back({is_suspect(kept.reason) ? "suspect" : "keep", kept.interface,
                         to_string(kept.address), explain(kept)});
    }
    for (const auto& kept : plan.routing_kept) {
        add_routing(lines, is_suspect(kept.reason) ? "suspect" : "keep", kept);
    }
    for (const auto& vip : plan.without_interface) {
        lines.push_back({"absent", vip.interface,
                         fmt::format("{}/{}", to_string(vip.address), vip.prefix_length),
                         "no such interface"});
    }
}

/// Nothing where no keepalived has any.
std::string routing_text(const release::ReleaseReport& report) {
    if (report.routing.empty() && report.routing_kept.empty() && report.routing_leftovers.empty()) {
        return {};
    }
    const auto suspects = std::count_if(report.routing_kept.begin(), report.routing_kept.end(),
                                        [](const auto& kept) { return is_suspect(kept.reason); });
    return fmt::format("; routes and rules: {} removed, {} kept, {} suspect, {} left over",
                       successes(report.routing), static_cast<long>(report.routing_kept.size()) - suspects,
                       suspects, report.routing_leftovers.size());
}

}  // namespace

std::string describe(const Subject& subject) {
    return printable(
        fmt::format("{}{} ({} snapshot)", subject.config_path,
                    subject.net_namespace.empty() ? "" : " in namespace " + subject.net_namespace,
                    subject.has_snapshot ? "with" : "no"));
}

std::string plan_text(const std::vector<PlannedTarget>& targets) {
    std::string text;
    for (const auto& target : targets) {
        text += describe(target.subject) + '\n';
        Lines lines;
        add_plan(lines, target.plan);
        text += lines.empty() ? "nothing to do\n" : table(lines);
    }
    return text;
}

std::string release_text(const std::vector<ReleasedTarget>& targets) {
    std::string text;
    for (const auto& [subject, report] : targets) {
        const auto suspects = std::count_if(report.kept.begin(), report.kept.end(),
                                            [](const auto& kept) { return is_suspect(kept.reason); });
        text += fmt::format(
            "{}: {} removed, {} devices deleted, {} put back, {} kept, {} suspect, {} left over{}\n",
            describe(subject), successes(report.removals), successes(report.links),
            successes(report.restores), static_cast<long>(report.kept.size()) - suspects, suspects,
            report.leftovers.size(), routing_text(report));
    }
    return text;
}

}  // namespace vipwarden::report
