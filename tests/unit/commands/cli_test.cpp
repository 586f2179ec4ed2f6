// SPDX-License-Identifier: MIT
#include "wrapper/commands/cli.hpp"

#include <initializer_list>
#include <vector>

#include <gmock/gmock.h>

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CommandLine parse(std::initializer_list<const char*> words) {
    std::vector<const char*> argv{"vipwarden"};
    argv.insert(argv.end(), words);
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

template <typename Options>
Options parse_as(std::initializer_list<const char*> words) {
    return std::get<Options>(parse(words));
}

TEST(CommandLine, HandsEverythingBehindTheSeparatorToKeepalived) {
    const auto run =
        parse_as<RunOptions>({"run", "--snapshot-dir", "/tmp/s", "--", "-f", "k.conf", "--help"});

    EXPECT_EQ(run.snapshot_dir, "/tmp/s");
    EXPECT_EQ(run.program, "keepalived");
    EXPECT_THAT(run.arguments, ElementsAre("-f", "k.conf", "--help"));
}

TEST(CommandLine, HandsEverythingFromTheFirstUnknownOptionToKeepalived) {
    const auto run = parse_as<RunOptions>({"run", "--json", "-D", "-f", "k.conf"});

    EXPECT_TRUE(run.json);
    EXPECT_THAT(run.arguments, ElementsAre("-D", "-f", "k.conf"));
}

TEST(CommandLine, TakesAFirstWordThatIsNoOptionForKeepalivedsProgram) {
    const auto run = parse_as<RunOptions>({"run", "--", "/usr/sbin/keepalived", "--dont-fork"});

    EXPECT_EQ(run.program, "/usr/sbin/keepalived");
    EXPECT_THAT(run.arguments, ElementsAre("--dont-fork"));
}

TEST(CommandLine, LeasesNothingUnlessTold) {
    EXPECT_EQ(parse_as<RunOptions>({"run"}).lease, std::nullopt);
    EXPECT_EQ(parse_as<RunOptions>({"run", "--lease", "3"}).lease, std::chrono::seconds{3});
    EXPECT_EQ(parse_as<RunOptions>({"run", "--lease=300", "--", "keepalived"}).lease,
              std::chrono::seconds{300});
}

TEST(CommandLine, RefusesALeaseThatTheKernelCantKeepOrThatIsOfNoUse) {
    for (const auto* lease : {"2", "301", "0", "-1", "3.5", "ten", "", "99999999999"}) {
        EXPECT_EQ(parse_as<UsageError>({"run", "--lease", lease}).message,
                  std::string{"--lease: "} + lease + " is no whole number of seconds from 3 to 300");
    }
}

TEST(CommandLine, ReleasesWhatIsDeclaredTooUnlessToldOtherwise) {
    EXPECT_FALSE(parse_as<ReleaseOptions>({"release"}).recorded);
    EXPECT_TRUE(parse_as<ReleaseOptions>({"release", "--recorded", "--", "keepalived"}).recorded);
}

TEST(CommandLine, StartsKeepalivedWithoutArgumentsToo) {
    const auto run = parse_as<RunOptions>({"run"});

    EXPECT_THAT(run.arguments, IsEmpty());
    EXPECT_EQ(run.stop_timeout, std::chrono::seconds{9});
    EXPECT_EQ(run.hang_timeout, std::chrono::seconds{5});
}

TEST(CommandLine, ReadsHowLongAHangMayLast) {
    const auto timeout = [](const char* text) {
        return parse_as<RunOptions>({"run", "--hang-timeout", text}).hang_timeout;
    };
    EXPECT_EQ(timeout("2.5"), std::chrono::milliseconds{2500});
    EXPECT_EQ(timeout("0"), std::chrono::milliseconds{0});
    for (const char* nonsense : {"0.5", "-1", "3601", "soon"}) {
        EXPECT_TRUE(std::holds_alternative<UsageError>(parse({"run", "--hang-timeout", nonsense})))
            << nonsense;
    }
}

TEST(CommandLine, ChecksReloadsOnlyWhenTold) {
    EXPECT_FALSE(parse_as<RunOptions>({"run"}).check_reload);
    EXPECT_TRUE(parse_as<RunOptions>({"run", "--check-reload", "--", "-D"}).check_reload);
}

TEST(CommandLine, ReadsAddressesToKeep) {
    const auto release =
        parse_as<ReleaseOptions>({"release", "--keep", "10.0.0.1@eth0", "--keep", "2001:DB8::1"});

    ASSERT_EQ(release.plan.keep.size(), 2U);
    EXPECT_EQ(to_string(release.plan.keep[0].address), "10.0.0.1");
    EXPECT_EQ(release.plan.keep[0].interface, "eth0");
    EXPECT_EQ(to_string(release.plan.keep[1].address), "2001:db8::1");
    EXPECT_EQ(release.plan.keep[1].interface, std::nullopt);
}

TEST(CommandLine, KeepsKeepalivedsLetters) {
    const auto list = parse_as<ListOptions>({"list", "-f", "k.conf", "-i", "node1", "-s", "blue"});

    EXPECT_EQ(list.selection.config_path, "k.conf");
    EXPECT_EQ(list.selection.config_id, "node1");
    EXPECT_EQ(list.selection.net_namespace, "blue");
}

TEST(CommandLine, TakesTheVersionOfKeepalivedOnEveryVerb) {
    constexpr config::Version kVersion{.major = 2, .minor = 3, .patch = 3};

    EXPECT_EQ(parse_as<ListOptions>({"list", "--keepalived-version", "2.3.3"}).selection.keepalived_version,
              kVersion);
    EXPECT_EQ(
        parse_as<ReleaseOptions>({"release", "--keepalived-version=v2.3.3"}).selection.keepalived_version,
        kVersion);
    EXPECT_EQ(
        parse_as<SnapshotOptions>({"snapshot", "--keepalived-version=2.3.3"}).selection.keepalived_version,
        kVersion);
    EXPECT_EQ(parse_as<ListOptions>({"list"}).selection.keepalived_version, std::nullopt);
}

TEST(CommandLine, TakesTheVersionOfKeepalivedBeforeKeepalivedsOwnArguments) {
    const auto run = parse_as<RunOptions>({"run", "--keepalived-version", "2.1.5", "--", "-f", "k.conf"});

    EXPECT_EQ(run.keepalived_version, (config::Version{.major = 2, .minor = 1, .patch = 5}));
    EXPECT_THAT(run.arguments, ElementsAre("-f", "k.conf"));
}

TEST(CommandLine, KnowsTheFormsOfAList) {
    const auto list = parse_as<ListOptions>({"list", "--strict", "--plain", "-f", "k.conf"});

    EXPECT_TRUE(list.strict);
    EXPECT_TRUE(list.plain);
    EXPECT_EQ(parse_as<UsageError>({"list", "--plain", "--json"}).message, "--json excludes --plain");
}

TEST(CommandLine, RefusesWhatItDoesNotKnowWithTheOneRelevantLine) {
    EXPECT_EQ(parse_as<UsageError>({"release", "--bogus"}).message,
              "The following argument was not expected: --bogus");
    EXPECT_EQ(parse_as<UsageError>({"release", "--keep", "eth0"}).message,
              "--keep: eth0 is not ADDRESS or ADDRESS@INTERFACE");
    EXPECT_EQ(parse_as<UsageError>({"release", "--keep", "10.0.0.1@"}).message,
              "--keep: 10.0.0.1@ is not ADDRESS or ADDRESS@INTERFACE");
    EXPECT_EQ(parse_as<UsageError>({"sweep"}).message,
              "a verb is needed: run, release, snapshot, list, check, probe, install, uninstall, thaw or "
              "decommission");
    EXPECT_EQ(parse_as<UsageError>({"list", "--keepalived-version", "new"}).message,
              "--keepalived-version: new is no version like 2.2.7");
    EXPECT_EQ(parse_as<UsageError>({"release", "--exact", "--any-prefix"}).message,
              "--any-prefix excludes --exact");
}

TEST(CommandLine, LearnsFromKeepalivedsOwnCommandLineBehindTheSeparator) {
    const auto release = parse_as<ReleaseOptions>(
        {"release", "--exact", "--", "/opt/keepalived", "--dont-fork", "-f", "k.conf"});
    const auto snapshot = parse_as<SnapshotOptions>({"snapshot", "--json", "--", "-f", "k.conf"});
    const auto check = parse_as<CheckOptions>({"check", "--"});

    ASSERT_TRUE(release.selection.command);
    EXPECT_TRUE(release.plan.exact);
    EXPECT_EQ(release.selection.command->program, "/opt/keepalived");
    EXPECT_THAT(release.selection.command->arguments, ElementsAre("--dont-fork", "-f", "k.conf"));
    ASSERT_TRUE(snapshot.selection.command);
    EXPECT_EQ(snapshot.selection.command->program, "keepalived");
    EXPECT_THAT(snapshot.selection.command->arguments, ElementsAre("-f", "k.conf"));
    ASSERT_TRUE(check.selection.command);
    EXPECT_THAT(check.selection.command->arguments, IsEmpty());
    EXPECT_FALSE(parse_as<ReleaseOptions>({"release"}).selection.command);
}

TEST(CommandLine, ChecksWhatIsRecordedOnlyWhenTold) {
    EXPECT_TRUE(parse_as<CheckOptions>({"check", "--recorded"}).recorded);
    EXPECT_FALSE(parse_as<CheckOptions>({"check"}).recorded);
}

TEST(CommandLine, TakesKeepalivedsArgumentsInOnePlaceOnly) {
    EXPECT_EQ(parse_as<UsageError>({"release", "-f", "a.conf", "--", "-f", "b.conf"}).message,
              "behind -- stands keepalived's command line: -f, -i and -s belong there too");
}

TEST(CommandLine, NamesKeepalivedsServiceUnlessAnotherIsGiven) {
    const auto install = parse_as<InstallOptions>({"install", "--mode", "hook", "--dry-run"});
    const auto uninstall = parse_as<UninstallOptions>({"uninstall", "keepalived@blue", "--json"});

    EXPECT_EQ(install.unit, "keepalived.service");
    EXPECT_EQ(install.mode, systemd::Mode::hook);
    EXPECT_TRUE(install.dry_run);
    EXPECT_EQ(uninstall.unit, "keepalived@blue");
    EXPECT_EQ(parse_as<ThawOptions>({"thaw"}).unit, "keepalived.service");
    EXPECT_EQ(parse_as<ThawOptions>({"thaw", "keepalived@blue.service"}).unit, "keepalived@blue.service");
    EXPECT_TRUE(uninstall.json);
    EXPECT_EQ(parse_as<InstallOptions>({"install", "x", "--mode=supervise"}).mode, systemd::Mode::supervise);
}

TEST(CommandLine, WantsToKnowInWhichMode) {
    EXPECT_EQ(parse_as<UsageError>({"install"}).message, "--mode is required");
    EXPECT_THAT(parse_as<UsageError>({"install", "--mode", "both"}).message, HasSubstr("both"));
}

TEST(CommandLine, GivesALeaseToAUnitInWhichSomebodyRenewsIt) {
    EXPECT_EQ(parse_as<InstallOptions>({"install", "--mode", "supervise", "--lease", "10"}).lease,
              std::chrono::seconds{10});
    EXPECT_EQ(parse_as<UsageError>({"install", "--lease", "10", "--mode", "hook"}).message,
              "--lease needs --mode supervise: in hook mode nobody renews a lease");
}

TEST(CommandLine, ShowsTheHelpOfAVerb) {
    EXPECT_THAT(parse_as<Information>({"release", "--help"}).text, HasSubstr("--dry-run"));
    EXPECT_THAT(parse_as<Information>({"--help"}).text, HasSubstr("snapshot"));
}

}  // namespace
}  // namespace vipwarden::commands
