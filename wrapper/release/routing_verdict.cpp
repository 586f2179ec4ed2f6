// SPDX-License-Identifier: MIT
#include "wrapper/release/routing_verdict.hpp"

#include <algorithm>
#include <iterator>
#include <list>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "wrapper/release/routing_index.hpp"

namespace vipwarden::release {
namespace {

using netlink::RoutingEntry;

void add_protocols(const DeclaredRouting& declared, std::set<std::uint8_t>& protocols) {
    for (const auto& route : declared.routes) {
        protocols.insert(route.route.protocol);
    }
    for (const auto& rule : declared.rules) {
        protocols.insert(rule.rule.protocol);
    }
    if (!declared.empty()) {
        protocols.insert(netlink::kRouteProtocolKeepalived);
    }
}

bool is_marked(const RoutingEntry& entry) {
    const auto protocol = protocol_of(entry);
    return protocol == netlink::kRouteProtocolKeepalived || protocol == netlink::kRouteProtocolOldKeepalived;
}

/// Judges one entry after the other.
class Judge {
 public:
    Judge(const PlanInput& input, const Interfaces& interfaces)
        : input_{input}, interfaces_{interfaces}, declared_{input.routing, interfaces} {
        if (input.snapshot) {
            recorded_.emplace(input.snapshot->routing, interfaces);
        }
        for (const auto& holder : input.holders) {
            if (holder.vips) {
                holders_.emplace_back(&holder, RoutingIndex{holder.routing, interfaces});
            } else if (unknown_holder_ == nullptr) {
                unknown_holder_ = &holder;
            }
        }
    }

    [[nodiscard]] std::optional<PlannedRouting> judge(const RoutingEntry& entry) const;

 private:
    [[nodiscard]] bool name_origin(PlannedRouting& planned) const;
    [[nodiscard]] bool is_protected(PlannedRouting& planned) const;
    [[nodiscard]] const Holder* holder_of(const RoutingEntry& entry) const;
    [[nodiscard]] bool was_hosts(const RoutingEntry& entry) const;

    const PlanInput& input_;
    const Interfaces& interfaces_;
    RoutingIndex declared_;
    std::optional<RoutingIndex> recorded_{};
    std::list<std::pair<const Holder*, RoutingIndex>> holders_{};
    const Holder* unknown_holder_{nullptr};
};

bool name_origin_by(const RoutingIndex& index, PlannedRouting& planned) {
    return std::visit(
        [&](const auto& entry) {
            const auto* line = index.find(entry);
            if (line != nullptr) {
                planned.instance = line->instance;
                planned.where = line->where;
            }
            return line != nullptr;
        },
        planned.entry);
}

/// False if it was never declared.
bool Judge::name_origin(PlannedRouting& planned) const {
    if (name_origin_by(declared_, planned)) {
        planned.reason = RoutingReason::declared;
        return true;
    }
    planned.reason = RoutingReason::recorded;
    return recorded_ && name_origin_by(*recorded_, planned);
}

const Holder* Judge::holder_of(const RoutingEntry& entry) const {
    const auto found = std::ranges::find_if(holders_, [&](const auto& held) {
        return std::visit([&](const auto& one) { return held.second.find(one) != nullptr; }, entry);
    });
    return found == holders_.end() ? nullptr : found->first;
}

bool Judge::was_hosts(const RoutingEntry& entry) const {
    const auto& snapshot = input_.snapshot;
    return snapshot && snapshot->baseline_routing &&
           std::ranges::find(*snapshot->baseline_routing, entry) != snapshot->baseline_routing->end();
}

bool keep(PlannedRouting& planned, RoutingReason reason, const Holder* holder = nullptr) {
    planned.reason = reason;
    if (holder != nullptr) {
        planned.holder = holder->pid;
        planned.holder_config = holder->config_path;
    }
    return true;
}

/// What speaks against touching a declared entry. True if something does.
bool Judge::is_protected(PlannedRouting& planned) const {
    if (input_.options.keep_all) {
        return keep(planned, RoutingReason::dont_release);
    }
    const bool marked = is_marked(planned.entry);
    if (!marked && was_hosts(planned.entry)) {
        return keep(planned, RoutingReason::host_entry);
    }
    if (const auto* holder = holder_of(planned.entry)) {
        return keep(planned, RoutingReason::held, holder);
    }
    if (unknown_holder_ != nullptr) {
        return keep(planned, RoutingReason::maybe_held, unknown_holder_);
    }
    return !marked && keep(planned, RoutingReason::unmarked);
}

std::optional<PlannedRouting> Judge::judge(const RoutingEntry& entry) const {
    PlannedRouting planned{.entry = entry, .text = to_string(entry, [this](int ifindex) {
                                               return interfaces_.name_of(ifindex);
                                           })};
    if (name_origin(planned)) {
        (void)is_protected(planned);
        return planned;
    }
    if (!is_marked(entry) || holder_of(entry) != nullptr || unknown_holder_ != nullptr) {
        return std::nullopt;
    }
    planned.reason = RoutingReason::undeclared;
    return planned;
}

}  // namespace

std::vector<std::uint8_t> routing_protocols(const PlanInput& input) {
    std::set<std::uint8_t> protocols;
    add_protocols(input.routing, protocols);
    if (input.snapshot) {
        add_protocols(input.snapshot->routing, protocols);
    }
    return {protocols.begin(), protocols.end()};
}

std::vector<RoutingEntry> declared_among(const std::vector<RoutingEntry>& entries,
                                         const DeclaredRouting& declared, const Interfaces& interfaces) {
    const RoutingIndex index{declared, interfaces};
    std::vector<RoutingEntry> found;
    std::ranges::copy_if(entries, std::back_inserter(found), [&](const RoutingEntry& entry) {
        return std::visit([&](const auto& one) { return index.find(one) != nullptr; }, entry);
    });
    return found;
}

std::vector<PlannedRouting> judge_routing(const PlanInput& input, const Interfaces& interfaces) {
    std::vector<PlannedRouting> verdicts;
    if (input.present.routing.empty()) {
        return verdicts;
    }
    const Judge judge{input, interfaces};
    for (const auto& entry : input.present.routing) {
        if (auto planned = judge.judge(entry)) {
            verdicts.push_back(*std::move(planned));
        }
    }
    return verdicts;
}

}  // namespace vipwarden::release
