// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "tests/unit/report/samples.hpp"

namespace vipwarden::report {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ListRows, PutsDeclaredRecordedAndPresentSideBySide) {
    snapshot::Snapshot recorded;
    add_generation(recorded, {vip("172.31.161.41", 32), vip("172.31.161.44", 32)});
    const release::PlanInput input{.declared = {vip("172.31.161.41", 32), vip("172.31.161.42", 32)},
                                   .snapshot = recorded};

    const auto rows = list_rows(input, incident_plan());

    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].address, "172.31.161.41/32");
    EXPECT_TRUE(rows[0].declared && rows[0].recorded && rows[0].present);
    EXPECT_EQ(rows[0].where, "k.conf:7");
    EXPECT_EQ(rows[1].address, "172.31.161.42/32");
    EXPECT_TRUE(rows[1].declared && !rows[1].recorded && !rows[1].present);
    EXPECT_EQ(rows[2].address, "172.31.161.44/32");
    EXPECT_TRUE(!rows[2].declared && rows[2].recorded && !rows[2].present);
    EXPECT_EQ(rows[3].address, "172.31.161.42/0 label eno1::1");
    EXPECT_THAT(rows[3].remark, StartsWith("leftover: "));
    EXPECT_EQ(rows[4].address, "172.31.161.43/24");
    EXPECT_THAT(rows[4].remark, StartsWith("suspect: "));
}

TEST(ListRows, ShowsWhatWasLearntWhetherItIsThereOrNot) {
    const auto there = address("172.31.161.77", 32);
    const snapshot::Snapshot recorded{.generations = {{vip("172.31.161.41", 32)}},
                                      .learnt = {snapshot::as_learnt(address("172.31.161.41", 32), "eno1"),
                                                 snapshot::as_learnt(address("172.31.161.76", 32), "eno1"),
                                                 snapshot::as_learnt(there, "eno1")}};
    const release::Plan plan{.removals = {planned(there, release::Reason::learnt, {})}};

    const auto rows = list_rows({.snapshot = recorded}, plan);

    ASSERT_EQ(rows.size(), 3U);
    EXPECT_TRUE(rows[0].learnt && rows[0].recorded && !rows[0].present);
    EXPECT_EQ(rows[1].address, "172.31.161.76/32");
    EXPECT_TRUE(rows[1].learnt && !rows[1].recorded && !rows[1].present);
    EXPECT_EQ(rows[2].address, "172.31.161.77/32");
    EXPECT_TRUE(rows[2].learnt && rows[2].present);
    EXPECT_EQ(rows[2].remark,
              "leftover: keepalived was seen adding it, and the configuration does not declare it");
}

TEST(ListRows, SaysThatAnInterfaceDoesNotExist) {
    const release::PlanInput input{.declared = {vip("10.0.0.1", 32, "gone0")}};

    const auto rows = list_rows(input, {.without_interface = {vip("10.0.0.1", 32, "gone0")}});

    EXPECT_THAT(rows, ElementsAre(Field(&ListRow::remark, "no such interface")));
}

TEST(ListText, IsATableWithAHeadingForEachConfiguration) {
    const ListRow row{.interface = "eno1",
                      .address = "10.0.0.1/32",
                      .instance = "V1",
                      .where = "/etc/k.conf:7",
                      .declared = true,
                      .state = "BACKUP"};

    const auto text = list_text(
        {{.subject = {.config_path = "/etc/k.conf", .keepalived_version = "2.2.7"}, .rows = {row}},
         {.subject = {.config_path = "/etc/l.conf", .keepalived_version = "2.4.0", .net_namespace = "blue"}}},
        false);

    EXPECT_EQ(text,
              "/etc/k.conf (no snapshot), read as keepalived 2.2.7 does\n"
              "INTERFACE  ADDRESS      INSTANCE  STATE   WHERE          DECLARED  SNAPSHOT  PRESENT  HOLDER  "
              "REMARK\n"
              "eno1       10.0.0.1/32  V1        BACKUP  /etc/k.conf:7  yes       -         -        -\n"
              "\n"
              "/etc/l.conf in namespace blue (no snapshot), read as keepalived 2.4.0 does\n"
              "INTERFACE  ADDRESS  INSTANCE  STATE  WHERE  DECLARED  SNAPSHOT  PRESENT  HOLDER  REMARK\n");
}

TEST(ListText, SaysThatTheSnapshotHasLearntAnAddress) {
    const ListRow row{.interface = "eno1", .address = "10.0.0.1/32", .learnt = true, .present = true};

    const auto text = list_text({{.subject = {.config_path = "/etc/k.conf"}, .rows = {row}}}, false);

    EXPECT_THAT(
        text, HasSubstr("eno1       10.0.0.1/32            -             -         learnt    yes      -\n"));
}

TEST(ListText, SaysThatItDoesNotKnowWhatIsPresent) {
    const ListRow row{.interface = "eno1", .address = "10.0.0.1/32", .instance = "V1", .declared = true};

    const auto text =
        list_text({{.subject = {.config_path = "/etc/k.conf"}, .rows = {row}, .looked = false}}, false);

    EXPECT_THAT(text, HasSubstr("V1        -             yes       -         ?        ?\n"));
}

TEST(ListRows, SaysWhoHoldsAnAddress) {
    const release::PlanInput input{
        .holders = {{.pid = 7, .config_path = "/etc/k.conf", .same_configuration = true},
                    {.pid = 8, .config_path = "/etc/b.conf"}}};
    const auto held_by = [](const char* ip, pid_t pid, const char* config, release::Reason reason) {
        auto kept = planned(address(ip, 32), reason, vip(ip, 32));
        kept.holder = pid;
        kept.holder_config = config;
        return kept;
    };
    const release::Plan plan{
        .removals = {planned(address("10.0.0.4", 32), release::Reason::declared, vip("10.0.0.4", 32))},
        .kept = {held_by("10.0.0.1", 7, "/etc/k.conf", release::Reason::held),
                 held_by("10.0.0.2", 8, "/etc/b.conf", release::Reason::held),
                 held_by("10.0.0.3", 8, "", release::Reason::maybe_held),
                 planned(address("10.0.0.5", 32), release::Reason::host_address, vip("10.0.0.5", 32))}};

    const auto rows = list_rows(input, plan);

    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].holder, std::nullopt);
    EXPECT_EQ(rows[1].holder, (ListHolder{.pid = 7, .config_path = "/etc/k.conf", .own = true}));
    EXPECT_EQ(rows[2].holder, (ListHolder{.pid = 8, .config_path = "/etc/b.conf"}));
    EXPECT_EQ(rows[3].holder, (ListHolder{.pid = 8, .sure = false}));
    EXPECT_EQ(rows[4].holder, std::nullopt);
    const auto verdict = [&rows](std::size_t i) { return rows[i].verdict; };
    EXPECT_EQ(verdict(0), Verdict::leftover);
    EXPECT_EQ(verdict(1), Verdict::held);
    EXPECT_EQ(verdict(2), Verdict::held);
    EXPECT_EQ(verdict(3), Verdict::suspect);
    EXPECT_EQ(verdict(4), Verdict::kept);
}

TEST(ListRows, HasTheStateOfTheInstanceOnlyWhereKeepalivedSaysIt) {
    auto other = vip("10.0.0.2", 32);
    other.instance = "V2";
    const release::PlanInput input{.declared = {vip("10.0.0.1", 32), other}};

    const auto rows = list_rows(input, {}, {{"V1", "MASTER"}});

    EXPECT_THAT(rows, ElementsAre(Field(&ListRow::state, "MASTER"), Field(&ListRow::state, "")));
}

std::string line_of(const ListRow& row, bool colour) {
    const auto text = list_text({{.rows = {row}}}, colour);
    const auto end = text.find('\n', text.find("INTERFACE"));
    return text.substr(end + 1);
}

TEST(ListText, ShowsTheHolder) {
    ListRow row{.interface = "e", .address = "a", .present = true, .verdict = Verdict::held};

    row.holder = ListHolder{.pid = 7, .config_path = "/etc/k.conf", .own = true};
    EXPECT_THAT(line_of(row, false), testing::EndsWith("yes      7\n"));
    row.holder = ListHolder{.pid = 8, .config_path = "/etc/b.conf"};
    EXPECT_THAT(line_of(row, false), testing::EndsWith("yes      8 (/etc/b.conf)\n"));
    row.holder = ListHolder{.pid = 8, .sure = false};
    EXPECT_THAT(line_of(row, false), testing::EndsWith("yes      8 (?)\n"));
    row.holder.reset();
    row.verdict = Verdict::leftover;
    EXPECT_THAT(line_of(row, false), testing::EndsWith("yes      nobody\n"));
    row.verdict = Verdict::kept;
    EXPECT_THAT(line_of(row, false), testing::EndsWith("yes      -\n"));
}

TEST(ListText, HasColoursOnlyIfAsked) {
    ListRow row{.interface = "e", .address = "a", .present = true};
    const auto plain = line_of(row, false);
    const auto text = plain.substr(0, plain.size() - 1);

    row.verdict = Verdict::held;
    EXPECT_EQ(line_of(row, true), "\033[32m" + text + "\033[0m\n");
    EXPECT_EQ(line_of(row, false), plain);
    row.verdict = Verdict::none;
    EXPECT_EQ(line_of(row, true), plain);
    row.verdict = Verdict::leftover;
    row.holder = ListHolder{.pid = 7};
    EXPECT_THAT(line_of(row, true), StartsWith("\033[31me"));
    row.verdict = Verdict::suspect;
    EXPECT_THAT(line_of(row, true), StartsWith("\033[33me"));
}

TEST(ListText, ColoursRoutesToo) {
    const auto text = list_text(
        {{.routing = {planned_route("10.7.0.0/24 via 10.0.0.9", release::RoutingReason::declared)}}}, true);

    EXPECT_THAT(text, HasSubstr("\n\033[31m10.7.0.0/24 via 10.0.0.9"));
}

}  // namespace
}  // namespace vipwarden::report
