// SPDX-License-Identifier: MIT
// Several at once, and the same again and again: hooks that meet each other, a start, or a restart loop.
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::IsEmpty;

class Together : public support::KeepalivedTest {
 protected:
    static inline const std::string kOneVip{config_of({{.vips = {"10.9.0.100/32"}}})};
    static inline const std::string kManyVips{
        config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24", "10.9.0.102/24", "10.99.0.5/24"}}})};
};

TEST_F(Together, TwoReleasesAtOnceBothSucceed) {
    start_run(kManyVips);
    wait_for("eth0 10.99.0.5/24");
    kill_everything();

    auto& one = start({VIPWARDEN_PATH, "release", "-f", kConfig});
    auto& other = start({VIPWARDEN_PATH, "release", "-f", kConfig});

    EXPECT_EQ(one.wait().code, 0);
    EXPECT_EQ(other.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Together, AReleaseWhileARunStartsDoesNotHarmIt) {
    for (int attempt = 0; attempt < 5; ++attempt) {
        auto& run = start_run(kOneVip);
        auto& hook = start({VIPWARDEN_PATH, "release", "-f", kConfig});

        wait_for("eth0 10.9.0.100/32");
        hook.wait();
        wait_for("eth0 10.9.0.100/32");
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait().code, 0);
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    }
}

TEST_F(Together, AReleaseWhileARunStopsHarmsNeither) {
    auto& run = start_run(kManyVips);
    wait_for("eth0 10.99.0.5/24");

    run.signal(SIGTERM);
    auto& hook = start({VIPWARDEN_PATH, "release", "-f", kConfig});

    EXPECT_EQ(run.wait().code, 0);
    hook.wait();
    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Together, AReleaseRightAfterTheRunWasKilledWaitsForKeepalived) {
    auto& run = start_run(kManyVips);
    wait_for("eth0 10.99.0.5/24");

    run.signal(SIGKILL);
    run.wait();

    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Together, ARestartLoopLeavesNothingWhateverKillsIt) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        auto& run = start_run(kManyVips);
        wait_for("eth0 10.99.0.5/24");
        if (attempt % 2 == 0) {
            kill_everything();
        } else {
            run.signal(SIGKILL);
        }
        run.wait();
    }

    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Together, ARestartLoopOfAConfigurationThatKeepalivedRefusesLeavesNothing) {
    start_run(kManyVips);
    wait_for("eth0 10.99.0.5/24");
    kill_everything();
    for (int attempt = 0; attempt < 5; ++attempt) {
        EXPECT_EQ(start_run(config_of({{.interface = "nowhere0"}})).wait().code, 2);
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    }
}

TEST_F(Together, AReleaseAfterAKilledRunLeavesTheVipsOfAnotherKeepalivedAlone) {
    start_keepalived(config_of({{.interface = "eth1", .vrid = 77, .vips = {"10.8.0.100/32"}}}),
                     "/run/test/other.conf");
    wait_for("eth1 10.8.0.100/32");
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.8.0.100/32 dev eth1"}}}));
    wait_for("eth0 10.9.0.100/32");
    support::kill_at_one_instant({run.pid(), keepalived_of(run), vrrp_child_of(run)});

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24", "10.8.0.100/32"));
}

}  // namespace
}  // namespace vipwarden
