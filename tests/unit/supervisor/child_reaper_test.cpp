// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/child_reaper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/supervisor/test_children.hpp"

namespace vipwarden::supervisor {
namespace {

using testing::Optional;

TEST(ChildReaper, ReportsTheEndOfTheWatchedChildOnceAndLeavesItUnreaped) {
    ChildReaper reaper;
    const KillAtEnd child{start_child(script("exit 3"))};
    reaper.watch(child.pid());
    wait_for_zombie(child.pid());
    EXPECT_THAT(reaper.collect(), Optional(ExitStatus{.by_signal = false, .value = 3}));
    EXPECT_EQ(reaper.collect(), std::nullopt);
    EXPECT_TRUE(exists(child.pid()));
    EXPECT_FALSE(reaper.watched_is_reaped());
}

TEST(ChildReaper, ReapsTheWatchedChildOnPurpose) {
    ChildReaper reaper;
    const KillAtEnd child{start_child(script("exit 3"))};
    reaper.watch(child.pid());
    wait_for_zombie(child.pid());
    (void)reaper.collect();
    reaper.reap_watched();
    EXPECT_FALSE(exists(child.pid()));
    EXPECT_TRUE(reaper.watched_is_reaped());
}

TEST(ChildReaper, ReapsEveryOtherChildAtOnce) {
    ChildReaper reaper;
    const KillAtEnd first{start_child(script("exit 1"))};
    const KillAtEnd second{start_child(script("exit 2"))};
    wait_for_zombie(first.pid());
    wait_for_zombie(second.pid());
    EXPECT_EQ(reaper.collect(), std::nullopt);
    EXPECT_FALSE(exists(first.pid()));
    EXPECT_FALSE(exists(second.pid()));
}

TEST(ChildReaper, IsChildlessWithoutEvenAZombie) {
    EXPECT_TRUE(ChildReaper::childless());
    const KillAtEnd child{start_child(script("exit 1"))};
    EXPECT_FALSE(ChildReaper::childless());
    wait_for_zombie(child.pid());
    EXPECT_FALSE(ChildReaper::childless());
}

}  // namespace
}  // namespace vipwarden::supervisor
