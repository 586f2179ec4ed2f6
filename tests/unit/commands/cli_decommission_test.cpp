// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "wrapper/commands/cli.hpp"

namespace vipwarden::commands {
namespace {

CommandLine parse(std::vector<const char*> words) {
    words.insert(words.begin(), {"vipwarden", "decommission"});
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(DecommissionCommandLine, IsAboutKeepalivedUnlessTold) {
    const auto options = std::get<DecommissionOptions>(parse({}));

    EXPECT_FALSE(options.unit);
    EXPECT_EQ(options.selection.snapshot_dir, "/run/vipwarden");
    EXPECT_FALSE(options.selection.config_path);
    EXPECT_FALSE(options.yes);
    EXPECT_FALSE(options.dry_run);
    EXPECT_FALSE(options.json);
}

TEST(DecommissionCommandLine, TakesAUnitAndOptions) {
    const auto options = std::get<DecommissionOptions>(
        parse({"keepalived@blue", "-f", "/etc/blue.conf", "-i", "blue", "-s", "ns", "--keep", "10.0.0.1@eth0",
               "--yes", "--dry-run", "--json"}));

    EXPECT_EQ(options.unit, "keepalived@blue");
    EXPECT_EQ(options.selection.config_path, "/etc/blue.conf");
    EXPECT_EQ(options.selection.config_id, "blue");
    EXPECT_EQ(options.selection.net_namespace, "ns");
    ASSERT_EQ(options.keep.size(), 1U);
    EXPECT_EQ(options.keep[0].interface, "eth0");
    EXPECT_TRUE(options.yes);
    EXPECT_TRUE(options.dry_run);
    EXPECT_TRUE(options.json);
}

TEST(DecommissionCommandLine, RefusesWhatIsNoAddressToKeep) {
    EXPECT_EQ(std::get<UsageError>(parse({"--keep", "eth0"})).message,
              "--keep: eth0 is not ADDRESS or ADDRESS@INTERFACE");
}

}  // namespace
}  // namespace vipwarden::commands
