// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

PlannedTarget target(release::Plan plan) {
    return {.subject = {.config_path = "/etc/k.conf", .has_snapshot = true}, .plan = std::move(plan)};
}

release::Plan with_suspects_only() {
    auto plan = incident_plan();
    plan.removals.clear();
    return plan;
}

TEST(Check, IsContentWhenAReleaseWouldHaveNothingToDo) {
    auto plan = with_suspects_only();
    plan.kept.front().reason = release::Reason::held;
    plan.without_interface = {vip("10.0.0.3", 32, "gone0")};

    EXPECT_EQ(judge({target(plan)}), Health::ok);
    EXPECT_EQ(judge({}), Health::ok);
    EXPECT_EQ(check_text({target(plan)}), "OK: nothing is left by keepalived\n");
}

TEST(Check, WarnsOfSuspects) {
    const auto suspects = target(with_suspects_only());

    EXPECT_EQ(judge({suspects}), Health::suspects);
    EXPECT_THAT(check_text({suspects}), StartsWith("WARNING: 1 addresses may be keepalived's"));
    EXPECT_THAT(check_text({suspects}), HasSubstr("\nsuspect  eno1  172.31.161.43/24"));
}

TEST(Check, IsCriticalOfWhatWasLearnt) {
    const release::Plan plan{
        .removals = {planned(address("10.0.0.1", 32), release::Reason::learnt, vip("10.0.0.1", 32))}};

    EXPECT_EQ(judge({target(plan)}), Health::leftovers);
    EXPECT_THAT(check_text({target(plan)}),
                HasSubstr("remove  eno1  10.0.0.1/32  keepalived was seen adding it"));
}

TEST(Check, IsCriticalAsSoonAsOneTargetHasLeftovers) {
    const std::vector<PlannedTarget> targets{target({}), target(incident_plan()),
                                             target(with_suspects_only())};

    EXPECT_EQ(judge(targets), Health::leftovers);
    EXPECT_THAT(check_text(targets), StartsWith("CRITICAL: 2 addresses left by keepalived, 2 suspect; run "
                                                "'vipwarden release'\n"));
}

TEST(Check, IsCriticalWhenTheHostLacksAnAddress) {
    const release::Plan plan{.restores = {{.interface = "eno1", .address = address("10.0.0.2", 24)}}};

    EXPECT_EQ(judge({target(plan)}), Health::leftovers);
    EXPECT_THAT(check_text({target(plan)}), HasSubstr("put back  eno1  10.0.0.2/24"));
}

TEST(Check, ShowsOnlyWhatIsWrong) {
    auto plan = incident_plan();
    plan.kept.front().reason = release::Reason::host_address;
    plan.without_interface = {vip("10.0.0.3", 32, "gone0")};

    const auto text = check_text({target(plan), target({})});

    EXPECT_THAT(text, Not(HasSubstr("172.31.161.43")));
    EXPECT_THAT(text, Not(HasSubstr("gone0")));
    EXPECT_THAT(text, Not(HasSubstr("nothing to do")));
}

TEST(Check, SaysTheStateOfEachTargetAsJson) {
    const auto json = nlohmann::json::parse(
        check_json({target({}), target(with_suspects_only()), target(incident_plan())}));

    EXPECT_EQ(json["verb"], "check");
    EXPECT_EQ(json["targets"][0]["state"], "ok");
    EXPECT_EQ(json["targets"][1]["state"], "suspects");
    EXPECT_EQ(json["targets"][2]["state"], "leftovers");
    EXPECT_EQ(json["targets"][2]["remove"].size(), 2U);
}

}  // namespace
}  // namespace vipwarden::report
