// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_selection.hpp"

#include <gmock/gmock.h>

namespace vipwarden::commands {
namespace {

using supervisor::Process;
using testing::ElementsAre;

const Environment kNothing = lookup_in({});

systemd::UnitProperties unit_with(std::vector<std::string> start) {
    return {.name = "keepalived.service",
            .load_state = "loaded",
            .exec_start = {{.path = start.front(), .arguments = start}}};
}

TEST(DecommissionSelection, IsWhatTheOperatorChose) {
    const auto selection =
        selection_for({.config_path = "/etc/other.conf"},
                      unit_with({"/usr/sbin/keepalived", "-f", "/etc/blue.conf"}), {}, kNothing);

    EXPECT_EQ(selection.config_path, "/etc/other.conf");
    EXPECT_FALSE(selection.command);
}

TEST(DecommissionSelection, IsWhatTheUnitsKeepalivedWasStartedWith) {
    const Keepaliveds keepaliveds{
        .of_unit = {Process{.pid = 11, .parent = 10, .arguments = {"keepalived", "-f", "/etc/blue.conf"}},
                    Process{.pid = 10,
                            .parent = 1,
                            .executable = "/usr/sbin/keepalived",
                            .arguments = {"keepalived", "-n", "-f", "/etc/blue.conf"}}}};

    const auto selection = selection_for(
        {}, unit_with({"/usr/sbin/keepalived", "--dont-fork", "$DAEMON_ARGS"}), keepaliveds, kNothing);

    ASSERT_TRUE(selection.command);
    EXPECT_EQ(selection.command->program, "/usr/sbin/keepalived");
    EXPECT_THAT(selection.command->arguments, ElementsAre("-n", "-f", "/etc/blue.conf"));
}

TEST(DecommissionSelection, IsWhatTheUnitSaysIfNothingRuns) {
    const auto selection =
        selection_for({}, unit_with({"/usr/sbin/keepalived", "--dont-fork", "$DAEMON_ARGS", "--vrrp"}), {},
                      lookup_in({"DAEMON_ARGS=-f /etc/blue.conf"}));

    ASSERT_TRUE(selection.command);
    EXPECT_THAT(selection.command->arguments, ElementsAre("--dont-fork", "-f", "/etc/blue.conf", "--vrrp"));
}

TEST(DecommissionSelection, LooksBehindVipwarden) {
    const auto selection = selection_for(
        {}, unit_with({"/usr/sbin/vipwarden", "run", "--", "/usr/sbin/keepalived", "-f", "/etc/blue.conf"}),
        {}, kNothing);

    ASSERT_TRUE(selection.command);
    EXPECT_EQ(selection.command->program, "/usr/sbin/keepalived");
    EXPECT_THAT(selection.command->arguments, ElementsAre("-f", "/etc/blue.conf"));
}

TEST(DecommissionSelection, IsEverySnapshotAndTheDefaultForAMaskedUnit) {
    const auto selection =
        selection_for({}, {.name = "keepalived.service", .load_state = "masked"}, {}, kNothing);

    EXPECT_FALSE(selection.command);
    EXPECT_FALSE(selection.config_path);
}

TEST(DecommissionSelection, AsksNoScriptForItsVersion) {
    for (const auto* program : {"/etc/init.d/keepalived", "/usr/local/bin/start-vrrp", "/usr/bin/docker"}) {
        const auto selection = selection_for({}, unit_with({program, "-f", "/etc/blue.conf"}), {}, kNothing);

        EXPECT_FALSE(selection.command) << program;
    }
}

TEST(DecommissionSelection, NamesAProgramThatMayNotBeSeen) {
    const Keepaliveds running{.of_unit = {Process{.pid = 10, .arguments = {"keepalived", "-n"}}}};

    EXPECT_EQ(selection_for({}, {}, running, kNothing).command.value().program, "keepalived");
}

}  // namespace
}  // namespace vipwarden::commands
