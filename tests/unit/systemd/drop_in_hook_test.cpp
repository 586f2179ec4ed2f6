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

DropIn hook(const UnitProperties& unit) {
    return made(unit, Mode::hook);
}

std::string file(const std::string& path) {
    std::ifstream stream{path};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(HookDropIn, IsForDebianWhatTheExampleShows) {
    EXPECT_EQ(hook(debian12()).text, file(VIPWARDEN_EXAMPLES "/systemd/hook.conf"));
}

TEST(HookDropIn, LeavesKeepalivedTheMainProcess) {
    for (const auto& shape : {debian12(), rhel8(), rhel9(), arch()}) {
        const auto text = hook(shape).text;

        EXPECT_THAT(settings(text, "ExecStart"), IsEmpty());
        EXPECT_THAT(settings(text, "Type"), IsEmpty());
        EXPECT_THAT(settings(text, "PIDFile"), IsEmpty());
        EXPECT_THAT(settings(text, "LockPersonality"), IsEmpty());
    }
}

TEST(HookDropIn, TellsItsCommandsWhatKeepalivedIsStartedWith) {
    const auto text = hook(rhel8()).text;

    EXPECT_THAT(
        settings(text, "ExecStartPre"),
        ElementsAre(
            "-/usr/sbin/vipwarden release --recorded -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS",
            "-/usr/sbin/vipwarden snapshot -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
    EXPECT_THAT(
        settings(text, "ExecReload"),
        ElementsAre("",
                    "-/usr/sbin/vipwarden snapshot -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS",
                    "/bin/kill -HUP $MAINPID"));
    EXPECT_THAT(
        settings(text, "ExecStopPost"),
        ElementsAre("-/usr/sbin/vipwarden release -- /usr/sbin/keepalived --dont-fork $KEEPALIVED_OPTIONS"));
}

TEST(HookDropIn, LeavesNothingAliveThatHoldsVips) {
    EXPECT_THAT(settings(hook(rhel9()).text, "KillMode"), ElementsAre("control-group"));
}

TEST(HookDropIn, ReachesWhatAConfinedUnitCannot) {
    EXPECT_THAT(settings(hook(upstream_without_root()).text, "ExecStopPost"),
                ElementsAre("-+/usr/sbin/vipwarden release -- /usr/local/sbin/keepalived --dont-fork "
                            "$KEEPALIVED_OPTIONS"));
}

TEST(HookDropIn, KeepsTheOperatorsOwnReload) {
    auto shape = debian12();
    shape.exec_reload = {command("/usr/sbin/keepalived", {"-t"}), command("/bin/kill", {"-1", "$MAINPID"})};

    EXPECT_THAT(
        settings(hook(shape).text, "ExecReload"),
        ElementsAre("", "-/usr/sbin/vipwarden snapshot -- /usr/sbin/keepalived --dont-fork $DAEMON_ARGS",
                    "/usr/sbin/keepalived -t", "/bin/kill -1 $MAINPID"));
}

}  // namespace
}  // namespace vipwarden::systemd
