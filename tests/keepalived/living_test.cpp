// SPDX-License-Identifier: MIT
// I5 and I7: the living are left alone, and the dead do not keep keepalived from starting.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;

class Living : public support::KeepalivedTest {
 protected:
    static inline const std::string kOther{"/run/test/other.conf"};
};

TEST_F(Living, AnAddressThatASecondKeepalivedHoldsStaysAndTheReasonIsPrinted) {
    auto& other = start_keepalived(config_of({{.vips = {"10.9.0.100/32"}}}), kOther);
    wait_for("eth0 10.9.0.100/32");
    ip("addr add 10.9.0.101/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err,
                HasSubstr(fmt::format("kept 10.9.0.100/32 on eth0: keepalived (pid {}, {}) runs and holds it",
                                      other.pid(), kOther)));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Living, AKeepalivedThatOnlySaysItsVersionHoldsNothing) {
    // It can't print to a pipe that is full, so it stays alive.
    start(
        {"sh", "-c",
         fmt::format("{{ head -c 65536 /dev/zero; exec {} --version 2>&1; }} | sleep 600", KEEPALIVED_PATH)});
    const auto runs_keepalived = [](pid_t pid) {
        std::error_code error;
        return std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid), error).filename() ==
               "keepalived";
    };
    support::wait_until([&] { return std::ranges::any_of(support::other_processes(), runs_keepalived); },
                        "keepalived");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}), kDefaultConfig);
    ip("addr add 10.9.0.100/32 dev eth0");

    EXPECT_EQ(vipwarden({"release", "--keepalived-version", "2.2.7"}).code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Living, TheVipsOfTheKeepalivedThatRunsWithThisVeryFileStay) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Living, AnotherPrefixOfAVipThatIsHeldStaysSoThatItsKeepalivedLosesNothing) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    ip("addr add 10.9.0.100/0 dev eth0 label eth0:1");
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Living, AnAddressStaysThatAKeepalivedMayHoldOfWhichIsNotToBeSeenWhereItIs) {
    start_keepalived(config_of({{.vips = {"10.9.0.100/32"}}}), kOther);
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished = start({"setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace",
                                 VIPWARDEN_PATH, "release", "-f", kConfig})
                              .wait();

    EXPECT_EQ(finished.code, 80);
    EXPECT_THAT(finished.err, HasSubstr("suspect 10.9.0.100/32 on eth0: keepalived (pid"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Living, VipsOfAKeepalivedWhoseProgramBearsAVersionStay) {
    const auto program = (kDirectory / "keepalived-2.2").string();
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    std::filesystem::copy_file(KEEPALIVED_PATH, program);
    start_run_with({"--keepalived", program, "--", "-f", kConfig});
    wait_for("eth0 10.9.0.100/32");
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Living, AKeepalivedThatCanNotBeRecognisedIsComplainedOf) {
    const auto program = (kDirectory / "vrrpd").string();
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    std::filesystem::copy_file(KEEPALIVED_PATH, program);
    auto& run = start_run_with({"--keepalived", program, "--", "-f", kConfig});
    support::wait_until([&] { return run.err().find("can be seen to be a keepalived") != std::string::npos; },
                        "a word about it");
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Living, VipsThatTheRunningKeepalivedLoadedStayThoughItsFileNoLongerNamesThem) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Living, VipsThatAnotherRunLoadedStayThoughItsFileNoLongerNamesThem) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}), kOther);
    start_run_with({"--", "-f", kOther});
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.vips = {"10.9.0.200/32"}}}), kOther);
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Living, ASecondKeepalivedKeepsItsVipsWhenTheRunBesideItEnds) {
    start_keepalived(config_of({{.vips = {"10.9.0.100/32"}}}), kOther);
    wait_for("eth0 10.9.0.100/32");
    auto& run = start_run(config_of({{.name = "V2", .vrid = 52, .vips = {"10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Living, ASecondRunOnTheSamePidFilesLeavesTheFirstAlone) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    auto& second = start_run_with({"--", "-f", kConfig});

    EXPECT_EQ(second.wait().code, 0);  // "daemon is already running" is a success in keepalived's eyes.
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Living, WhatTheFirstRunRecordedSurvivesASecondRunThatCouldNotStart) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    start_run_with({"--", "-f", kConfig}).wait();
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Living, AnAddressInAnotherNetworkNamespaceStays) {
    ip("netns add blue");
    ip("link add eth0 netns blue type veth peer name peer0 netns blue");
    ip("-n blue addr add 10.9.0.100/32 dev eth0");
    ip("addr add 10.9.0.100/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::run_command({"ip", "-n", "blue", "addr"}, kDirectory / "ip").out,
                HasSubstr("10.9.0.100/32"));
}

class StalePidFile : public support::KeepalivedTest {
 protected:
    /// keepalived 2.2 starts only if no process has one of these numbers.
    static void write_pid_files(pid_t pid) {
        for (const char* file : {"/run/keepalived.pid", "/run/vrrp.pid"}) {
            std::ofstream{file} << pid << '\n';
            std::filesystem::last_write_time(
                file, std::filesystem::file_time_type::clock::now() - std::chrono::hours{1});
        }
    }

    void expect_that_keepalived_starts() {
        start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
        wait_for("eth0 10.9.0.100/32");
    }
};

TEST_F(StalePidFile, OfANumberThatWasReusedDoesNotBlockTheStart) {
    const auto& foreigner = start({"sleep", "600"});
    write_pid_files(foreigner.pid());

    expect_that_keepalived_starts();
}

TEST_F(StalePidFile, OfAZombieDoesNotBlockTheStart) {
    const pid_t zombie = fork();
    ASSERT_GE(zombie, 0);
    if (zombie == 0) {
        _exit(0);
    }
    siginfo_t ended{};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(zombie), &ended, WEXITED | WNOWAIT), 0);
    write_pid_files(zombie);

    expect_that_keepalived_starts();

    EXPECT_EQ(waitpid(zombie, nullptr, 0), zombie);
}

TEST_F(StalePidFile, OfAKilledKeepalivedDoesNotBlockTheNextStart) {
    start_run(config_of({{.vips = {"10.9.0.200/32"}}}));
    wait_for("eth0 10.9.0.200/32");
    kill_everything();

    expect_that_keepalived_starts();
}

}  // namespace
}  // namespace vipwarden
