// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "tests/support/temporary_directory.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {
namespace {

using test::TemporaryDirectory;
using test::write_text;
using testing::ElementsAre;

Selection behind_separator(std::vector<std::string> arguments) {
    return {.command =
                KeepalivedCommand{.program = "/usr/sbin/keepalived", .arguments = std::move(arguments)}};
}

TEST(Choice, IsKeepalivedsDefaultWhereNothingIsSaid) {
    EXPECT_EQ(choice_of({}).config_path, "/etc/keepalived/keepalived.conf");
    EXPECT_EQ(choice_of(behind_separator({"--dont-fork"})).config_path, "/etc/keepalived/keepalived.conf");
    EXPECT_EQ(program_of({}), "keepalived");
}

TEST(Choice, IsReadFromKeepalivedsCommandLineAsKeepalivedDoes) {
    const auto selection = behind_separator({"-nf/etc/b.conf", "--config-id=two", "-s", "blue"});

    const auto choice = choice_of(selection);

    EXPECT_EQ(choice.config_path, "/etc/b.conf");
    EXPECT_EQ(choice.config_id, "two");
    EXPECT_EQ(choice.net_namespace, "blue");
    EXPECT_EQ(program_of(selection), "/usr/sbin/keepalived");
}

TEST(KeepsVips, FollowsTheCommandLineUntilThereIsASnapshot) {
    const auto selection = behind_separator({"-V", "-f", "/etc/b.conf"});
    const Target ours{.config_path = "/etc/b.conf"};
    const Target another{.config_path = "/etc/c.conf"};
    const Target recorded{.config_path = "/etc/b.conf",
                          .snapshot = snapshot::Snapshot{.dont_release = false}};

    EXPECT_TRUE(keeps_vips(ours, selection));
    EXPECT_FALSE(keeps_vips(another, selection));
    EXPECT_FALSE(keeps_vips(recorded, selection));
    EXPECT_FALSE(keeps_vips(ours, behind_separator({"-f", "/etc/b.conf"})));
}

/// What was recorded before the options in the unit's environment file were changed is not forgotten.
TEST(FindTargets, TakesEverySnapshotBesideTheConfigurationOfTheCommandLine) {
    const TemporaryDirectory directory;
    write_text(directory / "old.conf", "");
    write_text(directory / "new.conf", "");
    const auto snapshots = (directory / "snapshots").native();
    const snapshot::Snapshot old{.boot_id = snapshot::current_boot_id(),
                                 .config_path = directory / "old.conf",
                                 .netns_inode = netlink::NetworkNamespace::current().inode()};
    snapshot::write(snapshot::file_for(snapshots, old.config_path, old.netns_inode), old);
    auto selection = behind_separator({"-f", (directory / "new.conf").native()});
    selection.snapshot_dir = snapshots;
    selection.keepalived_version = config::kDefaultVersion;
    Reader reader{{selection.keepalived_version, program_of(selection)}, {}};

    std::vector<std::string> found;
    for (const auto& target : find_targets(selection, reader)) {
        found.push_back(target.config_path);
    }

    EXPECT_THAT(found, ElementsAre(directory / "old.conf", directory / "new.conf"));
}

}  // namespace
}  // namespace vipwarden::commands
