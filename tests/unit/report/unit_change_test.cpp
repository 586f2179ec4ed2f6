// SPDX-License-Identifier: MIT
#include "wrapper/report/unit_change.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace vipwarden::report {
namespace {

TEST(UnifiedDiff, ShowsWhatGoesAndWhatComesBetweenWhatStays) {
    EXPECT_EQ(unified_diff("/etc/x.conf", "a\nb\nc\n", "a\nB\nc\nd\n"),
              "--- /etc/x.conf\n+++ /etc/x.conf\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n");
}

TEST(UnifiedDiff, KnowsFilesThatAreMadeAndRemoved) {
    EXPECT_EQ(unified_diff("/etc/x.conf", "", "a\nb\n"),
              "--- /dev/null\n+++ /etc/x.conf\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    EXPECT_EQ(unified_diff("/etc/x.conf", "a\n", ""),
              "--- /etc/x.conf\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, IsEmptyForEqualTexts) {
    EXPECT_EQ(unified_diff("/etc/x.conf", "a\n", "a\n"), "");
}

const UnitChange kWritten{.verb = "install",
                          .unit = "keepalived.service",
                          .mode = "hook",
                          .drop_in = "/etc/x.conf",
                          .after = "a\n",
                          .third_layer = true,
                          .remarks = {"one"}};

TEST(UnitChangeText, EndsWithWhatWasDone) {
    auto dry = kWritten;
    dry.dry_run = true;
    auto same = kWritten;
    same.before = same.after;
    const UnitChange removed{.unit = "keepalived.service", .drop_in = "/etc/x.conf", .before = "a\n"};
    const UnitChange nothing{.unit = "keepalived.service", .drop_in = "/etc/x.conf"};

    EXPECT_EQ(
        change_text(kWritten),
        "--- /dev/null\n+++ /etc/x.conf\n@@ -0,0 +1,1 @@\n+a\nkeepalived.service: /etc/x.conf written\n");
    EXPECT_EQ(change_text(dry),
              "--- /dev/null\n+++ /etc/x.conf\n@@ -0,0 +1,1 @@\n+a\nkeepalived.service: /etc/x.conf would be "
              "written\n");
    EXPECT_EQ(change_text(same), "keepalived.service: /etc/x.conf is as it should be\n");
    EXPECT_EQ(
        change_text(removed),
        "--- /etc/x.conf\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\nkeepalived.service: /etc/x.conf removed\n");
    EXPECT_EQ(change_text(nothing), "keepalived.service: no drop-in of vipwarden, nothing to do\n");
}

TEST(UnitChangeText, SaysWhenOnlyTheUnitsBesideItAreOtherThanBefore) {
    UnitChange installed{.unit = "keepalived.service",
                         .before = "a\n",
                         .after = "a\n",
                         .third_layer_changed = true,
                         .dry_run = true};
    const UnitChange removed{.unit = "keepalived.service", .third_layer_changed = true};

    EXPECT_EQ(change_text(installed), "keepalived.service: the units beside it would be set to work\n");
    installed.dry_run = false;
    EXPECT_EQ(change_text(installed), "keepalived.service: the units beside it set to work\n");
    EXPECT_EQ(change_text(removed), "keepalived.service: the units beside it ended\n");
}

TEST(UnitChangeJson, SaysAllOfIt) {
    const auto json = nlohmann::json::parse(change_json(kWritten));

    EXPECT_EQ(json["verb"], "install");
    const auto& target = json["targets"][0];
    EXPECT_EQ(target["unit"], "keepalived.service");
    EXPECT_EQ(target["mode"], "hook");
    EXPECT_EQ(target["drop_in"], "/etc/x.conf");
    EXPECT_EQ(target["changed"], true);
    EXPECT_EQ(target["dry_run"], false);
    EXPECT_EQ(target["third_layer"], true);
    EXPECT_EQ(target["third_layer_changed"], false);
    EXPECT_EQ(target["diff"], "--- /dev/null\n+++ /etc/x.conf\n@@ -0,0 +1,1 @@\n+a\n");
    EXPECT_EQ(target["remarks"], nlohmann::json::array({"one"}));
    EXPECT_EQ(target["problems"], nlohmann::json::array());
}

}  // namespace
}  // namespace vipwarden::report
