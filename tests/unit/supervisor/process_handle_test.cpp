// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/process_handle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/supervisor/forked_process.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(ProcessHandle, StopsAProcessAndLetsItGoOn) {
    const ForkedProcess child{};
    const ProcessHandle handle{child.seen()};

    EXPECT_TRUE(handle.stop());
    EXPECT_TRUE(handle.wait_until_stopped(minutes{1}));
    EXPECT_TRUE(is_stopped(child.seen()));
    EXPECT_FALSE(handle.stop()) << "it is stopped already";

    handle.go_on();

    EXPECT_FALSE(is_stopped(child.seen()));
}

TEST(ProcessHandle, DoesNotWaitForAProcessThatHasEnded) {
    const ForkedProcess child{};
    const ProcessHandle handle{child.seen()};
    child.become_zombie();

    EXPECT_TRUE(handle.wait_until_stopped(minutes{1}));
}

TEST(ProcessHandle, StopsNobodyOnceItsProcessIsReaped) {
    ForkedProcess child{};
    const ProcessHandle handle{child.seen()};
    child.become_zombie();
    child.reap();

    EXPECT_FALSE(handle.stop());
    EXPECT_TRUE(handle.wait_until_stopped(minutes{1}));
}

TEST(ProcessHandle, GivesUpOnAProcessThatGoesOn) {
    const ForkedProcess child{};

    EXPECT_FALSE(ProcessHandle{child.seen()}.wait_until_stopped(milliseconds{1}));
}

TEST(ProcessHandle, StopsNoLaterProcessOfThatNumber) {
    const ForkedProcess child{};
    auto earlier = child.seen();
    --earlier.start_time;

    EXPECT_FALSE(ProcessHandle{earlier}.stop());
    EXPECT_FALSE(is_stopped(child.seen()));
}

}  // namespace
}  // namespace vipwarden::supervisor
