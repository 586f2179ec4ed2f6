// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using testing::HasSubstr;

const Subject kSubject{.config_path = "/etc/k.conf", .has_snapshot = true};

TEST(PlanText, ShowsEveryRemovalAndEveryAddressKeptWithItsReason) {
    const auto plan = incident_plan();

    const auto text = plan_text({{.subject = kSubject, .plan = plan}});

    EXPECT_THAT(text, HasSubstr("/etc/k.conf (with snapshot)\n"));
    for (const auto& planned : {plan.removals[0], plan.removals[1], plan.kept[0]}) {
        EXPECT_THAT(text, HasSubstr(to_string(planned.address)));
        EXPECT_THAT(text, HasSubstr(explain(planned)));
    }
    EXPECT_THAT(text, HasSubstr("\nsuspect  eno1  172.31.161.43/24"));
}

TEST(PlanText, SaysWhenThereIsNothingToDo) {
    EXPECT_EQ(plan_text({{.subject = kSubject}}), "/etc/k.conf (with snapshot)\nnothing to do\n");
}

TEST(PlanText, NamesDevicesRestoresAndMissingInterfaces) {
    const release::Plan plan{.links = {{.link = {.index = 7, .name = "vrrp.5"}, .vip = vip("10.0.0.1", 32)}},
                             .restores = {{.interface = "eno1", .address = address("10.0.0.2", 24)}},
                             .without_interface = {vip("10.0.0.3", 32, "gone0")}};

    const auto text = plan_text({{.subject = kSubject, .plan = plan}});

    EXPECT_THAT(text, HasSubstr("delete    vrrp.5"));
    EXPECT_THAT(text, HasSubstr("put back  eno1    10.0.0.2/24"));
    EXPECT_THAT(text, HasSubstr("absent    gone0   10.0.0.3/32  no such interface"));
}

TEST(PlanText, NamesRoutesAndRules) {
    const release::Plan plan{
        .routing = {planned_route("route 10.1.0.0/24 dev eno1", release::RoutingReason::declared)},
        .routing_kept = {planned_route("route 10.2.0.0/24 dev eno1", release::RoutingReason::undeclared),
                         planned_route("route 10.3.0.0/24 dev eno1", release::RoutingReason::unmarked)}};

    const auto text = plan_text({{.subject = kSubject, .plan = plan}});

    EXPECT_THAT(text,
                HasSubstr("remove     route 10.1.0.0/24 dev eno1  declared by instance V1 (k.conf:20)\n"));
    EXPECT_THAT(text, HasSubstr("keep       route 10.2.0.0/24 dev eno1  keepalived made it"));
    EXPECT_THAT(text,
                HasSubstr("suspect    route 10.3.0.0/24 dev eno1  declared by instance V1 (k.conf:20), but"));
}

TEST(ReleaseText, CountsRoutesAndRulesWhereThereAreAny) {
    const auto one = planned_route("route 10.1.0.0/24 dev eno1", release::RoutingReason::declared);
    const release::ReleaseReport report{
        .routing = {{.planned = one}, {.planned = one, .error = std::make_error_code(std::errc::io_error)}},
        .routing_kept = {planned_route("rule pref 7", release::RoutingReason::held),
                         planned_route("rule pref 8", release::RoutingReason::maybe_held)},
        .routing_leftovers = {one}};

    EXPECT_EQ(
        release_text({{.subject = kSubject, .report = report}}),
        "/etc/k.conf (with snapshot): 0 removed, 0 devices deleted, 0 put back, 0 kept, 0 suspect, 0 left "
        "over; routes and rules: 1 removed, 1 kept, 1 suspect, 1 left over\n");
}

TEST(ReleaseText, CountsWhatBecameOfTheAddresses) {
    const auto plan = incident_plan();
    const release::ReleaseReport report{
        .removals = {{.planned = plan.removals[0]},
                     {.planned = plan.removals[1], .error = std::make_error_code(std::errc::io_error)}},
        .kept = plan.kept,
        .leftovers = {plan.removals[1]},
        .rounds = 2};

    EXPECT_EQ(release_text({{.subject = kSubject, .report = report}}),
              "/etc/k.conf (with snapshot): 1 removed, 0 devices deleted, 0 put back, 0 kept, 1 suspect, 1 "
              "left over\n");
}

}  // namespace
}  // namespace vipwarden::report
