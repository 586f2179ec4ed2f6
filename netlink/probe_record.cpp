// SPDX-License-Identifier: MIT
#include "netlink/probe_record.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace vipwarden::netlink {

namespace {

/// For one address. A neighbour can make up as many as the network carries, and each would be named in logs.
constexpr std::ptrdiff_t kMostAnswers = 64;

}  // namespace

ProbeRecord::ProbeRecord(std::span<const ProbeTarget> targets, std::vector<Link> links,
                         std::vector<InterfaceAddress> addresses)
    : links_{std::move(links)}, addresses_{std::move(addresses)} {
    for (const auto& target : std::set<ProbeTarget>{targets.begin(), targets.end()}) {
        if (const auto obstacle = obstacle_to_asking(links_, target.ifindex)) {
            unasked_.push_back({.target = target, .obstacle = *obstacle});
        } else {
            askable_.push_back(target);
        }
    }
}

void ProbeRecord::refuse(const ProbeTarget& target, std::error_code error) {
    refused_[target] = error;
}

void ProbeRecord::hear(const Answer& heard) {
    const Answer answer{.address = heard.address, .ifindex = asked_by(heard.ifindex), .mac = heard.mac};
    const ProbeTarget target{.address = answer.address, .ifindex = answer.ifindex};
    if (std::binary_search(askable_.begin(), askable_.end(), target) && !is_own(answer) &&
        !has_enough(target)) {
        answers_.insert(answer);
    }
}

/// A frame to many from the MAC address that a macvlan of ours has too is handed to that macvlan alone, not
/// to the interface below it (macvlan_handle_frame() in drivers/net/macvlan.c): an IPv6 answer of the other
/// router of a pair comes in there.
int ProbeRecord::asked_by(int ifindex) const {
    const auto* link = find_link(links_, ifindex);
    return link != nullptr && link->kind == "macvlan" && link->lower_index != 0 ? link->lower_index : ifindex;
}

/// Another interface of ours on the same network answers as any host does. But a macvlan on the interface
/// that asks does not hear it (macvlan_queue_xmit() in drivers/net/macvlan.c): who answers with its MAC
/// address is the other router of a pair. One on another interface of ours may have answered, if it has the
/// address. The MAC address of a macvtap is that of a virtual machine, which is another host.
bool ProbeRecord::is_own(const Answer& answer) const {
    const auto has_it = [&](const Link& link) {
        return std::any_of(addresses_.begin(), addresses_.end(), [&](const InterfaceAddress& address) {
            return address.ifindex == link.index && address.local == answer.address;
        });
    };
    return std::any_of(links_.begin(), links_.end(), [&](const Link& link) {
        if (link.mac != answer.mac) {
            return false;
        }
        return (link.kind != "macvlan" && link.kind != "macvtap") ||
               (link.lower_index != answer.ifindex && has_it(link));
    });
}

bool ProbeRecord::has_answer(const ProbeTarget& target) const {
    const auto first = answers_.lower_bound({.address = target.address, .ifindex = target.ifindex});
    return first != answers_.end() && first->address == target.address && first->ifindex == target.ifindex;
}

bool ProbeRecord::has_enough(const ProbeTarget& target) const {
    const auto first = answers_.lower_bound({.address = target.address, .ifindex = target.ifindex});
    const auto end = answers_.lower_bound({.address = target.address, .ifindex = target.ifindex + 1});
    return std::distance(first, end) >= kMostAnswers;
}

ProbeResult ProbeRecord::finish(const std::vector<Link>& links_now, std::uint64_t lost) const {
    ProbeResult result{.answers = {answers_.begin(), answers_.end()}, .unasked = unasked_, .lost = lost};
    for (const auto& target : askable_) {
        if (has_answer(target)) {
            continue;
        }
        if (const auto obstacle = obstacle_to_asking(links_now, target.ifindex)) {
            result.unasked.push_back({.target = target, .obstacle = *obstacle});
        } else if (const auto refused = refused_.find(target); refused != refused_.end()) {
            result.unasked.push_back(
                {.target = target, .obstacle = Obstacle::not_sent, .error = refused->second});
        }
    }
    std::sort(result.unasked.begin(), result.unasked.end(),
              [](const Unasked& a, const Unasked& b) { return a.target < b.target; });
    return result;
}

}  // namespace vipwarden::netlink
