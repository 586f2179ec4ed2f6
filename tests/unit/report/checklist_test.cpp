// SPDX-License-Identifier: MIT
#include "wrapper/report/checklist.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace vipwarden::report {
namespace {

Checklist sample() {
    return {.unit = "keepalived.service",
            .items = {{ItemState::done, "stop", "keepalived.service has stopped", ""},
                      {ItemState::warn, "answers", "nobody was seen", "look again"},
                      {ItemState::pass, "loopback", "no VIP is on lo", ""}}};
}

TEST(Checklist, HasALineForEachItemWithItsAdviceBelow) {
    EXPECT_EQ(item_text({ItemState::done, "stop", "keepalived.service has stopped", ""}),
              "DONE  stop         keepalived.service has stopped\n");
    EXPECT_EQ(item_text({ItemState::warn, "last-holder", "nobody was seen", "look again"}),
              "WARN  last-holder  nobody was seen\n"
              "                   -> look again\n");
}

TEST(Checklist, EndsWithTheSumOfIt) {
    EXPECT_EQ(verdict_text(sample()), "keepalived.service is decommissioned: 3 items, 1 done, 1 warning\n");
}

TEST(Checklist, SaysThatAnItemFailed) {
    EXPECT_EQ(verdict_text({.unit = "keepalived.service",
                            .items = {{ItemState::fail, "mask", "it is still loaded", "mask it"},
                                      {ItemState::pass, "stop", "it does not run", ""}}}),
              "keepalived.service is NOT decommissioned: 1 of 2 items failed, 0 warnings\n");
}

TEST(Checklist, SaysThatItIsADryRun) {
    EXPECT_EQ(verdict_text({.unit = "keepalived.service",
                            .dry_run = true,
                            .items = {{ItemState::todo, "stop", "it would be stopped", ""}}}),
              "keepalived.service: a dry run, nothing was changed: 1 to do, 0 warnings, 0 failures\n");
}

TEST(Checklist, KeepsControlCharactersFromTheTerminal) {
    EXPECT_EQ(item_text({ItemState::pass, "files", "a\x1b[2Jb", ""}), "PASS  files        a?[2Jb\n");
}

TEST(Checklist, SaysTheSameAsJson) {
    const auto json = nlohmann::json::parse(checklist_json(sample()));

    EXPECT_EQ(json, nlohmann::json::parse(R"({
        "version": 1,
        "verb": "decommission",
        "targets": [{
            "unit": "keepalived.service",
            "dry_run": false,
            "counts": {"PASS": 1, "DONE": 1, "TODO": 0, "WARN": 1, "FAIL": 0},
            "items": [
                {"state": "DONE", "name": "stop", "text": "keepalived.service has stopped", "advice": ""},
                {"state": "WARN", "name": "answers", "text": "nobody was seen", "advice": "look again"},
                {"state": "PASS", "name": "loopback", "text": "no VIP is on lo", "advice": ""}
            ]
        }]
    })"));
}

}  // namespace
}  // namespace vipwarden::report
