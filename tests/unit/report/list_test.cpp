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
                      .declared = true};

    const auto text = list_text(
        {{.subject = {.config_path = "/etc/k.conf", .keepalived_version = "2.2.7"}, .rows = {row}},
         {.subject = {
              .config_path = "/etc/l.conf", .keepalived_version = "2.4.0", .net_namespace = "blue"}}});

    EXPECT_EQ(text,
              "/etc/k.conf (no snapshot), read as keepalived 2.2.7 does\n"
              "INTERFACE  ADDRESS      INSTANCE  WHERE          DECLARED  SNAPSHOT  PRESENT  REMARK\n"
              "eno1       10.0.0.1/32  V1        /etc/k.conf:7  yes       -         -\n"
              "\n"
              "/etc/l.conf in namespace blue (no snapshot), read as keepalived 2.4.0 does\n"
              "INTERFACE  ADDRESS  INSTANCE  WHERE  DECLARED  SNAPSHOT  PRESENT  REMARK\n");
}

TEST(ListText, SaysThatTheSnapshotHasLearntAnAddress) {
    const ListRow row{.interface = "eno1", .address = "10.0.0.1/32", .learnt = true, .present = true};

    const auto text = list_text({{.subject = {.config_path = "/etc/k.conf"}, .rows = {row}}});

    EXPECT_THAT(text, HasSubstr("eno1       10.0.0.1/32                   -         learnt    yes\n"));
}

TEST(ListText, SaysThatItDoesNotKnowWhatIsPresent) {
    const ListRow row{.interface = "eno1", .address = "10.0.0.1/32", .instance = "V1", .declared = true};

    const auto text =
        list_text({{.subject = {.config_path = "/etc/k.conf"}, .rows = {row}, .looked = false}});

    EXPECT_THAT(text, HasSubstr("V1               yes       -         ?\n"));
}

}  // namespace
}  // namespace vipwarden::report
