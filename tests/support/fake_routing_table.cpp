// SPDX-License-Identifier: MIT
#include "tests/support/fake_routing_table.hpp"

#include <algorithm>
#include <iterator>

namespace vipwarden::support {
namespace {

using netlink::Route;
using netlink::RoutingEntry;
using netlink::Rule;

bool is_sound(const Route& route) {
    return route.prefix_length <= max_prefix_length(route.family);
}

bool is_sound(const Rule& rule) {
    return rule.from_length <= max_prefix_length(rule.family) &&
           rule.to_length <= max_prefix_length(rule.family);
}

}  // namespace

std::vector<RoutingEntry> FakeRoutingTable::list(std::span<const std::uint8_t> protocols) {
    if (refuse_to_list) {
        throw std::system_error{refuse_to_list, "list the routes and rules"};
    }
    std::vector<RoutingEntry> found;
    std::ranges::copy_if(entries_, std::back_inserter(found), [&](const RoutingEntry& entry) {
        const auto protocol = std::visit([](const auto& one) { return one.protocol; }, entry);
        return (protocol != 0 || std::holds_alternative<Rule>(entry)) &&
               std::ranges::find(protocols, protocol) != protocols.end();
    });
    std::ranges::sort(found);
    return found;
}

std::vector<std::error_code> FakeRoutingTable::remove(std::span<const RoutingEntry> entries) {
    std::vector<std::error_code> results;
    results.reserve(entries.size());
    for (const auto& entry : entries) {
        results.push_back(remove(entry));
    }
    return results;
}

std::error_code FakeRoutingTable::remove(const RoutingEntry& entry) {
    if (before_remove) {
        if (const auto error = before_remove(entry)) {
            return error;
        }
    }
    if (!std::visit([](const auto& one) { return is_sound(one); }, entry)) {
        return make_error_code(std::errc::invalid_argument);
    }
    const auto found = std::ranges::find(entries_, entry);
    if (found != entries_.end()) {
        entries_.erase(found);
        if (after_remove) {
            after_remove(entry);
        }
    }
    return {};
}

}  // namespace vipwarden::support
