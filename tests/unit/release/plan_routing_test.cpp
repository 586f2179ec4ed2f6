// SPDX-License-Identifier: MIT
// Which routes and rules a plan removes, and which it leaves, and why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/routing_builders.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/routing_verdict.hpp"

namespace vipwarden::release {
namespace {

using netlink::Route;
using netlink::Rule;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(RoutingPlan, RemovesWhatIsDeclaredAndMarkedRulesFirst) {
    const auto one_route = via(route("10.1.0.0/24"), "10.0.0.254");
    const auto one_rule = rule(7, 100);
    const PlanInput input{.routing = lines({line(one_route)}, {line(one_rule)}),
                          .present = with_routing({one_rule, one_route})};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.routing),
                ElementsAre("rule pref 7 table 100 protocol keepalived: declared",
                            "route 10.1.0.0/24 via 10.0.0.254 dev eth0 proto keepalived: declared"));
    EXPECT_THAT(result.routing_kept, IsEmpty());
    EXPECT_FALSE(result.changes_nothing());
    EXPECT_EQ(explain(result.routing.at(1)), "declared by instance V1 (keepalived.conf:20)");
}

TEST(RoutingPlan, RemovesWhatOnlyTheSnapshotDeclares) {
    const auto one = route("10.1.0.0/24");
    PlanInput input{.present = with_routing({one})};
    input.snapshot = snapshot::Snapshot{.routing = lines({line(one)})};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.routing),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: recorded"));
    EXPECT_EQ(explain(result.routing.front()),
              "declared by instance V1 (keepalived.conf:20) while keepalived ran");
}

TEST(RoutingPlan, LeavesTheSameRouteOfSomebodyElse) {
    const auto one = route("10.1.0.0/24");
    const PlanInput input{.routing = lines({line(one)}), .present = with_routing({of(kStatic, one)})};

    const auto result = plan(input);

    EXPECT_THAT(result.routing, IsEmpty());
    EXPECT_THAT(result.routing_kept, IsEmpty());
    EXPECT_TRUE(result.changes_nothing());
}

TEST(RoutingPlan, ReportsWhatKeepalivedMadeAndNobodyDeclares) {
    const PlanInput input{.routing = lines({line(route("10.1.0.0/24"))}),
                          .present = with_routing({rule(9, 77), route("10.2.0.0/24")})};

    const auto result = plan(input);

    EXPECT_THAT(result.routing, IsEmpty());
    EXPECT_THAT(verdicts(result.routing_kept),
                ElementsAre("rule pref 9 table 77 protocol keepalived: undeclared",
                            "route 10.2.0.0/24 dev eth0 proto keepalived: undeclared"));
    EXPECT_FALSE(is_suspect(result.routing_kept.front().reason));
}

/// Each differs from the declared one in one thing that makes it another route.
TEST(RoutingPlan, KnowsARouteByAllThatItIs) {
    const auto declared = via(route("10.1.0.0/24"), "10.0.0.254");
    auto other_table = declared;
    other_table.table = 100;
    auto other_metric = declared;
    other_metric.metric = 5;
    auto other_type = declared;
    other_type.type = 2;
    auto other_tos = declared;
    other_tos.tos = 0x10;
    auto other_source = declared;
    other_source.source = ip("10.0.0.1");
    auto longer = declared;
    longer.prefix_length = 25;
    auto without_hops = declared;
    without_hops.hops.clear();
    auto more_hops = declared;
    more_hops.hops.push_back({.ifindex = 3});
    const std::vector<Route> others{other_table,
                                    other_metric,
                                    other_type,
                                    other_tos,
                                    other_source,
                                    longer,
                                    without_hops,
                                    more_hops,
                                    via(declared, "10.0.0.253"),
                                    via(declared, "10.0.0.254", 3),
                                    route("10.1.0.0/24")};

    for (const auto& other : others) {
        const PlanInput input{.routing = lines({line(declared)}), .present = with_routing({other})};
        const auto result = plan(input);

        EXPECT_THAT(result.routing, IsEmpty()) << result.routing.front().text;
    }
}

TEST(RoutingPlan, KnowsARuleByAllThatItIs) {
    auto declared = rule(7, 100);
    declared.from = ip("10.1.0.0");
    declared.from_length = 16;
    auto other_priority = declared;
    other_priority.priority = 8;
    auto other_table = declared;
    other_table.target = 101;
    auto other_action = declared;
    other_action.action = 8;
    auto other_source = declared;
    other_source.from = ip("10.2.0.0");
    auto other_length = declared;
    other_length.from_length = 15;
    auto other_mark = declared;
    other_mark.fwmark = 5;
    auto other_input = declared;
    other_input.input = "eth0";

    for (const auto& other :
         {other_priority, other_table, other_action, other_source, other_length, other_mark, other_input}) {
        const PlanInput input{.routing = lines({}, {line(declared)}), .present = with_routing({other})};
        const auto result = plan(input);

        EXPECT_THAT(result.routing, IsEmpty()) << result.routing.front().text;
    }
}

TEST(RoutingPlan, FindsARuleWhosePriorityTheKernelChose) {
    auto declared = line(rule(0, 100));
    declared.any_priority = true;
    const PlanInput input{.routing = lines({}, {declared}), .present = with_routing({rule(32765, 100)})};

    EXPECT_THAT(verdicts(plan(input).routing),
                ElementsAre("rule pref 32765 table 100 protocol keepalived: declared"));
}

TEST(RoutingPlan, FindsARouteOverAnInterfaceThatWasRenamed) {
    auto declared = line(via(route("10.1.0.0/24"), "10.0.0.254"));
    declared.interfaces = {"old0"};
    const PlanInput unknown{.routing = lines({declared}),
                            .present = with_routing({via(route("10.1.0.0/24"), "10.0.0.254")})};
    declared.route.hops.front().ifindex = 2;
    PlanInput recorded{.present = unknown.present};
    recorded.snapshot = snapshot::Snapshot{.routing = lines({declared})};

    EXPECT_THAT(plan(unknown).routing, IsEmpty());
    EXPECT_THAT(verdicts(plan(recorded).routing),
                ElementsAre("route 10.1.0.0/24 via 10.0.0.254 dev eth0 proto keepalived: recorded"));
}

TEST(RoutingPlan, TakesAnyInterfaceWhereTheLineNamesNone) {
    auto declared = line(via(route("10.1.0.0/24"), "10.0.0.254"));
    declared.interfaces = {""};
    const PlanInput input{.routing = lines({declared}),
                          .present = with_routing({via(route("10.1.0.0/24"), "10.0.0.254", 3)})};

    EXPECT_THAT(verdicts(plan(input).routing),
                ElementsAre("route 10.1.0.0/24 via 10.0.0.254 dev eth1 proto keepalived: declared"));
}

TEST(RoutingPlan, FindsWhatIsLeftOfARouteOfSeveralWays) {
    auto both = route("2001:db8:1::/64");
    both.hops = {{.via = ip("fe80::1"), .ifindex = 2}, {.via = ip("fe80::2"), .ifindex = 3}};
    auto reordered = both;
    std::ranges::reverse(reordered.hops);
    auto one = both;
    one.hops.erase(one.hops.begin());

    for (const auto& present : {both, reordered, one}) {
        const PlanInput input{.routing = lines({line(both)}), .present = with_routing({present})};

        EXPECT_THAT(plan(input).routing, testing::SizeIs(1));
    }
}

TEST(RoutingPlan, FindsARouteThatLeadsNowhereWhateverInterfaceTheKernelShows) {
    auto declared = route("2001:db8:1::/64");
    declared.type = 6;
    declared.hops.clear();
    auto present = declared;
    present.hops = {{.ifindex = 1}};
    const PlanInput input{.routing = lines({line(declared)}), .present = with_routing({present})};

    EXPECT_THAT(verdicts(plan(input).routing),
                ElementsAre("-6 route blackhole 2001:db8:1::/64 dev if1 proto keepalived: declared"));
}

TEST(RoutingPlan, TakesTableZeroForTheMainOneAndAVrfForAnyTable) {
    auto zero = route("10.1.0.0/24");
    zero.table = 0;
    auto of_vrf = line(route("10.2.0.0/24"));
    of_vrf.any_table = true;
    auto in_vrf = route("10.2.0.0/24");
    in_vrf.table = 1001;
    const PlanInput input{.routing = lines({line(zero), of_vrf}),
                          .present = with_routing({route("10.1.0.0/24"), in_vrf})};

    EXPECT_THAT(verdicts(plan(input).routing),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: declared",
                            "route 10.2.0.0/24 dev eth0 table 1001 proto keepalived: declared"));
}

TEST(RoutingPlan, KnowsTheMarkOfEarlierVersions) {
    const auto old = of(112, route("10.1.0.0/24"));
    const auto input_with = [&](const Route& present) {
        return PlanInput{.routing = lines({line(old)}), .present = with_routing({present})};
    };

    EXPECT_THAT(verdicts(plan(input_with(old)).routing),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto 112: declared"));
    EXPECT_THAT(verdicts(plan(input_with(route("10.1.0.0/24"))).routing),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: declared"));
}

TEST(RoutingPlan, SuspectsWhatIsDeclaredUnderTheMarkOfSomebodyElse) {
    const auto unmarked = of(kStatic, route("10.1.0.0/24"));
    PlanInput input{.routing = lines({line(unmarked)}), .present = with_routing({unmarked})};
    const auto without_baseline = plan(input);
    input.snapshot = snapshot::Snapshot{.baseline_routing = {{of(kStatic, route("10.9.0.0/24"))}}};
    const auto not_there_before = plan(input);
    input.snapshot->baseline_routing = {{unmarked}};
    const auto there_before = plan(input);

    EXPECT_THAT(verdicts(without_baseline.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto 4: unmarked"));
    EXPECT_TRUE(is_suspect(without_baseline.routing_kept.front().reason));
    EXPECT_THAT(verdicts(not_there_before.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto 4: unmarked"));
    EXPECT_THAT(verdicts(there_before.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto 4: host-entry"));
}

TEST(RoutingPlan, RemovesWhatAnEarlierKeepalivedLeftBeforeThisOneStarted) {
    const auto one = route("10.1.0.0/24");
    PlanInput input{.routing = lines({line(one)}), .present = with_routing({one})};
    input.snapshot = snapshot::Snapshot{.baseline_routing = {{one}}};

    EXPECT_THAT(verdicts(plan(input).routing),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: declared"));
}

TEST(RoutingPlan, LeavesWhatAnotherKeepalivedDeclares) {
    const auto one = route("10.1.0.0/24");
    PlanInput input{.routing = lines({line(one)}), .present = with_routing({one, route("10.2.0.0/24")})};
    input.holders = {{.pid = 124,
                      .config_path = "/etc/keepalived/b.conf",
                      .vips = std::vector<Vip>{},
                      .routing = lines({line(one), line(route("10.2.0.0/24"))})}};

    const auto result = plan(input);

    EXPECT_THAT(result.routing, IsEmpty());
    EXPECT_THAT(verdicts(result.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: held"));
    EXPECT_EQ(explain(result.routing_kept.front()),
              "keepalived (pid 124, /etc/keepalived/b.conf) runs and holds it");
}

TEST(RoutingPlan, SuspectsWhatAnUnreadableKeepalivedMayHold) {
    const auto one = route("10.1.0.0/24");
    PlanInput input{.routing = lines({line(one)}), .present = with_routing({one, route("10.2.0.0/24")})};
    input.holders = {{.pid = 124}};

    const auto result = plan(input);

    EXPECT_THAT(result.routing, IsEmpty());
    EXPECT_THAT(verdicts(result.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: maybe-held"));
}

TEST(RoutingPlan, LeavesEverythingIfKeepalivedWasNotToRelease) {
    const auto one = route("10.1.0.0/24");
    PlanInput input{.routing = lines({line(one)}), .present = with_routing({one})};
    input.options.keep_all = true;

    EXPECT_THAT(verdicts(plan(input).routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: dont-release"));
}

TEST(RoutingProtocols, AreNoneWhereNothingWasEverDeclared) {
    EXPECT_THAT(routing_protocols({}), IsEmpty());
    EXPECT_THAT(routing_protocols({.snapshot = snapshot::Snapshot{}}), IsEmpty());
}

TEST(RoutingProtocols, AreThoseOfTheLinesAndKeepalivedsMark) {
    PlanInput input{.routing = lines({line(of(112, route("10.1.0.0/24")))})};
    input.snapshot = snapshot::Snapshot{.routing = lines({}, {line(of(kStatic, rule(7, 100)))})};

    EXPECT_THAT(routing_protocols(input), ElementsAre(kStatic, 18, 112));
}

TEST(RoutingReason, HasANameAndASentence) {
    using enum RoutingReason;
    for (const auto reason :
         {declared, recorded, host_entry, held, dont_release, undeclared, unmarked, maybe_held}) {
        EXPECT_THAT(name(reason), testing::Not(IsEmpty()));
        EXPECT_THAT(explain({.reason = reason}), testing::Not(IsEmpty()));
    }
}

}  // namespace
}  // namespace vipwarden::release
