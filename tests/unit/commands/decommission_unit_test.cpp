// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_unit.hpp"

#include <future>
#include <string>
#include <system_error>

#include <gmock/gmock.h>

#include "tests/support/fake_unit_manager.hpp"
#include "tests/unit/commands/print_step.hpp"

namespace vipwarden::commands {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using systemd::UnitProperties;
using test::FakeUnitManager;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kService = "keepalived.service";
constexpr const char* kTimer = "vipwarden-check@keepalived.service.timer";

UnitProperties running() {
    return {.name = kService,
            .load_state = "loaded",
            .active_state = "active",
            .unit_file_state = "enabled",
            .fragment_path = "/lib/systemd/system/keepalived.service",
            .timeout_stop = seconds{90}};
}

UnitProperties stopped() {
    auto unit = running();
    unit.active_state = "inactive";
    unit.result = "success";
    return unit;
}

UnitProperties disabled() {
    auto unit = stopped();
    unit.unit_file_state = "disabled";
    return unit;
}

UnitProperties masked() {
    return {
        .name = kService, .load_state = "masked", .active_state = "inactive", .unit_file_state = "masked"};
}

class UnitStepsTest : public testing::Test {
 protected:
    UnitSteps steps(UnitProperties unit, bool dry_run = false) {
        manager_.units[kService] = std::move(unit);
        return {manager_, kService, dry_run};
    }
    Step stop(UnitSteps& steps) {
        return steps.stop({.tell = [](milliseconds, seconds) {}});
    }

    FakeUnitManager manager_{};
};

TEST_F(UnitStepsTest, SaysHowTheUnitIsFound) {
    EXPECT_EQ(steps(running()).exists(), passed("unit", "keepalived.service: active, enabled"));
    EXPECT_EQ(steps(masked()).exists(), passed("unit", "keepalived.service: inactive, masked"));
}

TEST_F(UnitStepsTest, WarnsOfAUnitThatIsNotThere) {
    EXPECT_EQ(steps({.name = kService, .load_state = "not-found", .active_state = "inactive"}).exists(),
              warned("unit", "there is no keepalived.service: nothing to stop",
                     "if keepalived has another unit, name that one"));
}

TEST_F(UnitStepsTest, StopsAUnitWhoseFileIsGone) {
    auto unit = running();
    unit.load_state = "not-found";
    manager_.after_stop[kService] = {
        .name = kService, .load_state = "not-found", .active_state = "inactive", .result = "success"};
    auto gone = steps(unit);

    EXPECT_EQ(gone.exists(), warned("unit", "the file of keepalived.service is gone, but it is active"));
    EXPECT_EQ(stop(gone), done("stop", "keepalived.service has stopped"));
}

TEST_F(UnitStepsTest, WarnsOfAUnitThatCannotBeLoaded) {
    EXPECT_EQ(steps({.name = kService, .load_state = "bad-setting", .active_state = "inactive"}).exists(),
              warned("unit", "systemd can't load keepalived.service (bad-setting)",
                     "'systemctl status keepalived.service' says why"));
}

TEST_F(UnitStepsTest, StopsDisablesThenMasks) {
    manager_.after_stop[kService] = stopped();
    auto unit = steps(running());

    EXPECT_EQ(stop(unit), done("stop", "keepalived.service has stopped"));
    manager_.after_reload[kService] = disabled();
    EXPECT_EQ(unit.disable(), done("disable", "keepalived.service is disabled"));
    manager_.after_reload[kService] = masked();
    EXPECT_EQ(unit.mask(), done("mask", "keepalived.service is masked: nothing can start it any more"));

    EXPECT_THAT(manager_.calls, ElementsAre("stop keepalived.service", "disable keepalived.service", "reload",
                                            "mask keepalived.service", "reload"));
}

TEST_F(UnitStepsTest, HasNothingToDoTheSecondTime) {
    auto unit = steps(masked());

    EXPECT_EQ(stop(unit), passed("stop", "keepalived.service does not run (inactive)"));
    EXPECT_EQ(unit.disable(), passed("disable", "keepalived.service is not enabled (masked)"));
    EXPECT_EQ(unit.mask(), passed("mask", "keepalived.service is masked"));
    EXPECT_THAT(manager_.calls, IsEmpty());
}

TEST_F(UnitStepsTest, GoesOnWhereACrashInterruptedIt) {
    // The mask was made, and systemd has not read it yet.
    auto unit = steps(disabled());
    manager_.after_reload[kService] = masked();

    EXPECT_EQ(stop(unit).item.state, report::ItemState::pass);
    EXPECT_EQ(unit.disable().item.state, report::ItemState::pass);
    EXPECT_EQ(unit.mask().item.state, report::ItemState::done);
}

TEST_F(UnitStepsTest, AsksForNothingInADryRun) {
    auto unit = steps(running(), /*dry_run=*/true);

    EXPECT_EQ(stop(unit), done("stop", "keepalived.service is active: would be stopped", /*dry_run=*/true));
    EXPECT_EQ(unit.disable(),
              done("disable", "keepalived.service is enabled: would be disabled", /*dry_run=*/true));
    EXPECT_EQ(unit.mask(),
              done("mask", "keepalived.service would be masked: nothing could start it any more", true));
    EXPECT_THAT(manager_.calls, IsEmpty());
}

TEST_F(UnitStepsTest, TellsThatItWaits) {
    std::promise<void> told;
    manager_.while_stopping = [&told](seconds patience) {
        EXPECT_EQ(patience, seconds{300});  // three times TimeoutStopSec=, and half a minute
        told.get_future().wait();
    };
    manager_.after_stop[kService] = stopped();
    auto unit = steps(running());
    std::vector<milliseconds> waited;

    const auto step = unit.stop({.interval = milliseconds{1}, .tell = [&](milliseconds time, seconds) {
                                     waited.push_back(time);
                                     if (waited.size() == 2) {
                                         told.set_value();
                                     }
                                 }});

    EXPECT_EQ(step.item.state, report::ItemState::done);
    ASSERT_GE(waited.size(), 2U);
    EXPECT_EQ(waited[0], milliseconds{1});
    EXPECT_EQ(waited[1], milliseconds{2});
}

TEST_F(UnitStepsTest, WarnsOfAStopThatDidNotEndWell) {
    manager_.outcome = {.job = "done", .unit_result = "timeout", .active_state = "failed"};
    manager_.after_stop[kService] = stopped();
    manager_.after_stop[kService].active_state = "failed";
    auto unit = steps(running());

    EXPECT_EQ(stop(unit),
              warned("stop", "keepalived.service has ended, but not well (job done, result timeout)",
                     "'journalctl --unit=keepalived.service' says why; what it left is released here"));
}

TEST_F(UnitStepsTest, NeverMasksWhatStillRuns) {
    manager_.outcome = {.job = "canceled", .unit_result = "success", .active_state = "deactivating"};
    manager_.after_stop[kService] = running();
    manager_.after_stop[kService].active_state = "deactivating";
    auto unit = steps(running());

    EXPECT_EQ(stop(unit),
              failed(ExitCode::unavailable, "stop",
                     "keepalived.service is still deactivating (job canceled, result success)",
                     "'systemctl status keepalived.service' says why; 'systemctl kill --signal=KILL "
                     "keepalived.service' ends it, then run this again"));
    EXPECT_EQ(unit.mask(),
              failed(ExitCode::unavailable, "mask",
                     "keepalived.service still runs, and a unit that is masked while it runs forgets how to "
                     "stop",
                     "stop it, then run this again"));
    EXPECT_THAT(manager_.calls, ElementsAre("stop keepalived.service"));
}

TEST_F(UnitStepsTest, SaysHowAFrozenUnitIsStopped) {
    manager_.outcome = {.job = "frozen", .unit_result = "success", .active_state = "active"};
    auto unit = steps(running());

    EXPECT_EQ(stop(unit), failed(ExitCode::unavailable, "stop",
                                 "keepalived.service is still active (job frozen, result success)",
                                 "'systemctl thaw keepalived.service', then run this again"));
}

TEST_F(UnitStepsTest, GoesOnWhenSystemdRefuses) {
    manager_.refusal = std::errc::timed_out;
    auto unit = steps(running());

    const auto step = stop(unit);

    EXPECT_EQ(step.item.state, report::ItemState::fail);
    EXPECT_EQ(step.item.text, "stop keepalived.service: Connection timed out");
    EXPECT_EQ(step.code, ExitCode::unavailable);
}

TEST_F(UnitStepsTest, NamesAMissingPermission) {
    manager_.refusal = std::errc::permission_denied;
    auto unit = steps(stopped());

    EXPECT_EQ(unit.disable(), failed(ExitCode::permission, "disable",
                                     "disable keepalived.service: Permission denied", "run this as root"));
}

TEST_F(UnitStepsTest, FailsIfTheUnitIsStillEnabled) {
    auto unit = steps(stopped());
    manager_.after_reload[kService] = stopped();
    manager_.after_reload[kService].unit_file_state = "enabled-runtime";

    EXPECT_EQ(unit.disable(),
              failed(ExitCode::unavailable, "disable", "keepalived.service is still enabled-runtime",
                     "systemctl disable keepalived.service --runtime"));
}

TEST_F(UnitStepsTest, LeavesTheOperatorsOwnUnitFileInPlace) {
    auto unit = disabled();
    unit.fragment_path = "/etc/systemd/system/keepalived.service";

    EXPECT_EQ(steps(unit).mask(),
              warned("mask",
                     "/etc/systemd/system/keepalived.service is the operator's own file and stands where the "
                     "mask would, so keepalived.service can still be started by hand",
                     "mv /etc/systemd/system/keepalived.service "
                     "/etc/systemd/system/keepalived.service.decommissioned && systemctl daemon-reload && "
                     "systemctl mask keepalived.service"));
    EXPECT_THAT(manager_.calls, IsEmpty());
}

TEST_F(UnitStepsTest, MasksForGoodWhatIsMaskedUntilTheNextBoot) {
    auto unit = masked();
    unit.unit_file_state = "masked-runtime";
    unit.fragment_path = "/run/systemd/system/keepalived.service";
    auto until_boot = steps(unit);
    manager_.after_reload[kService] = masked();

    EXPECT_EQ(until_boot.mask().item.state, report::ItemState::done);
    EXPECT_THAT(manager_.calls, ElementsAre("mask keepalived.service", "reload"));
}

TEST_F(UnitStepsTest, SaysWhenTheMaskDoesNotCount) {
    auto unit = steps(disabled());

    EXPECT_EQ(unit.mask(), failed(ExitCode::unavailable, "mask", "keepalived.service is still loaded",
                                  "systemctl mask keepalived.service"));
}

TEST_F(UnitStepsTest, ResetsAFailure) {
    auto unit = masked();
    unit.active_state = "failed";
    unit.result = "signal";
    manager_.after_reset[kService] = masked();
    auto dead = steps(unit);

    EXPECT_EQ(dead.reset(), done("reset",
                                 "keepalived.service had failed (signal): reset, it does not count as "
                                 "failed any more"));
    EXPECT_EQ(dead.reset(), passed("reset", "keepalived.service does not count as failed"));
    EXPECT_THAT(manager_.calls, ElementsAre("reset-failed keepalived.service"));
    EXPECT_EQ(steps(unit, /*dry_run=*/true).reset(),
              done("reset", "keepalived.service had failed (signal): would be reset", /*dry_run=*/true));
}

TEST_F(UnitStepsTest, KnowsAUnitThatIsMissing) {
    UnitProperties unit{.name = kService, .load_state = "not-found", .active_state = "inactive"};
    EXPECT_TRUE(steps(unit).is_missing());
    unit.active_state = "failed";  // its file is gone
    EXPECT_FALSE(steps(unit).is_missing());
    EXPECT_FALSE(steps(masked()).is_missing());
}

TEST_F(UnitStepsTest, LeavesTheGuardsInPlaceAndSaysSo) {
    manager_.units[kTimer] = {.name = kTimer, .load_state = "loaded", .active_state = "active"};
    auto unit = steps(masked());

    EXPECT_EQ(
        unit.guards("/etc/systemd/system/keepalived.service.d/60-vipwarden.conf"),
        passed("guards",
               "left as they are, for what may yet come back: vipwarden-check@keepalived.service.timer and "
               "/etc/systemd/system/keepalived.service.d/60-vipwarden.conf",
               "they do nothing about what is released; 'vipwarden uninstall keepalived.service' takes them "
               "away"));
}

TEST_F(UnitStepsTest, KnowsWhenThereAreNoGuards) {
    EXPECT_EQ(steps(masked()).guards(""), passed("guards", "nothing of vipwarden is installed for the unit"));
}

TEST(WithoutSystemd, SaysWhatWasNotDoneAndWhatToType) {
    const std::system_error why{std::make_error_code(std::errc::not_connected), "reach the system bus"};

    EXPECT_THAT(
        without_systemd(kService, why),
        ElementsAre(
            failed(ExitCode::unavailable, "unit", "reach the system bus: Transport endpoint is not connected",
                   "start dbus and run this again, or type 'systemctl stop keepalived.service && "
                   "systemctl disable keepalived.service && systemctl mask keepalived.service'"),
            failed(ExitCode::unavailable, "stop", "keepalived.service was not stopped, disabled or masked",
                   "what its keepalived holds is left alone as long as it lives")));
}

}  // namespace
}  // namespace vipwarden::commands
