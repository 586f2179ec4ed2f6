// SPDX-License-Identifier: MIT
// The manager over sdbus-c++ against a real systemd. It writes unit files, so it runs in the box only: see
// box.sh.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>

#include "systemd/command_line.hpp"
#include "systemd/sdbus_unit_manager.hpp"

namespace vipwarden::systemd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::chrono::seconds kPatience{20};

class UnitManagerInTheBox : public testing::Test {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists("/box/script")) {
            GTEST_SKIP() << "SKIPPED-CAPABILITY: this is not the container of tests/system/box.sh";
        }
        manager_ = open_unit_manager();
    }

    void write_unit(const std::string& name, const std::string& text) {
        std::ofstream{"/etc/systemd/system/" + name} << text;
        manager_->reload();
    }

    std::unique_ptr<UnitManager> manager_;
};

Command command(std::string prefix, std::string path, std::vector<std::string> words) {
    words.insert(words.begin(), path);
    return {.prefix = std::move(prefix), .path = std::move(path), .arguments = std::move(words)};
}

TEST_F(UnitManagerInTheBox, LoadsWhatAUnitIsMadeOf) {
    write_unit(
        "shape.service",
        "[Unit]\nOnFailure=other.service\n[Service]\nType=forking\nPIDFile=/run/x.pid\nKillMode=process\n"
        "TimeoutStopSec=7\nNotifyAccess=all\nUser=nobody\nProtectSystem=strict\nProtectKernelTunables=yes\n"
        "Environment=\"A=x y\" B=z\nEnvironmentFile=-/nowhere/a\nEnvironmentFile=/nowhere/b\n"
        "ExecStartPre=-/bin/true a\nExecStart=/bin/false $A ${B} $$C\nExecReload=/bin/kill -HUP $MAINPID\n"
        "ExecStopPost=-+/bin/true\nExecStopPost=:/bin/true %n\n");

    const auto unit = manager_->load("shape.service");

    EXPECT_EQ(unit.name, "shape.service");
    EXPECT_EQ(unit.load_state, "loaded");
    EXPECT_EQ(unit.active_state, "inactive");
    EXPECT_EQ(unit.unit_file_state, "static");
    EXPECT_EQ(unit.result, "success");
    EXPECT_EQ(unit.fragment_path, "/etc/systemd/system/shape.service");
    EXPECT_THAT(unit.drop_in_paths, IsEmpty());
    EXPECT_THAT(unit.on_failure, ElementsAre("other.service"));
    EXPECT_EQ(unit.type, "forking");
    EXPECT_EQ(unit.notify_access, "all");
    EXPECT_EQ(unit.pid_file, "/run/x.pid");
    EXPECT_EQ(unit.kill_mode, "process");
    EXPECT_EQ(unit.timeout_stop, std::chrono::seconds{7});
    EXPECT_EQ(unit.user, "nobody");
    EXPECT_EQ(unit.protect_system, "strict");
    EXPECT_TRUE(unit.protect_kernel_tunables);
    EXPECT_THAT(unit.environment, ElementsAre("A=x y", "B=z"));
    EXPECT_THAT(unit.environment_files, ElementsAre("/nowhere/a", "/nowhere/b"));
    EXPECT_THAT(unit.exec_start_pre, ElementsAre(command("-", "/bin/true", {"a"})));
    EXPECT_THAT(unit.exec_start, ElementsAre(command("", "/bin/false", {"$A", "${B}", "$$C"})));
    EXPECT_THAT(unit.exec_reload, ElementsAre(command("", "/bin/kill", {"-HUP", "$MAINPID"})));
    EXPECT_THAT(unit.exec_stop_post,
                ElementsAre(command("-+", "/bin/true", {}), command(":", "/bin/true", {"shape.service"})));
}

TEST_F(UnitManagerInTheBox, ReadsTheWordsAgainThatWereWritten) {
    const auto written = command("-:", "/bin/echo",
                                 {"",          ";",    ";x",       "a b", "it's", "\"quoted\"", "back\\slash",
                                  "\\x41",     "100%", "%n",       "$A",  "${B}", "$$",         "tab\there",
                                  "new\nline", "\x01", "\xc3\xa4", "-",   "#no",  "'",          "~"});
    write_unit("words.service", "[Service]\nExecStart=" + to_line(written) + '\n');

    EXPECT_THAT(manager_->load("words.service").exec_start, ElementsAre(written));
}

TEST_F(UnitManagerInTheBox, ReadsAProgramUnderAnotherName) {
    const Command written{.prefix = "", .path = "/bin/echo", .arguments = {"other", "word"}};
    write_unit("other-name.service", "[Service]\nExecStart=" + to_line(written) + '\n');

    EXPECT_THAT(manager_->load("other-name.service").exec_start, ElementsAre(written));
}

TEST_F(UnitManagerInTheBox, KnowsUnitsThatAreNotThere) {
    const auto unit = manager_->load("nowhere.service");

    EXPECT_EQ(unit.name, "nowhere.service");
    EXPECT_EQ(unit.load_state, "not-found");
}

TEST_F(UnitManagerInTheBox, TellsInfinityFromAnyOtherTime) {
    write_unit("patient.service", "[Service]\nExecStart=/bin/true\nTimeoutStopSec=infinity\n");

    EXPECT_EQ(manager_->load("patient.service").timeout_stop, std::chrono::microseconds::max());
}

TEST_F(UnitManagerInTheBox, StartsAndStopsCleanly) {
    write_unit("calm.service", "[Service]\nExecStart=/bin/sleep 600\n");

    EXPECT_EQ(manager_->start("calm.service", kPatience),
              (JobOutcome{.job = "done", .unit_result = "success", .active_state = "active"}));
    const auto stopped = manager_->stop("calm.service", kPatience);
    EXPECT_EQ(stopped, (JobOutcome{.job = "done", .unit_result = "success", .active_state = "inactive"}));
    EXPECT_TRUE(stopped.clean());
}

TEST_F(UnitManagerInTheBox, DoesNotTakeAJobThatIsDoneForAUnitThatEndedWell) {
    write_unit(
        "stubborn.service",
        "[Service]\nType=exec\nTimeoutStopSec=1\nExecStart=/bin/sh -c 'trap \"\" TERM; touch /run/deaf; "
        "while :; do sleep 1; done'\nExecStartPost=/bin/sh -c 'until [ -e /run/deaf ]; do sleep 0.1; "
        "done'\n");
    ASSERT_TRUE(manager_->start("stubborn.service", kPatience).clean());

    const auto outcome = manager_->stop("stubborn.service", kPatience);

    EXPECT_EQ(outcome, (JobOutcome{.job = "done", .unit_result = "timeout", .active_state = "failed"}));
    EXPECT_FALSE(outcome.clean());
}

TEST_F(UnitManagerInTheBox, TellsAStartThatFailed) {
    write_unit("broken.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n");

    EXPECT_EQ(manager_->start("broken.service", kPatience),
              (JobOutcome{.job = "failed", .unit_result = "exit-code", .active_state = "failed"}));
}

TEST_F(UnitManagerInTheBox, LosesPatience) {
    write_unit("slow.service", "[Service]\nType=oneshot\nExecStart=/bin/sleep 600\n");

    try {
        (void)manager_->start("slow.service", std::chrono::seconds{1});
        FAIL() << "it waited";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::timed_out);
        EXPECT_THAT(error.what(), HasSubstr("start slow.service: still not done after 1 s"));
    }
}

TEST_F(UnitManagerInTheBox, SaysWhatItTriedWhenThereIsNoSuchUnit) {
    try {
        (void)manager_->stop("nowhere.service", kPatience);
        FAIL() << "it was stopped";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::io_error);
        EXPECT_THAT(error.what(), HasSubstr("stop nowhere.service: Unit nowhere.service not loaded"));
    }
}

TEST_F(UnitManagerInTheBox, EnablesAndDisables) {
    write_unit("often@.timer", "[Timer]\nOnActiveSec=600\n[Install]\nWantedBy=timers.target\n");
    write_unit("often@.service", "[Service]\nExecStart=/bin/true\n");

    manager_->enable("often@a.timer");
    manager_->reload();
    EXPECT_EQ(manager_->load("often@a.timer").unit_file_state, "enabled");
    EXPECT_TRUE(manager_->start("often@a.timer", kPatience).clean());

    EXPECT_TRUE(manager_->stop("often@a.timer", kPatience).clean());
    manager_->disable("often@a.timer");
    manager_->reload();
    EXPECT_EQ(manager_->load("often@a.timer").unit_file_state, "disabled");
}

TEST_F(UnitManagerInTheBox, MasksWhatAPackageHasInstalled) {
    std::filesystem::create_directories("/usr/local/lib/systemd/system");
    std::ofstream{"/usr/local/lib/systemd/system/packaged.service"} << "[Service]\nExecStart=/bin/true\n";
    manager_->reload();

    manager_->mask("packaged.service");
    manager_->reload();

    EXPECT_EQ(manager_->load("packaged.service").load_state, "masked");
    EXPECT_EQ(manager_->load("packaged.service").unit_file_state, "masked");
    EXPECT_NO_THROW(manager_->mask("packaged.service"));
}

TEST_F(UnitManagerInTheBox, ResetsAFailureAlsoOfAMaskedUnit) {
    std::filesystem::create_directories("/usr/local/lib/systemd/system");
    std::ofstream{"/usr/local/lib/systemd/system/dead.service"}
        << "[Service]\nType=oneshot\nExecStart=/bin/false\n";
    manager_->reload();
    EXPECT_FALSE(manager_->start("dead.service", kPatience).clean());
    manager_->mask("dead.service");
    manager_->reload();
    ASSERT_EQ(manager_->load("dead.service").active_state, "failed");

    manager_->reset_failed("dead.service");

    EXPECT_EQ(manager_->load("dead.service").active_state, "inactive");
}

TEST_F(UnitManagerInTheBox, MasksOneInstanceOfATemplate) {
    write_unit("many@.service", "[Service]\nExecStart=/bin/true\n");

    manager_->mask("many@a.service");
    manager_->reload();

    EXPECT_EQ(manager_->load("many@a.service").load_state, "masked");
    EXPECT_EQ(manager_->load("many@b.service").load_state, "loaded");
}

TEST_F(UnitManagerInTheBox, DoesNotMaskOverTheOperatorsOwnFile) {
    write_unit("own.service", "[Service]\nExecStart=/bin/true\n");

    try {
        manager_->mask("own.service");
        FAIL() << "it was masked";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::file_exists);
        EXPECT_THAT(error.what(), HasSubstr("mask own.service: "));
    }
    EXPECT_EQ(manager_->load("own.service").load_state, "loaded");
}

TEST_F(UnitManagerInTheBox, TellsTheControlGroupOfWhatRuns) {
    write_unit("grouped.service", "[Service]\nExecStart=/bin/sleep 600\n");
    ASSERT_TRUE(manager_->start("grouped.service", kPatience).clean());

    EXPECT_EQ(manager_->load("grouped.service").control_group, "/system.slice/grouped.service");
    EXPECT_TRUE(manager_->stop("grouped.service", kPatience).clean());
    EXPECT_EQ(manager_->load("grouped.service").control_group, "");
}

}  // namespace
}  // namespace vipwarden::systemd
