// SPDX-License-Identifier: MIT
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "systemd/drop_in.hpp"
#include "tests/unit/systemd/unit_shapes.hpp"

namespace vipwarden::systemd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

DropIn supervise(const UnitProperties& unit) {
    return made(unit, Mode::supervise);
}

std::string file(const std::string& path) {
    std::ifstream stream{path};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(SuperviseDropIn, IsForDebianWhatTheExampleShows) {
    EXPECT_EQ(supervise(debian12()).text, file(VIPWARDEN_EXAMPLES "/systemd/supervise.conf"));
}

TEST(SuperviseDropIn, StartsKeepalivedWithTheUnitsOwnWords) {
    const auto start = [](const UnitProperties& unit) { return settings(supervise(unit).text, "ExecStart"); };

    EXPECT_THAT(start(debian12()),
                ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
    EXPECT_THAT(start(debian11()),
                ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
    EXPECT_THAT(
        start(rhel9()),
        ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
    EXPECT_THAT(
        start(upstream_notify()),
        ElementsAre("",
                    "/usr/sbin/vipwarden run -- /usr/local/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
    EXPECT_THAT(start(arch()),
                ElementsAre("", "/usr/sbin/vipwarden run -- /usr/bin/keepalived --dont-fork $DAEMON_OPTS"));
}

TEST(SuperviseDropIn, HandsALeaseToRunAndChangesItWhenAskedAgain) {
    auto wanted = request(Mode::supervise);
    wanted.lease = std::chrono::seconds{10};
    const auto leased = std::get<DropIn>(make_drop_in(debian12(), {}, wanted)).text;

    auto installed = with(debian12(), Mode::supervise);
    auto& words = installed.exec_start.front().arguments;
    words.insert(words.begin() + 2, {"--lease", "10"});

    EXPECT_THAT(
        settings(leased, "ExecStart"),
        ElementsAre("",
                    "/usr/sbin/vipwarden run --lease 10 -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
    EXPECT_EQ(std::get<DropIn>(make_drop_in(installed, {}, wanted)).text, leased);
    EXPECT_EQ(supervise(installed).text, supervise(debian12()).text);
}

TEST(SuperviseDropIn, KeepsAForkingKeepalivedInTheForeground) {
    const auto start = [](const UnitProperties& unit) { return settings(supervise(unit).text, "ExecStart"); };

    EXPECT_THAT(start(debian10()),
                ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
    EXPECT_THAT(
        start(rhel8()),
        ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
    EXPECT_THAT(
        start(upstream_forking()),
        ElementsAre("",
                    "/usr/sbin/vipwarden run -- /usr/local/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
    EXPECT_THAT(start(unit("simple", {"-n", "-D"})),
                ElementsAre("", "/usr/sbin/vipwarden run -- /usr/sbin/keepalived -n -D"));
}

TEST(SuperviseDropIn, TakesOverReadinessAndTheEnd) {
    const auto text = supervise(rhel8()).text;

    EXPECT_THAT(settings(text, "Type"), ElementsAre("notify"));
    EXPECT_THAT(settings(text, "NotifyAccess"), ElementsAre("main"));
    EXPECT_THAT(settings(text, "PIDFile"), ElementsAre(""));
    EXPECT_THAT(settings(text, "KillMode"), ElementsAre("mixed"));
    EXPECT_THAT(settings(text, "TimeoutStopSec"), IsEmpty());
}

TEST(SuperviseDropIn, GivesAUnitThatIsImpatientMoreTime) {
    auto impatient = debian12();
    impatient.timeout_stop = std::chrono::seconds{5};
    auto patient = debian12();
    patient.timeout_stop = std::chrono::microseconds::max();

    EXPECT_THAT(settings(supervise(impatient).text, "TimeoutStopSec"), ElementsAre("20"));
    EXPECT_THAT(settings(supervise(patient).text, "TimeoutStopSec"), IsEmpty());
}

TEST(SuperviseDropIn, LetsAUnitReloadThatCouldNot) {
    EXPECT_THAT(settings(supervise(arch()).text, "ExecReload"), ElementsAre("", "/bin/kill -HUP $MAINPID"));
}

TEST(SuperviseDropIn, SaysWhenAReloadGoesPastVipwarden) {
    auto shape = debian12();
    shape.exec_reload = {command("/usr/bin/pkill", {"-HUP", "keepalived"})};

    EXPECT_THAT(supervise(shape).remarks,
                ElementsAre("ExecReload= of keepalived.service does not signal $MAINPID: a reload goes past "
                            "vipwarden, which learns of new VIPs only afterwards"));
    EXPECT_THAT(supervise(debian12()).remarks, IsEmpty());
}

TEST(SuperviseDropIn, ReleasesBeforeTheOperatorsOwnCommands) {
    auto shape = debian12();
    shape.exec_stop_post = {command("/usr/local/bin/tell", {"100%", "a b"})};

    EXPECT_THAT(
        settings(supervise(shape).text, "ExecStopPost"),
        ElementsAre("", "-/usr/sbin/vipwarden release -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS",
                    R"(/usr/local/bin/tell 100%% "a b")"));
}

TEST(SuperviseDropIn, KeepsThePrefixesOfTheUnit) {
    auto shape = debian12();
    shape.exec_start.front().prefix = "-:";

    const auto text = supervise(shape).text;

    EXPECT_THAT(
        settings(text, "ExecStart"),
        ElementsAre("", "-:/usr/sbin/vipwarden run -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
    EXPECT_THAT(
        settings(text, "ExecStopPost"),
        ElementsAre("-:/usr/sbin/vipwarden release -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS"));
}

TEST(SuperviseDropIn, NamesNoUnitThatDoesNotExist) {
    const auto without = std::get<DropIn>(make_drop_in(debian12(), {}, request(Mode::supervise, false)));

    EXPECT_THAT(settings(supervise(debian12()).text, "OnFailure"),
                ElementsAre("vipwarden-release@%n.service"));
    EXPECT_THAT(settings(supervise(debian12()).text, "Wants"), ElementsAre("vipwarden-thaw@%n.service"));
    EXPECT_THAT(settings(without.text, "OnFailure"), IsEmpty());
    EXPECT_THAT(settings(without.text, "Wants"), IsEmpty());
    EXPECT_EQ(without.text.find("[Unit]"), std::string::npos);
}

class EveryShape : public testing::TestWithParam<UnitProperties> {};

TEST_P(EveryShape, GivesTheSameDropInAgainWhateverIsInstalled) {
    const auto& own = GetParam();
    for (const auto mode : {Mode::supervise, Mode::hook}) {
        const auto first = made(own, mode).text;
        EXPECT_EQ(made(with(own, Mode::supervise), mode).text, first);
        EXPECT_EQ(made(with(own, Mode::hook), mode).text, first);
    }
}

TEST_P(EveryShape, DoesWhatItShouldOnceItCounts) {
    for (const auto mode : {Mode::supervise, Mode::hook}) {
        EXPECT_THAT(what_is_missing(made(GetParam(), mode).effect, with(GetParam(), mode)), IsEmpty());
    }
}

UnitProperties busy() {
    auto shape = debian12();
    shape.exec_start = {command("/usr/sbin/keepalived", {"-f", "/etc/a b%.conf", "${X}"}, ":")};
    shape.exec_stop_post = {command("/bin/logger", {"down"}, "-")};
    shape.exec_start_pre = {command("/usr/sbin/keepalived", {"-t"})};
    // The mode of a ':' stands in the hooks as well, which with() does not know.
    shape.exec_start.front().prefix = "";
    return shape;
}

INSTANTIATE_TEST_SUITE_P(Units, EveryShape,
                         testing::Values(debian10(), debian11(), debian12(), rhel8(), rhel9(),
                                         upstream_forking(), upstream_notify(), arch(), busy()));

TEST(WhatIsMissing, NamesWhatALaterDropInTookAway) {
    const auto effect = made(debian12(), Mode::supervise).effect;
    auto shown = with(debian12(), Mode::supervise);
    shown.kill_mode = "process";
    shown.exec_start.push_back(command("/usr/sbin/keepalived", {}));

    EXPECT_THAT(
        what_is_missing(effect, shown),
        ElementsAre("KillMode=mixed is wanted, but there is 'process'", "there are 2 ExecStart= lines"));
}

}  // namespace
}  // namespace vipwarden::systemd
