// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/survivors.hpp"

#include <gtest/gtest.h>

namespace vipwarden::supervisor {
namespace {

const Process kOurs{.pid = 10,
                    .parent = 1,
                    .state = 'S',
                    .name = "vipwarden",
                    .executable = "/usr/sbin/vipwarden",
                    .arguments = {"vipwarden", "run"}};
const Process kScript{.pid = 11,
                      .parent = 10,
                      .state = 'S',
                      .name = "sh",
                      .executable = "/bin/dash",
                      .arguments = {"sh", "notify.sh"}};

/// keepalived with number 12.
Process keepalived(pid_t parent, char state) {
    return {.pid = 12,
            .parent = parent,
            .state = state,
            .name = "keepalived",
            .executable = "/usr/sbin/keepalived",
            .arguments = {"keepalived", "-n"}};
}

TEST(Survivors, AreOrphanedKeepaliveds) {
    EXPECT_TRUE(keepalived_survives(10, {kOurs, keepalived(10, 'S')}));
}

TEST(Survivors, AreFoundBelowOtherProcesses) {
    EXPECT_TRUE(keepalived_survives(10, {kOurs, kScript, keepalived(11, 'S')}));
}

TEST(Survivors, IncludeStoppedProcesses) {
    EXPECT_TRUE(keepalived_survives(10, {kOurs, keepalived(10, 'T')}));
}

TEST(Survivors, AreNotScripts) {
    EXPECT_FALSE(keepalived_survives(10, {kOurs, kScript}));
}

TEST(Survivors, AreNotTheKeepalivedsOfOthers) {
    EXPECT_FALSE(keepalived_survives(10, {kOurs, keepalived(1, 'S')}));
}

TEST(Survivors, AreNotZombies) {
    EXPECT_FALSE(keepalived_survives(10, {kOurs, keepalived(10, 'Z')}));
}

TEST(Survivors, AreNotProcessesThatOnlyCloseTheirSocketsAnyMore) {
    const Process ending{.pid = 12, .parent = 10, .state = 'D', .name = "keepalived"};
    EXPECT_FALSE(keepalived_survives(10, {kOurs, ending}));
}

TEST(Survivors, IncludeAProcessWhoseProgramMayNotBeRead) {
    Process hidden = keepalived(10, 'S');
    hidden.executable.clear();
    EXPECT_TRUE(keepalived_survives(10, {kOurs, hidden}));
}

}  // namespace
}  // namespace vipwarden::supervisor
