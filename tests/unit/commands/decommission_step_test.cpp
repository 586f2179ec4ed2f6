// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_step.hpp"

#include <gmock/gmock.h>

namespace vipwarden::commands {
namespace {

TEST(DecommissionStep, IsToDoInADryRun) {
    EXPECT_EQ(done("stop", "text").item.state, report::ItemState::done);
    EXPECT_EQ(done("stop", "text", /*dry_run=*/true).item.state, report::ItemState::todo);
}

TEST(DecommissionStep, EndsWellWhateverIsWarnedOf) {
    EXPECT_EQ(code_of({passed("a", ""), done("b", ""), warned("c", "")}), ExitCode::clean);
}

TEST(DecommissionStep, EndsWithWhatHasToBePutRightFirst) {
    const auto contested = failed(ExitCode::answered, "answers", "", "");
    const auto left = failed(ExitCode::leftovers, "addresses", "", "");
    const auto no_bus = failed(ExitCode::unavailable, "unit", "", "");
    const auto denied = failed(ExitCode::permission, "addresses", "", "");

    EXPECT_EQ(code_of({contested, warned("x", "")}), ExitCode::answered);
    EXPECT_EQ(code_of({contested, left}), ExitCode::leftovers);
    EXPECT_EQ(code_of({contested, left, no_bus}), ExitCode::unavailable);
    EXPECT_EQ(code_of({contested, left, no_bus, denied}), ExitCode::permission);
}

TEST(DecommissionStep, IsSaidOnce) {
    Steps steps{passed("devices", "none"), warned("marked", "a route")};

    append(steps, {passed("devices", "none"), warned("marked", "another route")});

    EXPECT_THAT(steps, testing::ElementsAre(passed("devices", "none"), warned("marked", "a route"),
                                            warned("marked", "another route")));
}

TEST(DecommissionStep, ListsEightAndCountsTheRest) {
    EXPECT_EQ(listed({"a", "b"}), "a, b");
    EXPECT_EQ(listed({"1", "2", "3", "4", "5", "6", "7", "8"}), "1, 2, 3, 4, 5, 6, 7, 8");
    EXPECT_EQ(listed({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}),
              "1, 2, 3, 4, 5, 6, 7, 8 and 2 more");
}

}  // namespace
}  // namespace vipwarden::commands
