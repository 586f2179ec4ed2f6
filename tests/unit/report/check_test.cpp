// SPDX-License-Identifier: MIT
#include "wrapper/report/check.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using testing::ElementsAre;
using testing::Field;

release::Plan with_suspects_only() {
    auto plan = incident_plan();
    plan.removals.clear();
    return plan;
}

Finding leftover() {
    return {.severity = Severity::critical,
            .kind = FindingKind::leftover,
            .interface = "eno1",
            .address = "10.0.0.1/32",
            .instance = "V1",
            .message = "10.0.0.1/32 on eno1 is left by keepalived",
            .advice = "run 'vipwarden release'"};
}

Finding suspect() {
    return {.severity = Severity::warning,
            .kind = FindingKind::suspect,
            .message = "10.0.0.2/24 on eno1 may be keepalived's"};
}

Finding not_looked() {
    return {.severity = Severity::unknown, .kind = FindingKind::not_looked, .message = "could not look: no"};
}

CheckReport with(std::vector<Finding> findings) {
    worst_first(findings);
    return {.findings = std::move(findings)};
}

/// One of everything that there are numbers of.
CheckReport full() {
    auto report = with({leftover()});
    report.probed = true;
    report.vips = {
        {.interface = "eno1", .address = "10.0.0.1/32", .instance = "V1", .present = true, .answers = 1},
        {.interface = "eth0", .address = "10.0.0.9/24", .instance = "V\"2", .net_namespace = "blue"}};
    report.unit = {.name = "keepalived.service", .active = true, .has_vipwarden = false};
    return report;
}

TEST(CheckStatus, IsTheWorstOfAllAndToldTroubleCountsBeforeTheUnknown) {
    EXPECT_EQ(with({}).status(), Severity::ok);
    EXPECT_EQ(with({not_looked()}).status(), Severity::unknown);
    EXPECT_EQ(with({not_looked(), suspect()}).status(), Severity::warning);
    EXPECT_EQ(with({suspect(), not_looked(), leftover()}).status(), Severity::critical);
}

TEST(CheckFindings, StandInTheOrderOfHowBadTheyAreThenAsTheyWereFound) {
    auto second = leftover();
    second.address = "10.0.0.3/32";
    EXPECT_THAT(with({not_looked(), suspect(), leftover(), second}).findings,
                ElementsAre(leftover(), second, suspect(), not_looked()));
}

TEST(CheckTarget, IsJudgedByWhatAReleaseWouldHaveToDo) {
    EXPECT_EQ(judge({}), Health::ok);
    EXPECT_EQ(judge(with_suspects_only()), Health::suspects);
    EXPECT_EQ(judge(incident_plan()), Health::leftovers);
    EXPECT_EQ(judge({.restores = {{.interface = "eno1", .address = address("10.0.0.2", 24)}}}),
              Health::leftovers);
}

TEST(CheckText, IsOneLineWhenAllIsWell) {
    EXPECT_EQ(check_text({}), "OK: nothing is left by keepalived\n");
}

TEST(CheckText, CountsThenSaysEachFindingWithWhatToDo) {
    EXPECT_EQ(check_text(with({suspect(), leftover(), not_looked()})),
              "CRITICAL: 1 leftover, 1 suspect, not everything could be looked at\n"
              "critical  leftover    10.0.0.1/32 on eno1 is left by keepalived; run 'vipwarden release'\n"
              "warning   suspect     10.0.0.2/24 on eno1 may be keepalived's\n"
              "unknown   not-looked  could not look: no\n");
}

TEST(CheckText, HasAWordForEachKind) {
    std::vector<Finding> findings;
    for (const auto kind : {FindingKind::leftover, FindingKind::suspect, FindingKind::host_address,
                            FindingKind::missing, FindingKind::duplicate, FindingKind::snapshot,
                            FindingKind::drop_in, FindingKind::unit, FindingKind::not_looked}) {
        findings.insert(findings.end(), 2, {.severity = Severity::warning, .kind = kind, .message = "x"});
    }

    const auto text = check_text(with(findings));

    EXPECT_EQ(text.substr(0, text.find('\n')),
              "WARNING: 2 leftovers, 2 VIPs answered for by two hosts, 2 VIPs missing, 2 of the host's own "
              "addresses lost, 2 suspects, trouble with the unit, vipwarden is not part of the unit, 2 stale "
              "snapshots, not everything could be looked at");
}

TEST(CheckText, SaysWhyItCouldNotLook) {
    EXPECT_EQ(check_text({.looked = false, .findings = {not_looked()}}), "UNKNOWN: could not look: no\n");
}

TEST(CheckNagios, IsOneLineWithPerformanceDataThenTheFindings) {
    EXPECT_EQ(check_nagios({}),
              "OK: nothing is left by keepalived | leftovers=0;;0 suspects=0;0 missing=0;0 "
              "stale_snapshots=0;0\n");
    EXPECT_EQ(check_nagios(full()),
              "CRITICAL: 1 leftover | leftovers=1;;0 suspects=0;0 missing=0;0 stale_snapshots=0;0 "
              "duplicates=0;;0\n"
              "critical  leftover  10.0.0.1/32 on eno1 is left by keepalived; run 'vipwarden release'\n");
}

TEST(CheckNagios, GivesNumbersOnlyOfWhatItLookedFor) {
    EXPECT_EQ(check_nagios({.whole = false}),
              "OK: nothing is left by keepalived | leftovers=0;;0 suspects=0;0\n");
    EXPECT_EQ(check_nagios({.looked = false, .findings = {not_looked()}}), "UNKNOWN: could not look: no\n");
}

TEST(CheckNagios, LetsNoNameBeginPerformanceDataOrALine) {
    auto finding = suspect();
    finding.message = "a|b\nc";
    const auto text = check_nagios(with({finding}));
    EXPECT_EQ(text.substr(text.find('\n') + 1), "warning  suspect  a/b?c\n");
}

TEST(CheckPrometheus, HasAGaugeForEverythingThatWasLookedAt) {
    EXPECT_EQ(
        check_prometheus(full()),
        "# HELP vipwarden_check_status Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.\n"
        "# TYPE vipwarden_check_status gauge\n"
        "vipwarden_check_status 2\n"
        "# HELP vipwarden_leftovers Addresses, routes, rules and devices that keepalived has left.\n"
        "# TYPE vipwarden_leftovers gauge\n"
        "vipwarden_leftovers 1\n"
        "# HELP vipwarden_suspects Addresses, routes and rules that may be keepalived's.\n"
        "# TYPE vipwarden_suspects gauge\n"
        "vipwarden_suspects 0\n"
        "# HELP vipwarden_vip_present Whether the virtual address, declared or recorded, is on its "
        "interface.\n"
        "# TYPE vipwarden_vip_present gauge\n"
        "vipwarden_vip_present{interface=\"eno1\",address=\"10.0.0.1/32\",instance=\"V1\"} 1\n"
        "vipwarden_vip_present{interface=\"eth0\",address=\"10.0.0.9/24\",instance=\"V\\\"2\","
        "namespace=\"blue\"} 0\n"
        "# HELP vipwarden_missing_vips Virtual addresses that are missing though keepalived is, or seems to "
        "be, "
        "MASTER.\n"
        "# TYPE vipwarden_missing_vips gauge\n"
        "vipwarden_missing_vips 0\n"
        "# HELP vipwarden_snapshot_stale Snapshots that are stale or damaged.\n"
        "# TYPE vipwarden_snapshot_stale gauge\n"
        "vipwarden_snapshot_stale 0\n"
        "# HELP vipwarden_duplicate_vips Virtual addresses that two hosts answer for.\n"
        "# TYPE vipwarden_duplicate_vips gauge\n"
        "vipwarden_duplicate_vips 0\n"
        "# HELP vipwarden_vip_answers Hosts other than this one that answered for the virtual address.\n"
        "# TYPE vipwarden_vip_answers gauge\n"
        "vipwarden_vip_answers{interface=\"eno1\",address=\"10.0.0.1/32\",instance=\"V1\"} 1\n"
        "# HELP vipwarden_drop_in_installed Whether vipwarden is part of the unit that starts keepalived.\n"
        "# TYPE vipwarden_drop_in_installed gauge\n"
        "vipwarden_drop_in_installed{unit=\"keepalived.service\"} 0\n"
        "# HELP vipwarden_unit_active Whether the unit that starts keepalived is active.\n"
        "# TYPE vipwarden_unit_active gauge\n"
        "vipwarden_unit_active{unit=\"keepalived.service\"} 1\n");
}

TEST(CheckPrometheus, ClaimsNoZeroForWhatItCouldNotLookAt) {
    EXPECT_EQ(
        check_prometheus({.looked = false, .findings = {not_looked()}}),
        "# HELP vipwarden_check_status Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.\n"
        "# TYPE vipwarden_check_status gauge\n"
        "vipwarden_check_status 3\n");
}

TEST(CheckPrometheus, LooksForLeftoversAndSuspectsOnlyWithRecorded) {
    EXPECT_EQ(
        check_prometheus({.whole = false}),
        "# HELP vipwarden_check_status Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.\n"
        "# TYPE vipwarden_check_status gauge\n"
        "vipwarden_check_status 0\n"
        "# HELP vipwarden_leftovers Addresses, routes, rules and devices that keepalived has left.\n"
        "# TYPE vipwarden_leftovers gauge\n"
        "vipwarden_leftovers 0\n"
        "# HELP vipwarden_suspects Addresses, routes and rules that may be keepalived's.\n"
        "# TYPE vipwarden_suspects gauge\n"
        "vipwarden_suspects 0\n");
}

TEST(CheckJson, SaysTheStateOfEachTarget) {
    const std::vector<PlannedTarget> targets{
        {.plan = {}}, {.plan = with_suspects_only()}, {.plan = incident_plan()}};

    const auto json = nlohmann::json::parse(check_json({.targets = targets}));

    EXPECT_EQ(json["verb"], "check");
    EXPECT_EQ(json["targets"][0]["state"], "ok");
    EXPECT_EQ(json["targets"][1]["state"], "suspects");
    EXPECT_EQ(json["targets"][2]["state"], "leftovers");
    EXPECT_EQ(json["targets"][2]["remove"].size(), 2U);
}

TEST(CheckJson, HoldsAllThatTheOtherFormatsSay) {
    auto report = full();
    report.remarks = {"nobody was asked on lo"};

    const auto json = nlohmann::json::parse(check_json(report));

    EXPECT_EQ(json, nlohmann::json::parse(R"({
        "version": 1, "verb": "check", "targets": [], "status": "critical",
        "findings": [{"severity": "critical", "name": "leftover", "interface": "eno1", "address": "10.0.0.1/32",
                      "instance": "V1", "net_namespace": "", "unit": "",
                      "message": "10.0.0.1/32 on eno1 is left by keepalived",
                      "advice": "run 'vipwarden release'"}],
        "vips": [{"interface": "eno1", "address": "10.0.0.1/32", "instance": "V1", "net_namespace": "",
                  "present": true, "answers": 1},
                 {"interface": "eth0", "address": "10.0.0.9/24", "instance": "V\"2", "net_namespace": "blue",
                  "present": false, "answers": null}],
        "unit": {"name": "keepalived.service", "active": true, "has_vipwarden": false},
        "remarks": ["nobody was asked on lo"]})"));
}

TEST(CheckJson, HasNoUnitWhereNoneWasLookedAt) {
    EXPECT_EQ(nlohmann::json::parse(check_json({}))["unit"], nullptr);
}

}  // namespace
}  // namespace vipwarden::report
