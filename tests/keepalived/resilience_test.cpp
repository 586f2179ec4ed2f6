// SPDX-License-Identifier: MIT
// I7: vipwarden is never the reason that keepalived does not start, reload or stop.
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;

class Resilience : public support::KeepalivedTest {};

TEST_F(Resilience, ASnapshotDirectoryThatCannotBeWrittenIsAWarning) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    auto& run = start_run_with({"--snapshot-dir", "/proc/nowhere", "--", "-f", kConfig});
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    const auto finished = run.wait();
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("vipwarden: warning: writing the snapshot"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, ASnapshotOfAnEarlierRunThatIsGarbageIsAWarning) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    kill_everything();
    std::ofstream{std::filesystem::directory_iterator{kSnapshots} -> path()} << "\x7f"
                                                                                "ELF {{{";

    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, AConfigurationThatIsAFifoBlocksNothing) {
    ASSERT_EQ(mkfifo(kConfig.c_str(), 0600), 0);

    auto& run = start_run_with({"--", "-f", kConfig});

    EXPECT_EQ(run.wait().code, 6);  // keepalived refuses it.
}

TEST_F(Resilience, WhatVipwardenDoesNotUnderstandKeepalivedStillGets) {
    auto& run = start_run("unknown_block { a b { c } }\n" +
                          config_of({{.vips = {"10.9.0.100/32"}, .extra = {"unknown_word 1"}}}));
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, ARelativeConfigurationPathWorks) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    auto& run = start(
        {"env", "--chdir", kDirectory, VIPWARDEN_PATH, "run", "--", "-f", "keepalived.conf", "-l", "-G"});
    wait_for("eth0 10.9.0.100/32");
    support::kill_at_one_instant(support::other_processes());
    run.wait();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, PidFilesOfAnInstanceNameAreUnderstood) {
    std::filesystem::create_directory("/run/keepalived");
    auto& run = start_run("instance red\n" + config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, VersionAndConfigTestAreKeepalivedsOwn) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto version = start_run_with({"--", "--version"}).wait();
    const auto test = start_run_with({"--", "--config-test", "-f", kConfig}).wait();

    EXPECT_EQ(version.code, 0);
    EXPECT_THAT(version.err, HasSubstr("Keepalived v"));
    EXPECT_EQ(test.code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Resilience, CheckersAloneHoldNoAddress) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");
    auto& run = start({VIPWARDEN_PATH, "run", "--", "-f", kConfig, "-l", "-G", "-C"});
    wait_for_keepalived_of(run);

    run.signal(SIGTERM);

    run.wait();
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Resilience, SignalsInQuickSuccessionLoseNothing) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    for (int i = 0; i < 20; ++i) {
        run.signal(SIGHUP);
        run.signal(SIGUSR2);
    }
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

}  // namespace
}  // namespace vipwarden
