// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_wire.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "netlink/network_namespace.hpp"
#include "netlink/packet_neighbour_prober.hpp"
#include "wrapper/commands/answers.hpp"
#include "wrapper/commands/check_vips.hpp"

namespace vipwarden::commands {

namespace {

using report::CheckReport;
using report::FindingKind;
using report::Severity;

using WhatCame = std::map<Question, Asked>;

/// The subjects of one network namespace.
using Group = std::vector<const WireSubject*>;

netlink::NetworkNamespace open_namespace(const std::string& name) {
    return name.empty() ? netlink::NetworkNamespace::current() : netlink::NetworkNamespace::named(name);
}

/// What came of each question.
WhatCame ask(const Group& group, CheckReport& report) {
    const auto& links = group.front()->present.links;
    std::vector<Vip> vips;
    for (const auto* subject : group) {
        std::ranges::transform(subject->vips, std::back_inserter(vips), &KnownVip::vip);
    }
    const auto questions = questions_for(vips, links);
    if (questions.empty()) {
        return {};
    }
    const auto prober = netlink::open_neighbour_prober(open_namespace(group.front()->net_namespace));
    auto answers = ask_for(questions, links, *prober);
    if (answers.lost > 0) {
        report.remarks.push_back(fmt::format(
            "{} frames were lost while answers were collected: some may be missing", answers.lost));
    }
    WhatCame result;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        result.emplace(questions[i], std::move(answers.asked[i]));
    }
    return result;
}

void judge_answers(const WireSubject& subject, const KnownVip& known, const Presence& presence,
                   const WhatCame& asked, CheckReport& report, std::set<std::string>& obstacles) {
    auto& shown = report.vips.emplace_back(checked(known, presence, subject.net_namespace));
    const auto found = asked.find(questions_for({known.vip}, subject.present.links).front());
    if (found == asked.end()) {
        return;
    }
    if (!found->second.obstacle.empty()) {
        obstacles.insert(
            fmt::format("nobody was asked on {}: {}", found->second.interface, found->second.obstacle));
        return;
    }
    shown.answers = found->second.macs.size();
    for (auto& finding : duplicate(shown, found->second, presence.answers_for(known.vip.address))) {
        report.findings.push_back(std::move(finding));
    }
}

/// Nothing if it could not be asked, which is a finding.
std::optional<WhatCame> try_to_ask(const Group& group, CheckReport& report) try {
    return ask(group, report);
} catch (const std::system_error& error) {
    report.findings.push_back(
        {.severity = Severity::unknown,
         .kind = FindingKind::not_looked,
         .net_namespace = group.front()->net_namespace,
         .message = fmt::format("nobody could be asked who has the VIPs: {}", error.what()),
         .advice = "run this as root, with CAP_NET_RAW"});
    return std::nullopt;
}

void judge_group(const Group& group, const WhatCame& asked, CheckReport& report) {
    std::set<std::string> obstacles;
    for (const auto* subject : group) {
        const Presence presence{subject->present};
        for (const auto& known : subject->vips) {
            judge_answers(*subject, known, presence, asked, report, obstacles);
        }
    }
    report.remarks.insert(report.remarks.end(), obstacles.begin(), obstacles.end());
}

}  // namespace

void look_at_vips(const std::vector<WireSubject>& subjects, CheckReport& report) {
    std::map<std::string, Group> groups;
    for (const auto& subject : subjects) {
        groups[subject.net_namespace].push_back(&subject);
    }
    bool all_asked = true;
    for (const auto& [name, group] : groups) {
        std::optional<WhatCame> asked;
        // A namespace that is gone has no links, and nobody to ask.
        if (report.probed && !group.front()->present.links.empty()) {
            asked = try_to_ask(group, report);
            all_asked = all_asked && asked;
        }
        judge_group(group, asked.value_or(WhatCame{}), report);
    }
    report.probed = report.probed && all_asked;
}

}  // namespace vipwarden::commands
