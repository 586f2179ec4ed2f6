// SPDX-License-Identifier: MIT
#include "wrapper/commands/answers.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace vipwarden::commands {
namespace {

using netlink::Link;

/// It may have been renamed since it was recorded.
std::string name_now(const std::string& name, int ifindex, const std::vector<Link>& links) {
    const auto* link = find_link(links, name);
    if (link == nullptr && ifindex != 0) {
        link = find_link(links, ifindex);
    }
    return link != nullptr ? link->name : name;
}

std::string explain(const netlink::Unasked& unasked) {
    return unasked.error ? fmt::format("{}: {}", explain(unasked.obstacle), unasked.error.message())
                         : explain(unasked.obstacle);
}

/// All of one interface and address stand together.
void fill_in(Asked& asked, int ifindex, const netlink::ProbeResult& result) {
    const netlink::ProbeTarget target{.address = asked.address, .ifindex = ifindex};
    const auto is_about = [&target](const netlink::Answer& answer) {
        return answer.address == target.address && answer.ifindex == target.ifindex;
    };
    for (auto answer = std::ranges::lower_bound(result.answers, netlink::Answer{target.address, ifindex, {}});
         answer != result.answers.end() && is_about(*answer); ++answer) {
        asked.macs.push_back(answer->mac);
    }
    const auto unasked = std::ranges::lower_bound(result.unasked, target, {}, &netlink::Unasked::target);
    if (unasked != result.unasked.end() && unasked->target == target) {
        asked.obstacle = explain(*unasked);
    }
}

}  // namespace

std::vector<Question> questions_for(const std::vector<Vip>& vips, const std::vector<Link>& links) {
    std::vector<Question> questions;
    std::set<Question> known;
    for (const auto& vip : vips) {
        Question question{.address = vip.address,
                          .interface = vip.vmac ? name_now(vip.vmac->base, vip.vmac->base_ifindex, links)
                                                : name_now(vip.interface, vip.ifindex, links)};
        if (known.insert(question).second) {
            questions.push_back(std::move(question));
        }
    }
    return questions;
}

const Link* place_to_ask(const std::string& interface, const std::vector<Link>& links) {
    const auto* link = find_link(links, interface);
    if (link == nullptr || (link->kind != "macvlan" && link->kind != "ipvlan")) {
        return link;
    }
    // What is sent from a macvlan comes from its own MAC address, which may be another host's too: switches
    // would send that host's traffic here. An ipvlan does not get the answers.
    const auto* below = find_link(links, link->lower_index);
    return below != nullptr ? below : link;
}

Answers ask_for(const std::vector<Question>& questions, const std::vector<Link>& links,
                netlink::NeighbourProber& prober, std::chrono::milliseconds window) {
    Answers answers;
    std::vector<netlink::ProbeTarget> targets;
    for (const auto& question : questions) {
        const auto* place = place_to_ask(question.interface, links);
        answers.asked.push_back(
            {.address = question.address, .interface = place != nullptr ? place->name : question.interface});
        targets.push_back({.address = question.address, .ifindex = place != nullptr ? place->index : 0});
    }
    const auto result = prober.ask(targets, window);
    for (std::size_t index = 0; index < targets.size(); ++index) {
        fill_in(answers.asked[index], targets[index].ifindex, result);
    }
    answers.lost = result.lost;
    return answers;
}

}  // namespace vipwarden::commands
