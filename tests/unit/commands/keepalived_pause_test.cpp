// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_pause.hpp"

#include <exception>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/unit/supervisor/forked_process.hpp"

namespace vipwarden::commands {
namespace {

using supervisor::ForkedProcess;
using supervisor::ProcessHandle;

/// While this lives, no file can be opened.
class NoMoreFiles {
 public:
    NoMoreFiles() {
        (void)::getrlimit(RLIMIT_NOFILE, &before_);
        auto none = before_;
        none.rlim_cur = 0;
        (void)::setrlimit(RLIMIT_NOFILE, &none);
    }
    NoMoreFiles(const NoMoreFiles&) = delete;
    NoMoreFiles& operator=(const NoMoreFiles&) = delete;
    ~NoMoreFiles() { (void)::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
    rlimit before_{};
};

TEST(KeepalivedPause, StopsTheParentForAsLongAsItLives) {
    const ForkedProcess parent{};
    const ProcessHandle handle{parent.seen()};
    {
        const KeepalivedPause pause{handle};
        EXPECT_TRUE(is_stopped(parent.seen()));
        EXPECT_TRUE(pause.is_complete());
    }
    EXPECT_FALSE(is_stopped(parent.seen()));
}

TEST(KeepalivedPause, LeavesNobodyStoppedWhenItCanNotLookForTheOthers) {
    const ForkedProcess parent{};
    const ProcessHandle handle{parent.seen()};
    {
        const NoMoreFiles limit;
        EXPECT_THROW(KeepalivedPause{handle}, std::exception);
    }
    EXPECT_FALSE(is_stopped(parent.seen()));
}

}  // namespace
}  // namespace vipwarden::commands
