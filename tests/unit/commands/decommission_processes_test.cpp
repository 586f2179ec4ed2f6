// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_processes.hpp"

#include <gmock/gmock.h>

#include "tests/unit/commands/print_step.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;

constexpr const char* kGroup = "/system.slice/keepalived.service";

TEST(ControlGroup, IsFoundInAnyHierarchy) {
    EXPECT_TRUE(is_in_group("0::/system.slice/keepalived.service\n", kGroup));
    EXPECT_TRUE(
        is_in_group("12:cpu,cpuacct:/\n1:name=systemd:/system.slice/keepalived.service\n0::/\n", kGroup));
}

TEST(ControlGroup, HasWhatIsBelowIt) {
    EXPECT_TRUE(is_in_group("0::/system.slice/keepalived.service/child\n", kGroup));
}

TEST(ControlGroup, IsNotAnotherWhoseNameBeginsTheSame) {
    EXPECT_FALSE(is_in_group("0::/system.slice/keepalived.service.d\n", kGroup));
    EXPECT_FALSE(is_in_group("0::/system.slice/keepalived@blue.service\n", kGroup));
    EXPECT_FALSE(is_in_group("0::/docker/1/system.slice/keepalived.service\n", kGroup));
}

TEST(ControlGroup, HasNobodyIfThereIsNone) {
    EXPECT_FALSE(is_in_group("0::/\n", ""));
    EXPECT_FALSE(is_in_group("", kGroup));
    EXPECT_FALSE(is_in_group("nonsense", kGroup));
}

TEST(Survivors, ThatAreGoneByNowAreDoneWith) {
    const supervisor::Process gone{.pid = 99999999, .start_time = 1};

    EXPECT_EQ(end_survivors({gone}), done("survivors", "ended what had outlived its unit: pid 99999999"));
}

TEST(Survivors, WithTheUnitsOwnConfigurationAreAFailure) {
    EXPECT_EQ(
        still_held({.pid = 812, .config_path = "/etc/keepalived/keepalived.conf"}),
        failed(ExitCode::leftovers, "survivors",
               "keepalived (pid 812) with /etc/keepalived/keepalived.conf runs on: what it holds is left "
               "alone",
               "find out who started it ('systemctl status 812'), stop it, then run this again"));
}

TEST(OtherKeepaliveds, AreUsuallyNone) {
    EXPECT_THAT(process_steps({}, {}),
                ElementsAre(passed("processes", "no other keepalived runs, in no network namespace")));
}

TEST(OtherKeepaliveds, AreNamedOnceEach) {
    const supervisor::Process first{.pid = 10, .parent = 1};
    const supervisor::Process child{.pid = 11, .parent = 10};
    const supervisor::Process second{.pid = 20, .parent = 1};

    EXPECT_THAT(first_processes({first, child, second}, {}), ElementsAre(first, second));
    EXPECT_THAT(first_processes({first, child, second}, {10}), ElementsAre(second));
}

}  // namespace
}  // namespace vipwarden::commands
