// SPDX-License-Identifier: MIT
// keepalived in another network namespace than vipwarden, and both in a container.
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;
using testing::Not;

/// A namespace "blue" with an eth0 of its own; what is in ours must never be touched.
class OtherNamespace : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        ip("netns add blue");
        ip("-n blue link add eth0 type veth peer name peer0");
        ip("-n blue link set eth0 up");
        ip("-n blue link set peer0 up");
        ip("-n blue addr add 10.9.0.1/24 dev eth0");
        ip("addr add 10.9.0.100/32 dev eth0");
    }

    [[nodiscard]] std::string addresses_in_blue() const {
        return support::run_command({"ip", "-n", "blue", "-br", "addr", "show", "dev", "eth0"},
                                    kDirectory / "ip")
            .out;
    }

    /// Changes in blue are no events here.
    void wait_for_vip_in_blue() const {
        support::wait_until([this] { return addresses_in_blue().find("10.9.0.100/32") != std::string::npos; },
                            "the VIP in blue");
    }

    void expect_as_before() const {
        EXPECT_THAT(addresses_in_blue(), HasSubstr("10.9.0.1/24"));
        EXPECT_THAT(addresses_in_blue(), Not(HasSubstr("10.9.0.100")));
        EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
    }

    static inline const std::string kPlain{config_of({{.vips = {"10.9.0.100/32"}}})};
    static inline const std::string kInBlue{"net_namespace blue\n" + kPlain};
};

TEST_F(OtherNamespace, IsReleasedAtACleanEndWhenTheConfigurationNamesIt) {
    auto& run = start_run(kInBlue);
    wait_for_vip_in_blue();

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    expect_as_before();
}

TEST_F(OtherNamespace, IsReleasedAfterEverythingWasKilled) {
    start_run(kInBlue);
    wait_for_vip_in_blue();
    kill_everything();

    EXPECT_EQ(release().code, 0);

    expect_as_before();
}

TEST_F(OtherNamespace, IsReleasedWhenTheCommandLineNamesIt) {
    start_run(kPlain, {"-s", "blue"});
    wait_for_vip_in_blue();
    kill_everything();

    EXPECT_EQ(vipwarden({"release", "-f", kConfig, "-s", "blue"}).code, 0);

    expect_as_before();
}

TEST_F(OtherNamespace, IsFoundThroughTheSnapshot) {
    start_run(kPlain, {"-s", "blue"});
    wait_for_vip_in_blue();
    kill_everything();

    EXPECT_EQ(vipwarden({"release"}).code, 0);

    expect_as_before();
}

TEST_F(OtherNamespace, IsReleasedWithoutASnapshot) {
    ip("-n blue addr add 10.9.0.100/32 dev eth0");
    write_config(kInBlue);

    EXPECT_EQ(release().code, 0);

    expect_as_before();
}

TEST_F(OtherNamespace, ThatIsGoneTookItsVipsAlong) {
    start_run(kInBlue);
    wait_for_vip_in_blue();
    kill_everything();
    ip("netns delete blue");

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
}

TEST_F(OtherNamespace, ThatGoesWhileKeepalivedRunsIsNoObstacleForItsEnd) {
    auto& run = start_run(kPlain, {"-s", "blue"});
    wait_for_vip_in_blue();
    ip("netns delete blue");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.100/32"));
    EXPECT_THAT(support::survivors(), testing::IsEmpty());
}

TEST_F(OtherNamespace, IsReleasedThoughItsNameIsThatOfAnotherOneByNow) {
    auto& dweller = start({"ip", "netns", "exec", "blue", "sleep", "600"});
    auto& run = start_run(kPlain, {"-s", "blue"});
    wait_for_vip_in_blue();
    ip("netns delete blue");
    ip("netns add blue");

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 137);
    const auto there = support::run_command(
        {"nsenter", "--net=/proc/" + std::to_string(dweller.pid()) + "/ns/net", "ip", "-br", "addr", "show"},
        kDirectory / "ip");
    EXPECT_THAT(there.out, HasSubstr("10.9.0.1/24"));
    EXPECT_THAT(there.out, Not(HasSubstr("10.9.0.100")));
}

TEST_F(OtherNamespace, IsReleasedAfterAReloadThatKeepalivedDidNotSurviveThere) {
    auto& run = start_run(kInBlue);
    wait_for_vip_in_blue();
    write_config("net_namespace blue\n" + config_of({{.interface = "eth1", .vips = {"10.9.0.100/32"}}}));

    run.signal(SIGHUP);  // eth1 exists in our namespace, and not in blue

    EXPECT_EQ(run.wait().code, 2);
    expect_as_before();
}

TEST_F(OtherNamespace, IsLookedIntoBeforeACheckedReload) {
    write_config(kInBlue);
    auto& run = start_run_with({"--check-reload", "--", "-f", kConfig});
    wait_for_vip_in_blue();
    write_config("net_namespace blue\n" + config_of({{.interface = "eth1", .vips = {"10.9.0.100/32"}}}));

    run.signal(SIGHUP);

    support::wait_until([&] { return run.err().find("reload refused") != std::string::npos; }, "the refusal");
    EXPECT_THAT(addresses_in_blue(), HasSubstr("10.9.0.100/32"));
}

/// Two services, as keepalived@one and keepalived@two: each with its instance name, configuration and
/// snapshot.
class Instances : public support::KeepalivedTest {
 protected:
    static inline const std::string kOne{"/run/test/one.conf"};
    static inline const std::string kTwo{"/run/test/two.conf"};

    void start_both() {
        write_config("instance one\n" + config_of({{.vips = {"10.9.0.100/32"}}}), kOne);
        write_config("instance two\n" + config_of({{.vrid = 52, .vips = {"10.9.0.200/32"}}}), kTwo);
        one = &start_run_with({"--", "-f", kOne});
        two = &start_run_with({"--", "-f", kTwo});
        wait_for("eth0 10.9.0.100/32");
        wait_for("eth0 10.9.0.200/32");
    }

    support::Process* one{nullptr};
    support::Process* two{nullptr};
};

TEST_F(Instances, TheEndOfOneLeavesTheOtherAlone) {
    start_both();

    one->signal(SIGTERM);

    EXPECT_EQ(one->wait().code, 0);
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
}

TEST_F(Instances, TheDeathOfOneAndItsHookLeaveTheOtherAlone) {
    start_both();
    support::kill_at_one_instant({one->pid(), keepalived_of(*one), vrrp_child_of(*one)});
    std::filesystem::remove(kOne);

    EXPECT_EQ(vipwarden({"release"}).code, 0);

    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.200/32"));
    two->signal(SIGTERM);
    EXPECT_EQ(two->wait().code, 0);
}

TEST_F(Instances, AReleaseOfOneDoesNotReleaseTheOtherThatIsDeadToo) {
    start_both();
    kill_everything();

    EXPECT_EQ(vipwarden({"release", "-f", kOne}).code, 0);
    EXPECT_THAT(addresses("eth0"), testing::ElementsAre("10.9.0.1/24", "10.9.0.200/32"));

    EXPECT_EQ(vipwarden({"release"}).code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

class Container : public support::KeepalivedTest {
 protected:
    /// vipwarden as the init of a PID namespace: orphans come to it, and no signal has a default action.
    support::Process& start_as_init() {
        write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
        auto& outside = start({"unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc",
                               VIPWARDEN_PATH, "run", "--", "-f", kConfig, "-l", "-G", "-D", "-P"});
        wait_for("eth0 10.9.0.100/32");
        return outside;
    }
};

TEST_F(Container, EndsWithoutAVipOnTerm) {
    auto& outside = start_as_init();

    kill(support::children_of(outside.pid()).at(0), SIGTERM);

    EXPECT_EQ(outside.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Container, ThatWasKilledIsReleasedFromOutside) {
    auto& outside = start_as_init();

    kill(support::children_of(outside.pid()).at(0), SIGKILL);
    outside.wait();

    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

}  // namespace
}  // namespace vipwarden
