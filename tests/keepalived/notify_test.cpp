// SPDX-License-Identifier: MIT
// What the service manager is told (sd_notify(3)) about real keepalived, and when.
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <poll.h>

#include "systemd/notify_socket.hpp"
#include "tests/support/keepalived_fixture.hpp"
#include "tests/support/stuck_process.hpp"

namespace vipwarden {
namespace {

using support::config_of;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

/// This test is the service manager.
class Notify : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (!IsSkipped()) {
            manager_.emplace();
        }
    }

    support::Process& start_service(const std::string& config, const support::Words& variables = {},
                                    const support::Words& options = {}) {
        write_config(config);
        support::Words command{"env", "NOTIFY_SOCKET=" + address()};
        command.insert(command.end(), variables.begin(), variables.end());
        command.insert(command.end(), {VIPWARDEN_PATH, "run"});
        command.insert(command.end(), options.begin(), options.end());
        command.insert(command.end(), {"--", "-f", kConfig, "-l", "-G", "-D", "-P"});
        return start(command);
    }

    [[nodiscard]] const std::string& address() const { return manager_->address(); }

    /// The next message that holds `text`; all before it are dropped. Throws after kPatience.
    std::string await(const std::string& text) {
        const auto deadline = std::chrono::steady_clock::now() + support::kPatience;
        while (std::chrono::steady_clock::now() < deadline) {
            pollfd waiting{.fd = manager_->fd(), .events = POLLIN, .revents = 0};
            (void)poll(&waiting, 1, 1000);
            const auto message = manager_->receive();
            if (message && message->text.find(text) != std::string::npos) {
                return message->text;
            }
        }
        throw std::runtime_error{"the service manager was never told: " + text};
    }

    /// All that was told meanwhile.
    std::vector<std::string> told() {
        std::vector<std::string> messages;
        while (auto message = manager_->receive()) {
            messages.push_back(message->text);
        }
        return messages;
    }

    static inline const std::string kGood{config_of({{.vips = {"10.9.0.100/32"}}})};

 private:
    std::optional<systemd::NotifySocket> manager_{};
};

TEST_F(Notify, ReadinessIsToldWhenKeepalivedTakesPartInVrrp) {
    auto& run = start_service(kGood);

    EXPECT_THAT(await("READY=1"), HasSubstr("STATUS=keepalived is up"));

    // IP protocol 112 (0x70) is VRRP.
    EXPECT_THAT(support::contents_of(fmt::format("/proc/{}/net/raw", vrrp_child_of(run))),
                HasSubstr(":0070"));
}

TEST_F(Notify, ReadinessIsToldThoughTheInterfaceIsDown) {
    ip("link set eth0 down");
    start_service(kGood);
    await("READY=1");
    await("STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held");
}

TEST_F(Notify, ReadinessIsToldThoughNothingShowsIt) {
    start_service("global_defs {\n dynamic_interfaces allow_if_changes\n}\n" +
                  config_of({{.interface = "later0", .vips = {"10.9.0.100/32"}}}));
    await("READY=1");
    await("STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held");
}

TEST_F(Notify, ReadinessIsNeverToldOfAConfigurationThatTheVrrpProcessRefuses) {
    std::vector<support::VrrpInstance> instances;
    for (int vrid = 1; vrid <= 200; ++vrid) {
        instances.push_back({.name = fmt::format("V{}", vrid),
                             .vrid = vrid,
                             .vips = {fmt::format("10.7.{}.1/32", vrid), fmt::format("10.7.{}.2/32", vrid)}});
    }
    instances.push_back({.name = "last", .interface = "nowhere0", .vrid = 201, .vips = {"10.9.0.100/32"}});
    auto& run = start_service(config_of(instances));

    EXPECT_EQ(run.wait().code, 2);

    const auto messages = told();
    EXPECT_THAT(messages, Each(Not(HasSubstr("READY=1"))));
    EXPECT_THAT(messages, Contains("STOPPING=1\nSTATUS=keepalived has ended with status 2, its VIPs are "
                                   "released next"));
    EXPECT_THAT(messages, Contains("STATUS=keepalived has ended, none of its VIPs is left"));
}

TEST_F(Notify, TheStatusFollowsTheVips) {
    start_service(config_of({{.name = "V1", .vips = {"10.9.0.100/32", "10.9.0.101/32"}},
                             {.name = "V2", .interface = "eth1", .vrid = 52, .vips = {"10.8.0.100/32"}}}));
    await("STATUS=keepalived is up: 2 of 2 instances hold their VIPs, 3 VIPs held");

    ip("link set eth1 down");

    EXPECT_EQ(await("VIPs, 2 VIPs"),
              "STATUS=keepalived is up: 1 of 2 instances hold their VIPs, 2 VIPs held");
}

TEST_F(Notify, TheStatusIsThatOfTheNamespaceThatKeepalivedIsIn) {
    ip("netns add blue");
    ip("-n blue link add eth0 type veth peer name peer0");
    ip("-n blue link set eth0 up");
    ip("-n blue link set peer0 up");
    ip("-n blue addr add 10.9.0.1/24 dev eth0");
    start_service("net_namespace blue\n" + kGood);
    await("STATUS=keepalived is up: 1 of 1 instances hold their VIPs, 1 VIPs held");

    ip("-n blue link set eth0 down");

    await("STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held");
}

TEST_F(Notify, AReloadBeginsAndEnds) {
    auto& run = start_service(kGood);
    await("1 VIPs held");
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));

    run.signal(SIGHUP);

    EXPECT_THAT(await("RELOADING=1"), HasSubstr("\nMONOTONIC_USEC="));
    EXPECT_THAT(await("READY=1"), HasSubstr("STATUS=keepalived is up"));
    wait_for("eth0 10.9.0.101/32");
}

TEST_F(Notify, AStopIsToldWithTheTimeThatItMayTake) {
    auto& run = start_service(kGood);
    await("1 VIPs held");

    run.signal(SIGTERM);

    EXPECT_EQ(await("STOPPING=1"), "STOPPING=1\nSTATUS=keepalived is stopping, its VIPs are released next");
    EXPECT_EQ(await("EXTEND_TIMEOUT_USEC"), "EXTEND_TIMEOUT_USEC=44000000");
    EXPECT_EQ(await("EXTEND_TIMEOUT_USEC"), "EXTEND_TIMEOUT_USEC=30000000");
    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(told(), Contains("STATUS=keepalived has ended, none of its VIPs is left"));
}

TEST_F(Notify, TheWatchdogGetsSignsOfLifeUntilKeepalivedIsStopped) {
    auto& run = start_service(kGood, {"WATCHDOG_USEC=100000"});
    await("READY=1");
    await("WATCHDOG=1");
    await("WATCHDOG=1");

    support::freeze({vrrp_child_of(run)});
    support::wait_until([&] { return run.err().find("gets no sign of life") != std::string::npos; },
                        "run to notice the stopped process");

    (void)told();
    const auto before = run.err().size();
    support::wait_until([&] { return run.err().size() > before; }, "the next sign of life to be due");
    EXPECT_THAT(told(), Not(Contains("WATCHDOG=1")));
}

TEST_F(Notify, AHangWithoutVipsIsToldUntilItIsOver) {
    ip("link set eth0 down");
    auto& run = start_service(kGood, {"WATCHDOG_USEC=100000"}, {"--hang-timeout", "1"});
    await("0 VIPs held");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    EXPECT_EQ(
        await("hangs"),
        "STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held; its VRRP process hangs");

    ASSERT_EQ(kill(vrrp, SIGCONT), 0);

    EXPECT_EQ(await("STATUS="), "STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held");
    await("WATCHDOG=1");
}

TEST_F(Notify, AHangEndsWithTheProcessThatHung) {
    ip("link set eth0 down");
    auto& run = start_service(kGood, {}, {"--hang-timeout", "1"});
    await("0 VIPs held");
    const auto vrrp = vrrp_child_of(run);
    support::freeze({vrrp});
    await("hangs");

    ASSERT_EQ(kill(vrrp, SIGKILL), 0);

    EXPECT_EQ(await("STATUS="), "STATUS=keepalived is up: 0 of 1 instances hold their VIPs, 0 VIPs held");
}

#ifdef __x86_64__
TEST_F(Notify, TheWatchdogGetsNoSignOfLifeFromAVrrpProcessThatRunsInCircles) {
    ip("link set eth0 down");
    auto& run = start_service(kGood, {"WATCHDOG_USEC=100000"}, {"--hang-timeout", "1"});
    await("0 VIPs held");
    support::make_run_in_circles(vrrp_child_of(run));
    await("hangs");

    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{500};
    support::wait_until([&] { return std::chrono::steady_clock::now() >= end; }, "ten signs of life");

    EXPECT_THAT(told(), Not(Contains("WATCHDOG=1")));
}
#endif

TEST_F(Notify, AnEndBecauseOfAHangIsTold) {
    auto& run = start_service(kGood, {}, {"--hang-timeout", "1"});
    await("1 VIPs held");

    support::freeze({vrrp_child_of(run)});

    EXPECT_EQ(await("STOPPING=1"),
              "STOPPING=1\nSTATUS=keepalived's VRRP process hangs: it is killed, its VIPs are released next");
    EXPECT_EQ(await("EXTEND_TIMEOUT_USEC"), "EXTEND_TIMEOUT_USEC=35000000");
    EXPECT_EQ(run.wait().code, 137);
    EXPECT_THAT(told(), Contains("STATUS=keepalived has ended, none of its VIPs is left"));
}

TEST_F(Notify, NobodyIsToldWhereNobodyListens) {
    write_config(kGood);
    auto& run = start({"env", "NOTIFY_SOCKET=/nowhere/notify", "WATCHDOG_USEC=100000", VIPWARDEN_PATH, "run",
                       "--", "-f", kConfig, "-l", "-G", "-D", "-P"});
    wait_for("eth0 10.9.0.100/32");
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
}

/// A program of keepalived's name that talks as no keepalived does so far when it runs below vipwarden.
class TalkingKeepalived : public Notify {
 protected:
    void SetUp() override {
        Notify::SetUp();
        if (IsSkipped()) {
            return;
        }
        if (!std::filesystem::exists("/usr/bin/perl")) {
            GTEST_SKIP() << "SKIPPED-CAPABILITY: perl is not installed";
        }
        std::filesystem::copy_file("/usr/bin/perl", kDirectory / "keepalived");
        std::ofstream{kDirectory / "talk.pl"} << R"(use Socket;
            socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die;
            (my $name = $ENV{NOTIFY_SOCKET}) =~ s/^@/\0/;
            die unless send($s, "READY=1\nMAINPID=1\nSTATUS=I am fine\nERRNO=5", 0, pack_sockaddr_un($name));
            $SIG{TERM} = sub { exit 0 };
            sleep 60;)";
    }
};

TEST_F(TalkingKeepalived, IsBelievedButDoesNotSpeakForUs) {
    start({"env", "NOTIFY_SOCKET=" + address(), VIPWARDEN_PATH, "run", "--keepalived",
           kDirectory / "keepalived", "--", "-w", kDirectory / "talk.pl", "--dont-fork"});

    EXPECT_EQ(await("ERRNO"), "ERRNO=5");
    EXPECT_EQ(await("READY=1"),
              "READY=1\nSTATUS=keepalived is up, 0 VIPs declared; keepalived says: "
              "I am fine");
    EXPECT_THAT(told(), Each(Not(HasSubstr("MAINPID"))));
}

}  // namespace
}  // namespace vipwarden
