// SPDX-License-Identifier: MIT
// What keepalived says of its instances over D-Bus, on a bus of the test's own.
#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <signal.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::config_of;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class States : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        if (!std::filesystem::exists(kDaemon) || !std::filesystem::exists(kInterfaces)) {
            GTEST_SKIP() << "SKIPPED-CAPABILITY: no dbus-daemon, or keepalived without D-Bus";
        }
        // Where everybody looks for the system bus; /run is the test's own.
        std::filesystem::create_directories("/run/dbus");
        const std::string path = kDirectory / "bus.conf";
        write_config(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
            "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
            "<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>"
            "<auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\"/>"
            "<allow own=\"*\"/><allow receive_sender=\"*\"/></policy></busconfig>\n",
            path);
        bus_ = &start({kDaemon, "--config-file=" + path, "--nofork", "--nopidfile"});
        support::wait_until([] { return std::filesystem::exists("/run/dbus/system_bus_socket"); }, "the bus");
    }

    /// MASTER of V1, and FAULT of V2.
    support::Process& start_two(const std::string& globals = "") {
        ip("link set eth1 down");
        auto& run = start_run(
            fmt::format("global_defs {{\nenable_dbus\n{}}}\n", globals) +
            config_of({{.vips = {"10.9.0.100/32 no_track", "10.9.0.101/32 no_track"}},
                       {.name = "V2", .interface = "eth1", .vrid = 52, .vips = {"10.8.0.100/32"}}}));
        wait_for("eth0 10.9.0.101/32");
        support::wait_until([this] { return list().find("MASTER") != std::string::npos; },
                            "MASTER on the bus");
        return run;
    }

    std::string list() { return vipwarden({"list", "-f", kConfig}).out; }
    support::Finished check() { return vipwarden({"check", "-f", kConfig}); }

    support::Process* bus_{nullptr};
    static inline const std::string kDaemon{"/usr/bin/dbus-daemon"};
    static inline const std::string kInterfaces{
        "/usr/share/dbus-1/interfaces/org.keepalived.Vrrp1.Instance.xml"};
};

TEST_F(States, AreShownAndAreThoseOfEachInstance) {
    auto& run = start_two();

    const auto text = list();

    EXPECT_THAT(text, HasSubstr("10.9.0.100/32  V1        MASTER "));
    EXPECT_THAT(text, HasSubstr("10.8.0.100/32  V2        FAULT "));
    EXPECT_THAT(text, HasSubstr(fmt::format("yes      {} ", keepalived_of(run))));
}

TEST_F(States, AreFoundUnderAnyNameOnTheBusAndAnyPath) {
    start_two("dbus_service_name com.example.ha\ndbus_no_interface_name\n");

    EXPECT_THAT(list(), HasSubstr("10.9.0.100/32  V1        MASTER "));
}

TEST_F(States, MakeSureThatAVipIsMissing) {
    start_two();
    EXPECT_EQ(check().code, 0);
    ip("addr del 10.9.0.101/32 dev eth0");

    const auto finished = check();

    EXPECT_EQ(finished.code, 2);
    EXPECT_EQ(
        finished.out,
        "CRITICAL: 1 VIP missing\n"
        "critical  missing  10.9.0.101/32 on eth0 is missing, though keepalived is MASTER of instance V1; "
        "somebody has removed it: restart keepalived\n");
}

TEST_F(States, AreThoseOfTheKeepalivedThatIsAskedForOnly) {
    start_two();
    const std::string other = kDirectory / "other.conf";
    start_keepalived(config_of({{.vrid = 77, .vips = {"10.9.0.77/32"}}}), other);
    wait_for("eth0 10.9.0.77/32");

    EXPECT_THAT(vipwarden({"list", "-f", other}).out, Not(HasSubstr("MASTER")));
}

TEST_F(States, AreUnknownAfterASecondOfAKeepalivedThatHangs) {
    auto& run = start_two();
    const auto child = vrrp_child_of(run);
    run.signal(SIGSTOP);  // lest it ends a keepalived that hangs
    support::freeze({child});
    const auto before = std::chrono::steady_clock::now();

    const auto text = list();

    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{3});
    EXPECT_THAT(text, HasSubstr("10.9.0.100/32  V1        - "));
    EXPECT_THAT(text, HasSubstr("runs and holds it"));
    EXPECT_EQ(check().code, 0);
}

/// sd-bus alone would wait for 90 s.
TEST_F(States, AreUnknownWhereTheBusHangs) {
    start_two();
    support::freeze({bus_->pid()});
    const auto before = std::chrono::steady_clock::now();

    const auto text = list();
    const auto checked = check();

    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{15});
    EXPECT_THAT(text, HasSubstr("10.9.0.100/32  V1        - "));
    EXPECT_EQ(checked.code, 0);
    EXPECT_THAT(checked.err, HasSubstr("no unit was looked at: ask systemd for keepalived.service: "));
}

TEST_F(States, AreUnknownWithoutDbus) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    EXPECT_THAT(list(), HasSubstr("10.9.0.100/32  V1        - "));
}

/// `vipwarden list` on a terminal (script(1) makes one), or not.
class Colours : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        if (!std::filesystem::exists("/usr/bin/script")) {
            GTEST_SKIP() << "SKIPPED-CAPABILITY: script(1) is not installed";
        }
        write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
        ip("addr add 10.9.0.100/32 dev eth0");
    }

    std::string on_a_terminal(const std::string& environment) {
        return start({"script", "--quiet", "--command",
                      fmt::format("env {} {} list -f {}", environment, VIPWARDEN_PATH, kConfig), "/dev/null"})
            .wait()
            .out;
    }
};

TEST_F(Colours, AreForTerminalsOnly) {
    EXPECT_THAT(on_a_terminal("-u NO_COLOR TERM=xterm"), HasSubstr("\033[31meth0 "));
    EXPECT_THAT(vipwarden({"list", "-f", kConfig}).out, Not(HasSubstr("\033")));
}

TEST_F(Colours, AreNotForWhoDoesNotWantThem) {
    EXPECT_THAT(on_a_terminal("NO_COLOR=1 TERM=xterm"), Not(HasSubstr("\033")));
    EXPECT_THAT(on_a_terminal("-u NO_COLOR TERM=dumb"), Not(HasSubstr("\033")));
    EXPECT_THAT(on_a_terminal("-u NO_COLOR -u TERM"), Not(HasSubstr("\033")));
    EXPECT_THAT(on_a_terminal("NO_COLOR= TERM=xterm"), HasSubstr("\033[31m"));
}

}  // namespace
}  // namespace vipwarden
