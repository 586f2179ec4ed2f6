// SPDX-License-Identifier: MIT
#include "wrapper/report/check.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

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
    report.program_version = "0.1.0";
    report.probed = true;
    report.vips = {
        {.interface = "eno1",
         .address = "10.0.0.1/32",
         .instance = "V1",
         .declared = true,
         .present = true,
         .answers = 1},
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
    for (const auto kind :
         {FindingKind::leftover, FindingKind::suspect, FindingKind::host_address, FindingKind::missing,
          FindingKind::duplicate, FindingKind::snapshot, FindingKind::drop_in, FindingKind::unit,
          FindingKind::release, FindingKind::not_looked}) {
        findings.insert(findings.end(), 2, {.severity = Severity::warning, .kind = kind, .message = "x"});
    }

    const auto text = check_text(with(findings));

    EXPECT_EQ(
        text.substr(0, text.find('\n')),
        "WARNING: 2 leftovers, 2 VIPs answered for by two hosts, 2 VIPs missing, 2 of the host's own "
        "addresses lost, a release that has failed, 2 suspects, trouble with the unit, vipwarden is not "
        "part of the unit, 2 stale snapshots, not everything could be looked at");
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
    EXPECT_EQ(check_prometheus(full()),
              R"(# HELP vipwarden_build_info Always 1; the version of vipwarden.
# TYPE vipwarden_build_info gauge
vipwarden_build_info{version="0.1.0"} 1
# HELP vipwarden_check_status Result of the last check: 0 ok, 1 warning, 2 critical, 3 unknown.
# TYPE vipwarden_check_status gauge
vipwarden_check_status 2
# HELP vipwarden_findings What the last check found, by kind.
# TYPE vipwarden_findings gauge
vipwarden_findings{kind="leftover"} 1
vipwarden_findings{kind="suspect"} 0
vipwarden_findings{kind="host-address"} 0
vipwarden_findings{kind="not-looked"} 0
vipwarden_findings{kind="missing"} 0
vipwarden_findings{kind="snapshot"} 0
vipwarden_findings{kind="duplicate"} 0
vipwarden_findings{kind="unit"} 0
vipwarden_findings{kind="drop-in"} 0
vipwarden_findings{kind="release"} 0
# HELP vipwarden_vip_declared Whether the configuration has the virtual address now, or it is only recorded.
# TYPE vipwarden_vip_declared gauge
vipwarden_vip_declared{interface="eno1",address="10.0.0.1/32",ip="10.0.0.1",vrrp_instance="V1"} 1
vipwarden_vip_declared{interface="eth0",address="10.0.0.9/24",ip="10.0.0.9",vrrp_instance="V\"2",net_namespace="blue"} 0
# HELP vipwarden_vip_present Whether the virtual address, declared or recorded, is on its interface.
# TYPE vipwarden_vip_present gauge
vipwarden_vip_present{interface="eno1",address="10.0.0.1/32",ip="10.0.0.1",vrrp_instance="V1"} 1
vipwarden_vip_present{interface="eth0",address="10.0.0.9/24",ip="10.0.0.9",vrrp_instance="V\"2",net_namespace="blue"} 0
# HELP vipwarden_vip_answers Hosts other than this one that answered for the virtual address.
# TYPE vipwarden_vip_answers gauge
vipwarden_vip_answers{interface="eno1",address="10.0.0.1/32",ip="10.0.0.1",vrrp_instance="V1"} 1
# HELP vipwarden_drop_in_installed Whether vipwarden is part of the unit that starts keepalived.
# TYPE vipwarden_drop_in_installed gauge
vipwarden_drop_in_installed{unit="keepalived.service"} 0
# HELP vipwarden_unit_active Whether the unit that starts keepalived is active.
# TYPE vipwarden_unit_active gauge
vipwarden_unit_active{unit="keepalived.service"} 1
)");
}

/// The lines that begin with this.
std::vector<std::string> lines_with(const std::string& start, const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream all{text};
    for (std::string line; std::getline(all, line);) {
        if (line.starts_with(start)) {
            lines.push_back(line);
        }
    }
    return lines;
}

TEST(CheckPrometheus, ClaimsNoZeroForWhatItCouldNotLookAt) {
    const auto text = check_prometheus({.looked = false, .findings = {not_looked()}});

    EXPECT_THAT(lines_with("vipwarden_", text),
                ElementsAre("vipwarden_build_info{version=\"\"} 1", "vipwarden_check_status 3",
                            "vipwarden_findings{kind=\"not-looked\"} 1"));
}

TEST(CheckPrometheus, HasOnlyTheKindsThatItLookedForWithRecorded) {
    auto report = full();
    report.whole = report.probed = false;
    report.unit.reset();

    const auto text = check_prometheus(report);

    EXPECT_THAT(
        lines_with("vipwarden_findings", text),
        ElementsAre("vipwarden_findings{kind=\"leftover\"} 1", "vipwarden_findings{kind=\"suspect\"} 0",
                    "vipwarden_findings{kind=\"host-address\"} 0",
                    "vipwarden_findings{kind=\"not-looked\"} 0"));
    EXPECT_THAT(lines_with("vipwarden_vip_declared", text), IsEmpty());
    EXPECT_THAT(lines_with("vipwarden_vip_present", text), SizeIs(2));
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
        "version": 1, "verb": "check", "targets": [], "program_version": "0.1.0",
        "status": "critical",
        "findings": [{"severity": "critical", "name": "leftover", "interface": "eno1", "address": "10.0.0.1/32",
                      "instance": "V1", "net_namespace": "", "unit": "",
                      "message": "10.0.0.1/32 on eno1 is left by keepalived",
                      "advice": "run 'vipwarden release'"}],
        "vips": [{"interface": "eno1", "address": "10.0.0.1/32", "instance": "V1", "net_namespace": "",
                  "declared": true, "present": true, "answers": 1},
                 {"interface": "eth0", "address": "10.0.0.9/24", "instance": "V\"2", "net_namespace": "blue",
                  "declared": false, "present": false, "answers": null}],
        "unit": {"name": "keepalived.service", "active": true, "has_vipwarden": false},
        "remarks": ["nobody was asked on lo"]})"));
}

TEST(CheckJson, HasNoUnitWhereNoneWasLookedAt) {
    EXPECT_EQ(nlohmann::json::parse(check_json({}))["unit"], nullptr);
}

}  // namespace
}  // namespace vipwarden::report
