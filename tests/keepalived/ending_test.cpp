// SPDX-License-Identifier: MIT
// I1 and I6 under `run`: however keepalived ends, no VIP survives, and its exit status is mirrored.
#include <filesystem>

#include <fmt/format.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;
using testing::IsEmpty;

class Ending : public support::KeepalivedTest {
 protected:
    /// A run whose two VIPs are up: one in the host's subnet, one on its own.
    support::Process& start_master() {
        auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
        wait_for("eth0 10.9.0.100/32");
        wait_for("eth0 10.9.0.101/24");
        return run;
    }
};

TEST_F(Ending, ACleanTermLeavesNoVip) {
    auto& run = start_master();

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Ending, AnInterruptLeavesNoVip) {
    auto& run = start_master();

    run.signal(SIGINT);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, ATermInKeepalivedsStartUpEndsTheRun) {
    for (int attempt = 0; attempt < 5; ++attempt) {
        auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));

        run.signal(SIGTERM);

        run.wait();
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_THAT(support::survivors(), IsEmpty());
    }
}

TEST_F(Ending, KeepalivedThatEndsByItselfLeavesNoVip) {
    auto& run = start_master();

    kill(keepalived_of(run), SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, AConfigurationErrorAtStartIsMirrored) {
    auto& run = start_run(config_of({{.interface = "nowhere0", .vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(run.wait().code, 2);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, AMissingConfigurationIsMirrored) {
    auto& run = start_run_with({"--", "-f", "/run/test/missing.conf"});

    EXPECT_EQ(run.wait().code, 6);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, AProgramThatCannotBeStartedIsNamed) {
    auto& run = start_run_with({"--keepalived", "/nowhere/keepalived", "--", "-f", kConfig});

    const auto finished = run.wait();

    EXPECT_EQ(finished.code, 69);
    EXPECT_THAT(finished.err, HasSubstr("/nowhere/keepalived"));
}

TEST_F(Ending, AConfigurationErrorAtStartStillReleasesWhatAnEarlierRunLeft) {
    start_master();
    kill_everything();

    auto& run = start_run(config_of({{.interface = "nowhere0", .vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(run.wait().code, 2);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, SigkillOfKeepalivedAndItsChildAtOneInstantLeavesNoVip) {
    auto& run = start_master();

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 128 + SIGKILL);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, SigkillOfKeepalivedsParentAloneIsMirrored) {
    auto& run = start_master();

    kill(keepalived_of(run), SIGKILL);

    EXPECT_EQ(run.wait().code, 128 + SIGKILL);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Ending, AChildKilledThatIsNotRespawnedLeavesNoVip) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}), {"--dont-respawn"});
    wait_for("eth0 10.9.0.100/32");

    kill(vrrp_child_of(run), SIGKILL);

    EXPECT_EQ(run.wait().code, 0);  // keepalived says that all went well, with its VIP left.
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, SigkillOfVipwardenAloneMakesKeepalivedRelease) {
    auto& run = start_master();
    const pid_t keepalived = keepalived_of(run);

    run.signal(SIGKILL);

    support::wait_until_gone(keepalived);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, AHungVrrpChildIsEndedWithinTheDeadline) {
    auto& run = start_master();
    support::freeze({vrrp_child_of(run)});

    run.signal(SIGTERM);

    // keepalived gives its child 5 s, kills it, and says that all went well.
    EXPECT_EQ(run.wait(std::chrono::seconds{12}).code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Ending, AHungKeepalivedIsEndedWithinTheDeadline) {
    auto& run = start_master();
    support::freeze({keepalived_of(run)});

    run.signal(SIGTERM);

    run.wait(std::chrono::seconds{16});
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Ending, AReloadThatNamesAnUnknownInterfaceLeavesNoVip) {
    auto& run = start_master();
    write_config(config_of({{.interface = "nowhere0", .vips = {"10.9.0.100/32"}}}));

    run.signal(SIGHUP);

    // keepalived ends with 2 and leaves all that it had.
    EXPECT_EQ(run.wait().code, 2);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, SuchAReloadLeavesNoVipWithoutABootIdEither) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    auto& run =
        start({"unshare", "--mount", "sh", "-c",
               fmt::format("mount -t proc -o subset=pid proc /proc && exec {} run -- -f {} -l -G -D -P",
                           VIPWARDEN_PATH, kConfig)});
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.interface = "nowhere0", .vips = {"10.9.0.100/32"}}}));

    run.signal(SIGHUP);

    EXPECT_EQ(run.wait().code, 2);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, AReloadIsForwardedAndFollowed) {
    auto& run = start_master();
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/32"}}}));

    run.signal(SIGHUP);
    wait_for("eth0 10.9.0.102/32");
    wait_until_absent("eth0 10.9.0.101/24");
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Ending, DataSignalsReachKeepalived) {
    auto& run = start_master();
    const std::filesystem::path dump{kDirectory / "keepalived.data"};
    ASSERT_FALSE(std::filesystem::exists(dump));

    run.signal(SIGUSR1);

    support::wait_until([&] { return std::filesystem::exists(dump); }, dump);
}

TEST_F(Ending, SignalsThatMeetItsStartUpDoNotEndIt) {
    for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) {
        // With a version given, nobody has to be asked for it: the first child is keepalived.
        write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
        auto& run = start_run_with({"--keepalived-version", "2.2.7", "--", "-f", kConfig});
        wait_for_keepalived_of(run);

        run.signal(signal);

        wait_for("eth0 10.9.0.100/32");
        support::wait_until([&] { return run.err().find("forwarding SIG") != std::string::npos; },
                            "the signal to be forwarded");
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait().code, 0);
    }
}

TEST_F(Ending, VipsStayWhenKeepalivedIsToldNotToReleaseThem) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}), {"--dont-release-vrrp"});
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    const auto finished = run.wait();
    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err,
                HasSubstr("kept 10.9.0.100/32 on eth0: keepalived ran with --dont-release-vrrp"));
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(Ending, AVipWithAPeerGoesThoughKeepalivedsOwnDeleteDoesNotMatch) {
    auto& run = start_run(config_of({{.vips = {"10.97.0.1 peer 10.97.9.9"}}}));
    wait_for("eth0 10.97.0.1/32 peer 10.97.9.9");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

}  // namespace
}  // namespace vipwarden
