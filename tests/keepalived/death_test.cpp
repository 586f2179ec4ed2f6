// SPDX-License-Identifier: MIT
// I1, I4 and I6 when nobody is left to clean up: everything is killed at one instant, vipwarden included, and
// `release` comes afterwards.
#include <filesystem>
#include <ostream>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Death : public support::KeepalivedTest {};

TEST_F(Death, ReleaseRemovesAllVips) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    wait_for("eth0 10.9.0.101/24");
    kill_everything();
    ASSERT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/32", "10.9.0.101/24"));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ReleaseFindsTheSnapshotByItself) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    kill_everything();

    EXPECT_EQ(vipwarden({"release"}).code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ASecondReleaseIsANoOp) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    kill_everything();
    ASSERT_EQ(release().code, 0);
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Death, WithoutASnapshotTheConfigurationIsEnough) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    wait_for("eth0 10.9.0.101/24");
    kill_everything();
    std::filesystem::remove_all(kSnapshots);

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, AVipThatWasDroppedFromTheFileIsStillRemoved) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ADeletedFileHindersNothing) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    std::filesystem::remove(kConfig);
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ABrokenFileHindersNothing) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    write_config("vrrp_instance V1 {{{\n interface\n virtual_ipaddress { 10.9.0.999/77 \"\n@@@ $( \x01\x02");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, VipsOfEveryReloadAreRemoved) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/32"}}}));
    run.signal(SIGHUP);
    wait_for("eth0 10.9.0.102/32");
    wait_until_absent("eth0 10.9.0.101/32");
    std::filesystem::remove(kConfig);
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ATruncatedSnapshotIsAWarningAndTheConfigurationStillCounts) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    kill_everything();
    const auto snapshot = std::filesystem::directory_iterator {
        kSnapshots
        } -> path();
    std::filesystem::resize_file(snapshot, std::filesystem::file_size(snapshot) / 2);

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("warning: snapshot '" + snapshot.string() + "' is damaged"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, ARenamedInterfaceIsFoundAgain) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.102/24 label eth0:7"}}}));
    wait_for("eth0 10.9.0.102/24 label eth0:7");
    support::freeze(support::other_processes());
    ip("link set eth0 name eth7");
    kill_everything();
    // The kernel has renamed the labels too.
    ASSERT_THAT(addresses("eth7"), testing::SizeIs(3));
    ASSERT_THAT(addresses("eth7"), testing::Contains("10.9.0.102/24 label eth7:7"));

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth7"), kHostOnEth0);
}

TEST_F(Death, ARenamedInterfaceIsFoundAgainThoughItWasMadeAnewWhileKeepalivedRan) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("link del eth0");
    ip("link add eth0 type veth peer name peer0");
    ip("link set peer0 up");
    ip("link set eth0 up");
    ip("addr add 10.9.0.1/24 dev eth0");
    wait_for("eth0 10.9.0.100/32");
    support::freeze({vrrp_child_of(run)});  // It removes its VIPs itself when it hears of the new name.
    ip("link set eth0 name lan0");
    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 137);

    EXPECT_EQ(addresses("lan0"), kHostOnEth0);
}

TEST_F(Death, AVanishedInterfaceTookItsVipsAlong) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.8.0.100/32 dev eth1"}}}));
    wait_for("eth1 10.8.0.100/32");
    kill_everything();
    ip("link delete eth1");

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Death, AFrozenVrrpChildThatOutlivedTheOthersCannotPutAVipBack) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    const pid_t parent = keepalived_of(run);
    support::freeze(support::other_processes());
    support::kill_at_one_instant({run.pid(), parent});

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

TEST_F(Death, AKeepalivedThatWasJustStartingWhenItsSupervisorDiedIsEnded) {
    for (int attempt = 0; attempt < 5; ++attempt) {
        auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
        wait_for_keepalived_of(run);
        run.signal(SIGKILL);
        run.wait();

        EXPECT_EQ(release().code, 0);

        // In its start-up keepalived can lose the signal that tells it of its parent's death.
        EXPECT_THAT(support::survivors(), IsEmpty());
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    }
}

TEST_F(Death, TheNextRunReleasesWhatTheLastOneLeftBeforeKeepalivedStarts) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    wait_for("eth0 10.9.0.101/24");
    kill_everything();

    start_run(config_of({{.vips = {"10.9.0.200/32"}}}));
    wait_for("eth0 10.9.0.200/32");

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
}

TEST_F(Death, TwoThousandVipsGo) {
    std::vector<support::VrrpInstance> instances;
    for (int instance = 1; instance <= 10; ++instance) {
        support::VrrpInstance next{.name = "V" + std::to_string(instance), .vrid = instance};
        for (int host = 1; host <= 200; ++host) {
            next.vips.push_back("10.77." + std::to_string(instance) + "." + std::to_string(host) + "/32");
        }
        instances.push_back(next);
    }
    start_run(config_of(instances));
    changes().wait_until([] { return addresses("eth0").size() == 2001; }, "2,000 VIPs", support::kPatience);
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

/// Which of the three processes die at one instant; the others live on.
struct Victims {
    bool vipwarden;
    bool keepalived;
    bool vrrp_child;

    friend std::ostream& operator<<(std::ostream& stream, const Victims& victims) {
        return stream << (victims.vipwarden ? "Vipwarden" : "") << (victims.keepalived ? "Keepalived" : "")
                      << (victims.vrrp_child ? "VrrpChild" : "");
    }
};

class DeathOfAny : public support::KeepalivedTest, public testing::WithParamInterface<Victims> {
 protected:
    std::vector<pid_t> victims(const support::Process& run) {
        std::vector<pid_t> found;
        if (GetParam().vrrp_child) {
            found.push_back(vrrp_child_of(run));
        }
        if (GetParam().keepalived) {
            found.push_back(keepalived_of(run));
        }
        if (GetParam().vipwarden) {
            found.push_back(run.pid());
        }
        return found;
    }
};

TEST_P(DeathOfAny, EndsWithoutAVip) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    wait_for("eth0 10.9.0.101/24");

    support::kill_at_one_instant(victims(run));
    if (!GetParam().vipwarden) {
        run.signal(SIGTERM);
    }
    run.wait();

    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(support::survivors(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, DeathOfAny,
                         testing::Values(Victims{true, false, false}, Victims{false, true, false},
                                         Victims{false, false, true}, Victims{true, true, false},
                                         Victims{true, false, true}, Victims{false, true, true},
                                         Victims{true, true, true}),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace vipwarden
