// SPDX-License-Identifier: MIT
// A VRRP process that lives, but does nothing any more: real keepalived, really stuck.
#include "tests/support/keepalived_fixture.hpp"
#include "tests/support/stuck_process.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using support::Traced;
using support::VrrpInstance;
using testing::HasSubstr;
using testing::Not;

const VrrpInstance kInstance{.vips = {"10.9.0.100/32", "10.9.0.101/24"}};

class Hang : public support::KeepalivedTest {
 protected:
    support::Process& start_watched(const std::string& timeout, const VrrpInstance& instance = kInstance) {
        write_config(config_of({instance}));
        return start_run_with({"--hang-timeout", timeout, "--", "-f", kConfig});
    }

    /// Which has its VIPs.
    support::Process& start_master(const std::string& timeout) {
        auto& run = start_watched(timeout);
        wait_for("eth0 10.9.0.101/24");
        return run;
    }

    /// Another keepalived with the same VIPs, at the other end of eth0.
    void start_other_node(const std::string& priority) {
        ip("netns add other");
        ip("link set peer0 netns other");
        ip("-n other link set peer0 name eth0");
        ip("-n other link set eth0 up");
        ip("-n other addr add 10.9.0.2/24 dev eth0");
        const auto file = (kDirectory / "other.conf").string();
        auto instance = kInstance;
        instance.extra = {"priority " + priority};
        write_config(config_of({instance}), file);
        start({"ip", "netns", "exec", "other", KEEPALIVED_PATH, "-n", "-f", file, "-p", file + ".pid", "-r",
               file + ".vrrp.pid", "-l", "-G", "-D", "-P"});
    }

    [[nodiscard]] static std::string other_node_addresses() {
        return support::run_command({"ip", "-n", "other", "-brief", "addr", "show", "eth0"},
                                    kDirectory / "ip")
            .out;
    }
    static void wait_for_on_other_node(const std::string& address) {
        support::wait_until([&] { return other_node_addresses().find(address) != std::string::npos; },
                            address + " to appear on the other node");
    }

    void expect_killed_for_hanging(support::Process& run, const std::string& evidence) {
        const auto finished = run.wait();
        EXPECT_EQ(finished.code, 137);
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_THAT(finished.err, HasSubstr("keepalived's VRRP process (pid "));
        EXPECT_THAT(finished.err, HasSubstr(evidence));
        EXPECT_THAT(finished.err, HasSubstr("It holds 2 VIPs"));
    }

    static void expect_no_trouble(const support::Process& run) {
        EXPECT_THAT(run.err(), Not(HasSubstr(" hangs: it has not taken")));
        EXPECT_THAT(run.err(), Not(HasSubstr("does not hang any more")));
    }

    /// Until all that was to be done about a hang could have been done, twice over: there is no event for
    /// "nothing happens".
    static void wait_out(std::chrono::milliseconds timeout) {
        const auto end = std::chrono::steady_clock::now() + 2 * timeout;
        support::wait_until([&] { return std::chrono::steady_clock::now() >= end; }, "time to pass");
    }
};

TEST_F(Hang, AStoppedVrrpProcessThatHoldsVipsIsTheEndOfKeepalived) {
    auto& run = start_master("1");
    support::freeze({vrrp_child_of(run)});
    expect_killed_for_hanging(run, "its state is T (stopped");
    EXPECT_THAT(support::survivors(), testing::IsEmpty());
}

TEST_F(Hang, AMainThreadThatIsStoppedAloneIsTheEndOfKeepalived) {
    auto& run = start_master("1");
    const Traced traced{vrrp_child_of(run)};
    wait_until_absent("eth0 10.9.0.100/32");
    expect_killed_for_hanging(run, "its state is t (stopped by a debugger");
}

#ifdef __x86_64__
TEST_F(Hang, AMainThreadThatRunsInCirclesIsTheEndOfKeepalived) {
    auto& run = start_master("1");
    support::make_run_in_circles(vrrp_child_of(run));
    expect_killed_for_hanging(run, "its state is R (running");
}
#endif

TEST_F(Hang, AVrrpProcessThatStopsDuringAReloadIsTheEndOfKeepalived) {
    auto& run = start_master("1");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24", "10.9.0.102/32"}}}));
    support::freeze({vrrp_child_of(run)});
    run.signal(SIGHUP);
    expect_killed_for_hanging(run, "its state is T (stopped");
}

TEST_F(Hang, OfTheNextVrrpProcessIsSeenToo) {
    auto& run = start_master("1");
    const auto first = vrrp_child_of(run);
    support::kill_at_one_instant({first});
    support::wait_until(
        [&] {
            const auto children = support::children_of(keepalived_of(run));
            return children.size() == 1 && children.front() != first;
        },
        "keepalived to start its VRRP process again");
    wait_for("eth0 10.9.0.101/24");
    support::freeze({vrrp_child_of(run)});
    expect_killed_for_hanging(run, "its state is T (stopped");
}

TEST_F(Hang, AStopThatEndsInTimeChangesNothing) {
    auto& run = start_master("3");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    wait_out(std::chrono::milliseconds{500});
    ASSERT_EQ(kill(vrrp, SIGCONT), 0);
    wait_out(std::chrono::milliseconds{3000});
    expect_no_trouble(run);
    EXPECT_EQ(vrrp_child_of(run), vrrp);
    EXPECT_THAT(addresses("eth0"), testing::Contains("10.9.0.100/32"));
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
}

TEST_F(Hang, AVrrpProcessWithoutVipsIsLeftAloneAndMayGoOn) {
    ip("link set eth0 down");
    auto& run = start_watched("1");
    support::wait_until([&] { return run.err().find("VRRP sockpool") != std::string::npos; },
                        "keepalived to take part in VRRP");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    support::wait_until([&] { return run.err().find("It holds no VIP") != std::string::npos; },
                        "run to see the hang");
    wait_out(std::chrono::milliseconds{1500});
    EXPECT_EQ(run.err().find("It holds no VIP"), run.err().rfind("It holds no VIP")) << "it is said once";
    EXPECT_EQ(vrrp_child_of(run), vrrp);

    ASSERT_EQ(kill(vrrp, SIGCONT), 0);

    support::wait_until([&] { return run.err().find("does not hang any more") != std::string::npos; },
                        "run to see that it goes on");
    ip("link set eth0 up");
    wait_for("eth0 10.9.0.100/32");
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hang, ABackupIsLeftAlone) {
    start_other_node("200");
    wait_for_on_other_node("10.9.0.100/32");
    auto& run = start_watched("1");
    support::wait_until([&] { return run.err().find("Entering BACKUP STATE") != std::string::npos; },
                        "keepalived to become BACKUP");
    ASSERT_EQ(addresses("eth0"), kHostOnEth0);
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    support::wait_until([&] { return run.err().find("It holds no VIP") != std::string::npos; },
                        "run to see the hang");
    wait_out(std::chrono::milliseconds{1500});
    EXPECT_EQ(vrrp_child_of(run), vrrp);
}

TEST_F(Hang, WhatAnotherKeepalivedHoldsHereIsNotHeldByTheOneThatHangs) {
    auto backup = kInstance;
    backup.extra = {"priority 50"};
    start_keepalived(config_of({kInstance}), "/run/test/other.conf");
    wait_for("eth0 10.9.0.100/32");
    auto& run = start_watched("1", backup);
    support::wait_until([&] { return run.err().find("VRRP sockpool") != std::string::npos; },
                        "keepalived to take part in VRRP");
    wait_for("eth0 10.9.0.100/32");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    support::wait_until([&] { return run.err().find(" hangs: it has not taken") != std::string::npos; },
                        "run to see the hang");
    EXPECT_THAT(run.err(), HasSubstr("It holds no VIP"));
    EXPECT_EQ(vrrp_child_of(run), vrrp);
}

TEST_F(Hang, TheOtherNodeAloneHoldsTheVipsInTheEnd) {
    start_other_node("50");
    wait_for_on_other_node("10.9.0.100/32");
    auto& run = start_master("1");
    support::freeze({vrrp_child_of(run)});
    expect_killed_for_hanging(run, "its state is T (stopped");
    wait_for_on_other_node("10.9.0.100/32");
}

TEST_F(Hang, IsNotLookedForWhereThatIsSwitchedOff) {
    auto& run = start_master("0");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    wait_out(std::chrono::milliseconds{3000});
    expect_no_trouble(run);
    EXPECT_THAT(addresses("eth0"), testing::Contains("10.9.0.100/32"));
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hang, AStopEndsAHungKeepalivedAsEver) {
    auto& run = start_master("5");
    support::freeze({vrrp_child_of(run)});
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Hang, AKeepalivedWithoutVrrpIsNotProbed) {
    write_config(config_of({kInstance}));
    auto& run = start({VIPWARDEN_PATH, "run", "--hang-timeout", "1", "--", "-f", kConfig, "-l", "-G", "-C"});
    wait_for_keepalived_of(run);
    wait_out(std::chrono::milliseconds{1000});
    expect_no_trouble(run);
}

}  // namespace
}  // namespace vipwarden
