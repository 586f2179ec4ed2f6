// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_plan.hpp"

#include <gmock/gmock.h>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::commands {
namespace {

using report::address;
using report::Finding;
using report::FindingKind;
using report::planned;
using report::Severity;
using report::vip;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kDefault = "/etc/keepalived/keepalived.conf";

std::vector<Finding> findings_of(release::Plan plan, std::string config = kDefault) {
    return plan_findings({.subject = {.config_path = std::move(config)}, .plan = std::move(plan)});
}

TEST(PlanFindings, AreNoneWhereAReleaseHasNothingToDo) {
    EXPECT_THAT(
        findings_of({.kept = {planned(address("10.0.0.1", 32), release::Reason::held, vip("10.0.0.1", 32))},
                     .without_interface = {vip("10.0.0.3", 32, "gone0")}}),
        IsEmpty());
}

TEST(PlanFindings, HaveLeftoversAndSuspectsWithWhatTheyAre) {
    EXPECT_THAT(
        findings_of({.removals = {planned(address("172.31.161.42", 0, "eno1::1"),
                                          release::Reason::prefix_zero, vip("172.31.161.42", 32))},
                     .kept = {planned(address("172.31.161.43", 24), release::Reason::other_prefix,
                                      vip("172.31.161.43", 32))}}),
        ElementsAre(
            Finding{.severity = Severity::critical,
                    .kind = FindingKind::leftover,
                    .interface = "eno1",
                    .address = "172.31.161.42/0",
                    .instance = "V1",
                    .message = "172.31.161.42/0 label eno1::1 on eno1 is left by keepalived: same IP as "
                               "VIP 172.31.161.42/32 of instance V1 (k.conf:7) under another prefix, "
                               "and no host address has prefix length 0",
                    .advice = "run 'vipwarden release'"},
            Finding{.severity = Severity::warning,
                    .kind = FindingKind::suspect,
                    .interface = "eno1",
                    .address = "172.31.161.43/24",
                    .instance = "V1",
                    .message = "172.31.161.43/24 on eno1 may be keepalived's: same IP as VIP "
                               "172.31.161.43/32 of instance V1 (k.conf:7) under another prefix, and "
                               "nothing proves that keepalived put it there; remove it with "
                               "--any-prefix"}));
}

TEST(PlanFindings, HaveRoutesBeforeAddressesAndSuspectsLast) {
    const auto found = findings_of(
        {.routing = {report::planned_route("10.7.0.0/24 via 10.0.0.9", release::RoutingReason::declared)},
         .routing_kept = {report::planned_route("10.8.0.0/24", release::RoutingReason::unmarked)},
         .removals = {planned(address("10.0.0.1", 32), release::Reason::learnt, {})}});

    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].message, "10.7.0.0/24 via 10.0.0.9 is left by keepalived: " +
                                    explain(report::planned_route("", release::RoutingReason::declared)));
    EXPECT_EQ(found[0].severity, Severity::critical);
    EXPECT_EQ(found[0].advice, "run 'vipwarden release'");
    EXPECT_EQ(
        found[1].message,
        "10.0.0.1/32 on eno1 is left by keepalived: keepalived was seen adding it, and the configuration "
        "does not declare it");
    EXPECT_EQ(found[2].severity, Severity::warning);
    EXPECT_EQ(found[2].kind, FindingKind::suspect);
    EXPECT_EQ(found[2].message, "10.8.0.0/24 may be keepalived's: " +
                                    explain(report::planned_route("", release::RoutingReason::unmarked)));
    EXPECT_EQ(found[2].advice, "");
}

TEST(PlanFindings, HaveDevicesAndTheHostsLostAddresses) {
    EXPECT_THAT(
        findings_of({.links = {{.link = {.index = 5, .name = "vrrp.51"}, .vip = vip("10.0.0.1", 32)}},
                     .restores = {{.interface = "eno1", .address = address("10.0.0.2", 24)}}}),
        ElementsAre(Finding{.severity = Severity::critical,
                            .kind = FindingKind::leftover,
                            .interface = "vrrp.51",
                            .instance = "V1",
                            .message = "device vrrp.51 is left by keepalived: made for instance V1",
                            .advice = "run 'vipwarden release'"},
                    Finding{.severity = Severity::critical,
                            .kind = FindingKind::host_address,
                            .interface = "eno1",
                            .address = "10.0.0.2/24",
                            .message = "10.0.0.2/24 on eno1 is the host's own, and keepalived has deleted it",
                            .advice = "run 'vipwarden release', which puts it back"}));
}

TEST(PlanFindings, NameTheConfigurationThatAReleaseHasToBeToldOfAndTheNamespace) {
    const auto found =
        plan_findings({.subject = {.config_path = "/etc/b.conf", .net_namespace = "blue"},
                       .plan = {.removals = {planned(address("10.0.0.1", 32), release::Reason::declared,
                                                     vip("10.0.0.1", 32))}}});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].net_namespace, "blue");
    EXPECT_EQ(
        found[0].message,
        "10.0.0.1/32 on eno1 in namespace blue is left by keepalived: declared by instance V1 (k.conf:7)");
    EXPECT_EQ(found[0].advice, "run 'vipwarden release -f /etc/b.conf'");
}

SnapshotFacts abandoned() {
    return {.file = "/run/vipwarden/k.json", .config_path = kDefault, .records_something = true};
}

TEST(StaleSnapshot, IsThatOfARunThatEndedUnreleased) {
    EXPECT_THAT(stale_snapshot(abandoned()),
                ElementsAre(Finding{
                    .severity = Severity::warning,
                    .kind = FindingKind::snapshot,
                    .message = "snapshot '/run/vipwarden/k.json': keepalived has ended, and nobody has "
                               "released what it records",
                    .advice = "run 'vipwarden release'"}));
}

TEST(StaleSnapshot, IsThatOfAConfigurationThatIsGone) {
    auto facts = abandoned();
    facts.released = true;
    facts.config_exists = false;

    EXPECT_THAT(stale_snapshot(facts),
                ElementsAre(Finding{.severity = Severity::warning,
                                    .kind = FindingKind::snapshot,
                                    .message = "snapshot '/run/vipwarden/k.json': its configuration "
                                               "/etc/keepalived/keepalived.conf is gone",
                                    .advice = "remove the snapshot if that keepalived is not to come back"}));
}

TEST(StaleSnapshot, IsNotThatOfALivingKeepalived) {
    auto facts = abandoned();
    facts.config_exists = false;
    facts.alive = true;

    EXPECT_THAT(stale_snapshot(facts), IsEmpty());
}

TEST(StaleSnapshot, IsNotOneThatWasReleasedOrRecordsNothing) {
    auto released = abandoned();
    released.released = true;
    auto empty = abandoned();
    empty.records_something = false;

    EXPECT_THAT(stale_snapshot(released), IsEmpty());
    EXPECT_THAT(stale_snapshot(empty), IsEmpty());
}

TEST(DamagedSnapshot, IsAWarningForEachSentence) {
    EXPECT_THAT(damaged_snapshot({"snapshot '/run/vipwarden/k.json' is not JSON"}),
                ElementsAre(Finding{.severity = Severity::warning,
                                    .kind = FindingKind::snapshot,
                                    .message = "snapshot '/run/vipwarden/k.json' is not JSON"}));
    EXPECT_THAT(damaged_snapshot({}), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
