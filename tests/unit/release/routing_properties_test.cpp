// SPDX-License-Identifier: MIT
// Whatever the routes and rules of a machine: what goes was declared and bears keepalived's mark.
#include <algorithm>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/support/fake_routing_table.hpp"
#include "tests/unit/release/generators.hpp"
#include "tests/unit/release/releasing.hpp"
#include "tests/unit/release/routing_builders.hpp"

namespace vipwarden::release {
namespace {

using netlink::Route;
using netlink::RoutingEntry;
using netlink::Rule;

/// A small universe, so that lines and routes meet.
Route any_route() {
    auto one = route(any_of<std::string>({"10.1.0.0/24", "10.1.0.0/24", "10.2.0.0/24", "2001:db8:1::/64"}));
    one.protocol = any_of<std::uint8_t>({18, 18, 18, 4, 112});
    one.table = any_of<std::uint32_t>({254, 254, 100});
    one.metric = any_of<std::uint32_t>({0, 0, 5});
    one.type = any_of<std::uint8_t>({1, 1, 1, 6});
    one.hops = up_to(2, [] { return netlink::RouteHop{.ifindex = any_of<int>({2, 3})}; });
    return one;
}

Rule any_rule() {
    return of(any_of<std::uint8_t>({18, 18, 4, 0}),
              rule(any_of<std::uint32_t>({7, 8}), any_of<std::uint32_t>({100, 101})));
}

DeclaredRouting any_lines() {
    return lines(up_to(3, [] { return line(any_route()); }), up_to(3, [] { return line(any_rule()); }));
}

PlanInput any_input() {
    PlanInput input{.routing = any_lines()};
    if (any_of<int>({0, 1}) == 1) {
        input.snapshot = snapshot::Snapshot{.routing = any_lines()};
        if (any_of<int>({0, 1}) == 1) {
            input.snapshot->baseline_routing = up_to(2, [] { return RoutingEntry{any_route()}; });
        }
    }
    if (any_of<int>({0, 0, 1}) == 1) {
        Holder holder{.pid = 100, .routing = any_lines()};
        if (any_of<int>({0, 1, 1}) == 1) {
            holder.vips.emplace();
        }
        input.holders.push_back(holder);
    }
    input.options.keep_all = any_of<int>({0, 0, 0, 0, 1}) == 1;
    return input;
}

struct Stage {
    Stage() : input{*rc::gen::resize(rc::kNominalSize, rc::gen::exec(any_input))} {
        for (const auto& one : up_to(6, any_route)) {
            table.put(one);
        }
        for (const auto& one : up_to(4, any_rule)) {
            table.put(one);
        }
    }

    ReleaseReport release() {
        return Releaser{kernel.addresses(), kernel.links(), {.table = &table, .protocols = {0, 4, 18, 112}}}
            .release(planner_for(input));
    }

    support::FakeKernel kernel{eth0_and_eth1()};
    support::FakeRoutingTable table{};
    PlanInput input;
};

/// Some line was written for just this destination, table and metric, or this priority and table.
bool is_plainly_declared(const PlanInput& input, const RoutingEntry& entry) {
    auto all = input.routing;
    if (input.snapshot) {
        const auto& recorded = input.snapshot->routing;
        all.routes.insert(all.routes.end(), recorded.routes.begin(), recorded.routes.end());
        all.rules.insert(all.rules.end(), recorded.rules.begin(), recorded.rules.end());
    }
    if (const auto* one = std::get_if<Rule>(&entry)) {
        return std::ranges::any_of(all.rules, [&](const DeclaredRule& line) { return line.rule == *one; });
    }
    const auto& present = std::get<Route>(entry);
    return std::ranges::any_of(all.routes, [&](const DeclaredRoute& line) {
        return line.route.destination == present.destination && line.route.type == present.type &&
               line.route.prefix_length == present.prefix_length && line.route.table == present.table &&
               line.route.metric == present.metric;
    });
}

RC_GTEST_PROP(RoutingProperty, RemovesOnlyWhatIsDeclaredAndMarked, ()) {
    Stage stage;
    const auto before = stage.table.entries();

    (void)stage.release();

    const auto& after = stage.table.entries();
    for (const auto& entry : before) {
        const bool is_gone = std::ranges::find(after, entry) == after.end();
        const auto protocol = protocol_of(entry);
        RC_ASSERT(!is_gone ||
                  ((protocol == 18 || protocol == 112) && is_plainly_declared(stage.input, entry)));
    }
    for (const auto& entry : after) {
        RC_ASSERT(std::ranges::find(before, entry) != before.end());
    }
}

RC_GTEST_PROP(RoutingProperty, RemovesNothingThatAnotherKeepalivedMayHold, ()) {
    Stage stage;
    stage.input.holders.push_back({.pid = 101});  // One whose configuration can't be read.
    const auto before = stage.table.entries();

    (void)stage.release();

    RC_ASSERT(stage.table.entries() == before);
}

RC_GTEST_PROP(RoutingProperty, HasNothingToDoTheSecondTime, ()) {
    Stage stage;
    const auto first = stage.release();

    const auto second = stage.release();

    RC_ASSERT(first.clean());
    RC_ASSERT(second.rounds == 0);
    RC_ASSERT(second.routing_kept == first.routing_kept);
}

RC_GTEST_PROP(RoutingProperty, DoesNotDependOnTheOrderOfLines, ()) {
    Stage stage;
    stage.input.present = with_routing(stage.table.list(std::vector<std::uint8_t>{0, 4, 18, 112}));
    auto reversed = stage.input;
    std::ranges::reverse(reversed.routing.routes);
    std::ranges::reverse(reversed.routing.rules);

    const auto one = plan(stage.input);
    const auto other = plan(reversed);

    RC_ASSERT(verdicts(one.routing) == verdicts(other.routing));
    RC_ASSERT(verdicts(one.routing_kept) == verdicts(other.routing_kept));
}

}  // namespace
}  // namespace vipwarden::release
