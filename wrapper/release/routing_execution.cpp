// SPDX-License-Identifier: MIT
#include "wrapper/release/routing_execution.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>

namespace vipwarden::release {
namespace {

using netlink::RoutingEntry;

std::vector<std::error_code> remove(netlink::RoutingTable& table, std::span<const RoutingEntry> entries) {
    try {
        return table.remove(entries);
    } catch (const std::system_error& error) {
        std::vector<std::error_code> errors(entries.size(), error.code());
        return errors;
    }
}

}  // namespace

void observe_routing(const RoutingView& view, KernelState& present) {
    if (view.table == nullptr) {
        return;
    }
    try {
        present.routing = view.table->list(view.protocols);
    } catch (const std::system_error& error) {
        present.routing_error = error.code();
    }
}

std::vector<RoutingOutcome> remove_routing(const RoutingView& view, const Plan& plan) {
    std::vector<RoutingOutcome> outcomes;
    if (view.table == nullptr || plan.routing.empty()) {
        return outcomes;
    }
    std::vector<RoutingEntry> entries;
    entries.reserve(plan.routing.size());
    std::ranges::transform(plan.routing, std::back_inserter(entries), &PlannedRouting::entry);
    const auto errors = remove(*view.table, entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        outcomes.push_back({.planned = plan.routing[i], .error = errors.at(i)});
    }
    return outcomes;
}

}  // namespace vipwarden::release
