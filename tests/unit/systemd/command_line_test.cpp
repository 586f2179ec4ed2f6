// SPDX-License-Identifier: MIT
#include "systemd/command_line.hpp"

#include <gmock/gmock.h>

#include "tests/unit/systemd/unit_shapes.hpp"

namespace vipwarden::systemd {
namespace {

TEST(CommandLineOfAUnit, KeepsVariablesForTheServiceManager) {
    EXPECT_EQ(to_line(command("/bin/kill", {"-HUP", "$MAINPID", "${A}b", "$$"})),
              "/bin/kill -HUP $MAINPID ${A}b $$");
}

TEST(CommandLineOfAUnit, DoublesWhatWouldBeASpecifier) {
    EXPECT_EQ(to_line(command("/usr/sbin/keepalived", {"-f", "/etc/100%i.conf"})),
              "/usr/sbin/keepalived -f /etc/100%%i.conf");
}

TEST(CommandLineOfAUnit, QuotesWhatWouldBeCutOrUnescaped) {
    EXPECT_EQ(to_line(command("/bin/echo", {"a b", "", ";", ";x", "it's", "say \"x\"", "back\\slash"})),
              R"(/bin/echo "a b" "" ";" ;x "it's" "say \"x\"" "back\\slash")");
}

TEST(CommandLineOfAUnit, EscapesWhatEndsALine) {
    EXPECT_EQ(to_line(command("/bin/echo", {"a\nb\tc\x7f"})), R"(/bin/echo "a\x0ab\x09c\x7f")");
}

TEST(CommandLineOfAUnit, WritesAnotherNameForTheProgramAsSystemdWantsIt) {
    EXPECT_EQ(to_line({.prefix = "-", .path = "/bin/busybox", .arguments = {"kill", "-1"}}),
              "-@/bin/busybox kill -1");
}

}  // namespace
}  // namespace vipwarden::systemd
