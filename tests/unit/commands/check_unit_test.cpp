// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_unit.hpp"

#include <gmock/gmock.h>

#include "tests/unit/systemd/unit_shapes.hpp"

namespace vipwarden::commands {
namespace {

using report::Finding;
using report::FindingKind;
using report::Severity;
using systemd::command;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

constexpr const char* kDropIn = "/etc/systemd/system/keepalived.service.d/60-vipwarden.conf";
constexpr const char* kVipwarden = "/usr/sbin/vipwarden";

systemd::UnitProperties debian() {
    auto unit = systemd::debian12();
    unit.active_state = "active";
    unit.unit_file_state = "enabled";
    return unit;
}

/// As systemd shows the unit with what `install` wrote.
UnitFacts installed(systemd::Mode mode) {
    auto made = std::get<systemd::DropIn>(
        make_drop_in(debian(), {}, {.mode = mode, .vipwarden = kVipwarden, .third_layer = true}));
    auto unit = debian();
    unit.drop_in_paths = {kDropIn};
    if (mode == systemd::Mode::supervise) {
        unit.exec_start = {command(kVipwarden, {"run", "--", "/usr/sbin/keepalived", "--dont-fork"})};
    } else {
        unit.exec_start_pre = {command(kVipwarden, {"release", "--recorded"}),
                               command(kVipwarden, {"snapshot", "--", "/usr/sbin/keepalived"})};
        unit.exec_reload.push_back(command(kVipwarden, {"snapshot", "--", "/usr/sbin/keepalived"}));
    }
    unit.exec_stop_post = {command(kVipwarden, {"release", "--", "/usr/sbin/keepalived"}, "-")};
    return {.unit = unit, .drop_in = kDropIn, .drop_in_text = made.text};
}

Finding drop_in(std::string message, std::string advice) {
    return {.severity = Severity::warning,
            .kind = FindingKind::drop_in,
            .unit = "keepalived.service",
            .message = std::move(message),
            .advice = std::move(advice)};
}

Finding unit(Severity severity, std::string message, std::string advice) {
    return {.severity = severity,
            .kind = FindingKind::unit,
            .unit = "keepalived.service",
            .message = std::move(message),
            .advice = std::move(advice)};
}

TEST(UnitFindings, AreNoneOfAUnitThatRunsWithVipwarden) {
    for (const auto mode : {systemd::Mode::supervise, systemd::Mode::hook}) {
        EXPECT_THAT(unit_findings(installed(mode), false), IsEmpty());
        EXPECT_TRUE(has_vipwarden(installed(mode).unit));
    }
}

TEST(UnitFindings, AreNoneOfADropInThatSomebodyWroteByHand) {
    auto facts = installed(systemd::Mode::supervise);
    facts.drop_in_text.clear();
    facts.unit.drop_in_paths = {"/etc/systemd/system/keepalived.service.d/mine.conf"};

    EXPECT_THAT(unit_findings(facts, false), IsEmpty());
}

TEST(UnitFindings, HaveAUnitWithoutVipwarden) {
    EXPECT_THAT(
        unit_findings({.unit = debian(), .drop_in = kDropIn}, false),
        ElementsAre(drop_in("vipwarden is not part of keepalived.service: when keepalived dies, its VIPs "
                            "stay",
                            "run 'vipwarden install --mode supervise keepalived.service' (or --mode "
                            "hook)")));
    EXPECT_FALSE(has_vipwarden(debian()));
}

TEST(UnitFindings, SayWhyVipwardenCannotBePartOfAUnit) {
    auto other = debian();
    other.exec_start = {command("/usr/bin/nginx", {})};

    EXPECT_THAT(
        unit_findings({.unit = other, .drop_in = kDropIn}, false),
        ElementsAre(Field(&Finding::advice,
                          "keepalived.service starts /usr/bin/nginx, which is not keepalived: name the "
                          "unit that does")));
}

TEST(UnitFindings, DoNotMissVipwardenInAUnitThatNobodyStarts) {
    auto unused = debian();
    unused.active_state = "inactive";
    unused.unit_file_state = "disabled";

    EXPECT_THAT(unit_findings({.unit = unused, .drop_in = kDropIn}, false), IsEmpty());
}

TEST(UnitFindings, HaveADropInThatSystemdHasNotRead) {
    auto facts = installed(systemd::Mode::hook);
    facts.unit = debian();

    EXPECT_THAT(
        unit_findings(facts, false),
        ElementsAre(drop_in(std::string{"systemd does not use "} + kDropIn,
                            "run 'systemctl daemon-reload', then restart the unit when it suits you")));
}

TEST(UnitFindings, HaveADropInThatALaterOneOverrules) {
    auto facts = installed(systemd::Mode::supervise);
    facts.unit.exec_start = debian().exec_start;
    facts.unit.drop_in_paths.emplace_back("/etc/systemd/system/keepalived.service.d/override.conf");

    EXPECT_THAT(unit_findings(facts, false),
                ElementsAre(drop_in(std::string{kDropIn} +
                                        " does not count in full: keepalived.service lacks ExecStart= with "
                                        "'vipwarden run'",
                                    "look into what counts after it: "
                                    "/etc/systemd/system/keepalived.service.d/override.conf")));
}

TEST(UnitFindings, HaveTheLinesOfADropInThatAreGoneWhileOthersCount) {
    auto facts = installed(systemd::Mode::hook);
    facts.unit.exec_stop_post.clear();
    facts.unit.exec_start_pre.pop_back();

    EXPECT_THAT(
        unit_findings(facts, false),
        ElementsAre(drop_in(std::string{kDropIn} +
                                " does not count in full: keepalived.service lacks ExecStartPre= with "
                                "'vipwarden snapshot', ExecStopPost= with 'vipwarden release'",
                            "run 'vipwarden install' again")));
}

TEST(UnitFindings, HaveAUnitThatHasFailed) {
    auto facts = installed(systemd::Mode::supervise);
    facts.unit.active_state = "failed";
    facts.unit.result = "exit-code";

    EXPECT_THAT(unit_findings(facts, true),
                ElementsAre(unit(Severity::critical, "keepalived.service has failed (exit-code)",
                                 "'systemctl status keepalived.service' says why")));
}

TEST(UnitFindings, HaveAnInactiveUnitWithVips) {
    auto facts = installed(systemd::Mode::supervise);
    facts.unit.active_state = "inactive";

    EXPECT_THAT(unit_findings(facts, true),
                ElementsAre(unit(Severity::critical, "keepalived.service is inactive, but VIPs are left",
                                 "run 'vipwarden release'")));
}

TEST(UnitFindings, HaveAnEnabledUnitThatIsNotRunning) {
    auto facts = installed(systemd::Mode::supervise);
    facts.unit.active_state = "inactive";

    EXPECT_THAT(unit_findings(facts, false),
                ElementsAre(unit(Severity::warning,
                                 "keepalived.service is enabled, but inactive: the next boot starts it",
                                 "start it, or take it out of service: 'vipwarden decommission "
                                 "keepalived.service'")));
    facts.unit.unit_file_state = "disabled";
    EXPECT_THAT(unit_findings(facts, false), IsEmpty());
}

TEST(UnitFindings, HaveAUnitThatSystemdCannotLoad) {
    auto facts = installed(systemd::Mode::supervise);
    facts.unit.load_state = "bad-setting";

    EXPECT_THAT(unit_findings(facts, false),
                ElementsAre(unit(Severity::critical, "systemd can't load keepalived.service (bad-setting)",
                                 "'systemctl status keepalived.service' says why")));
}

TEST(ReleaseFindings, HaveAReleaseThatHasFailed) {
    systemd::UnitProperties release{.name = "vipwarden-release@keepalived.service.service",
                                    .load_state = "loaded",
                                    .active_state = "failed",
                                    .result = "exit-code"};

    EXPECT_THAT(
        release_findings(release),
        ElementsAre(Finding{.severity = Severity::critical,
                            .kind = FindingKind::release,
                            .unit = "vipwarden-release@keepalived.service.service",
                            .message = "vipwarden-release@keepalived.service.service has failed (exit-code): "
                                       "what it was to release may still be there",
                            .advice = "run 'vipwarden release', and once that ends with 0 'systemctl "
                                      "reset-failed vipwarden-release@keepalived.service.service'; "
                                      "'journalctl -u vipwarden-release@keepalived.service.service' says why "
                                      "it failed"}));
    for (const auto* state : {"inactive", "activating", ""}) {
        release.active_state = state;
        EXPECT_THAT(release_findings(release), IsEmpty());
    }
}

TEST(UnitInService, IsNeitherMaskedNorMissing) {
    EXPECT_TRUE(is_in_service(debian()));
    EXPECT_TRUE(is_in_service({.load_state = "error"}));
    EXPECT_FALSE(is_in_service({.load_state = "masked"}));
    EXPECT_FALSE(is_in_service({.load_state = "not-found"}));
}

}  // namespace
}  // namespace vipwarden::commands
