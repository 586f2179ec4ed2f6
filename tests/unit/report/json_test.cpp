// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using nlohmann::json;

TEST(PlanJson, HoldsTheWholePlan) {
    const auto document =
        json::parse(plan_json({{.subject = {.config_path = "/etc/k.conf"}, .plan = incident_plan()}}));

    EXPECT_EQ(document["version"], kJsonVersion);
    const auto& target = document["targets"][0];
    EXPECT_EQ(target["config"], "/etc/k.conf");
    EXPECT_EQ(target["remove"][0]["address"], "172.31.161.42");
    EXPECT_EQ(target["remove"][0]["prefix_length"], 0);
    EXPECT_EQ(target["remove"][0]["label"], "eno1::1");
    EXPECT_EQ(target["remove"][0]["reason"], "prefix-zero");
    EXPECT_EQ(target["remove"][1]["reason"], "declared");
    EXPECT_EQ(target["keep"][0]["suspect"], true);
}

TEST(PlanJson, IsByteIdenticalForTheSamePlan) {
    const PlannedTarget target{.subject = {.config_path = "/etc/k.conf"}, .plan = incident_plan()};

    EXPECT_EQ(plan_json({target}), plan_json({target}));
}

TEST(ReleaseJson, SaysWhatFailedAndThatItIsNotClean) {
    const auto plan = incident_plan();
    const release::ReleaseReport report{
        .removals = {{.planned = plan.removals[0]},
                     {.planned = plan.removals[1], .error = std::make_error_code(std::errc::io_error)}},
        .leftovers = {plan.removals[1]},
        .rounds = 5};

    const auto document =
        json::parse(release_json({{.subject = {.config_path = "/etc/k.conf"}, .report = report}}));

    const auto& target = document["targets"][0];
    EXPECT_EQ(target["clean"], false);
    EXPECT_EQ(target["rounds"], 5);
    EXPECT_EQ(target["removed"][0]["error"], nullptr);
    EXPECT_EQ(target["removed"][1]["error"], "Input/output error");
    EXPECT_EQ(target["leftovers"][0]["address"], "172.31.161.41");
}

TEST(PlanJson, HoldsRoutesAndRules) {
    const release::Plan plan{.routing = {planned_route("route default", release::RoutingReason::declared)},
                             .routing_kept = {{.entry = netlink::Rule{.protocol = 99},
                                               .text = "rule pref 7",
                                               .reason = release::RoutingReason::unmarked}}};

    const auto target = json::parse(plan_json({{.plan = plan}}))["targets"][0];

    EXPECT_EQ(target["remove_routing"],
              json::parse(R"json([{"kind":"route","text":"route default","protocol":18,"reason":"declared",
                  "explanation":"declared by instance V1 (k.conf:20)","suspect":false,"instance":"V1"
}])json"));
    EXPECT_EQ(target["keep_routing"][0]["kind"], "rule");
    EXPECT_EQ(target["keep_routing"][0]["suspect"], true);
}

TEST(ReleaseJson, SaysWhatBecameOfRoutesAndRules) {
    const auto one = planned_route("route default", release::RoutingReason::declared);
    const release::ReleaseReport report{
        .routing = {{.planned = one, .error = std::make_error_code(std::errc::io_error)}},
        .routing_leftovers = {one},
        .routing_error = std::make_error_code(std::errc::no_buffer_space)};

    const auto target = json::parse(release_json({{.report = report}}))["targets"][0];

    EXPECT_EQ(target["clean"], false);
    EXPECT_EQ(target["removed_routing"][0]["error"], "Input/output error");
    EXPECT_EQ(target["kept_routing"], json::array());
    EXPECT_EQ(target["routing_leftovers"][0]["text"], "route default");
    EXPECT_EQ(target["routing_error"], "No buffer space available");
}

TEST(ListJson, SurvivesNamesThatAreNotUtf8) {
    const ListRow row{.interface = "eno1", .address = "10.0.0.1/32", .instance = "V\xff\"1"};

    const auto document = json::parse(list_json({{.subject = {.config_path = "/etc/\xc3"}, .rows = {row}}}));

    EXPECT_EQ(document["targets"][0]["addresses"][0]["instance"], "V\xef\xbf\xbd\"1");
}

TEST(ListJson, SaysWhereAVipIsDeclared) {
    const ListRow row{.interface = "eno1",
                      .address = "10.0.0.1/32",
                      .instance = "V1",
                      .where = "k.conf:7",
                      .declared = true};

    const auto document = json::parse(list_json(
        {{.subject = {.config_path = "/etc/k.conf", .keepalived_version = "2.2.7"}, .rows = {row}}}));

    const auto& target = document["targets"][0];
    EXPECT_EQ(target["keepalived_version"], "2.2.7");
    EXPECT_EQ(target["addresses"][0]["where"], "k.conf:7");
    EXPECT_EQ(target["addresses"][0]["present"], false);
}

TEST(ListJson, SaysWhatWasLearnt) {
    const ListRow declared{.interface = "eno1", .address = "10.0.0.1/32", .declared = true};
    const ListRow row{.interface = "eno1", .address = "10.0.0.2/32", .learnt = true};

    const auto rows = json::parse(list_json({{.rows = {declared, row}}}))["targets"][0]["addresses"];

    EXPECT_EQ(rows[0]["learnt"], false);
    EXPECT_EQ(rows[1]["learnt"], true);
}

TEST(ListJson, LeavesOpenWhatIsPresentWhereItCannotBeSeen) {
    const auto document = json::parse(
        list_json({{.rows = {{.interface = "eno1", .address = "10.0.0.1/32"}}, .looked = false}}));

    EXPECT_EQ(document["targets"][0]["addresses"][0]["present"], nullptr);
}

TEST(ListJson, SaysTheStateAndWhoHoldsTheAddress) {
    const ListRow held{.interface = "eno1",
                       .address = "10.0.0.1/32",
                       .state = "MASTER",
                       .verdict = Verdict::held,
                       .holder = ListHolder{.pid = 7, .config_path = "/etc/k.conf", .own = true}};

    const auto rows =
        json::parse(list_json({{.rows = {held, {.interface = "eno1"}}}}))["targets"][0]["addresses"];

    EXPECT_EQ(rows[0]["state"], "MASTER");
    EXPECT_EQ(rows[0]["verdict"], "held");
    EXPECT_EQ(rows[0]["holder"],
              json::parse(R"({"pid": 7, "config": "/etc/k.conf", "own": true, "sure": true})"));
    EXPECT_EQ(rows[1]["state"], nullptr);
    EXPECT_EQ(rows[1]["verdict"], nullptr);
    EXPECT_EQ(rows[1]["holder"], nullptr);
}

TEST(SnapshotJson, HoldsTheHostsOwnAddressesAndTheVips) {
    snapshot::Snapshot snapshot;
    snapshot.baseline = {{.interface = "eno1", .address = address("172.31.161.38", 24)}};
    add_generation(snapshot, {vip("172.31.161.41", 32)});

    const auto document = json::parse(snapshot_json({.config_path = "/etc/k.conf"}, "/run/s.json", snapshot));

    const auto& target = document["targets"][0];
    EXPECT_EQ(target["file"], "/run/s.json");
    EXPECT_EQ(target["baseline"][0]["address"], "172.31.161.38");
    EXPECT_EQ(target["vips"][0]["address"], "172.31.161.41");
}

TEST(SnapshotJson, HoldsWhatWasLearnt) {
    auto entry = address("192.0.2.1", 30);
    entry.peer = *netlink::parse_ip_address("192.0.2.2");
    const snapshot::Snapshot snapshot{.learnt = {snapshot::as_learnt(entry, "eno1")}};

    const auto target = json::parse(snapshot_json({}, "", snapshot))["targets"][0];

    EXPECT_EQ(target["learnt"],
              json::parse(R"([{"interface":"eno1","ifindex":2,"address":"192.0.2.1","prefix_length":30,
                               "peer":"192.0.2.2"}])"));
}

TEST(SnapshotJson, TellsAnUnknownBaselineFromAnEmptyOne) {
    snapshot::Snapshot snapshot;
    EXPECT_EQ(json::parse(snapshot_json({}, "", snapshot))["targets"][0]["baseline"], nullptr);
    snapshot.baseline.emplace();
    EXPECT_EQ(json::parse(snapshot_json({}, "", snapshot))["targets"][0]["baseline"], json::array());
}

}  // namespace
}  // namespace vipwarden::report
