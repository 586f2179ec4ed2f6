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
