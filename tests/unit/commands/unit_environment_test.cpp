// SPDX-License-Identifier: MIT
#include "wrapper/commands/unit_environment.hpp"

#include <gmock/gmock.h>

#include "tests/support/temporary_directory.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(UnitEnvironment, IsReadAsFromAFileOfDebian) {
    EXPECT_THAT(
        variables_in("# Options to pass to keepalived\n\n; nor this=one\n  DAEMON_ARGS=\"-f /etc/a.conf\"\n"
                     "OTHER = 'x y' \nDAEMON_ARGS=\nnonsense\n"),
        ElementsAre("DAEMON_ARGS=", "OTHER=x y", "DAEMON_ARGS=-f /etc/a.conf"));
}

TEST(UnitEnvironment, ComesFromTheLastFileFirst) {
    const test::TemporaryDirectory directory;
    test::write_text(directory / "first", "A=1\n");
    test::write_text(directory / "second", "A=2\n");

    EXPECT_THAT(environment_of(systemd::UnitProperties{
                    .environment = {"A=0", "B=0"},
                    .environment_files = {directory / "first", directory / "missing", directory / "second"}}),
                ElementsAre("A=2", "A=1", "B=0", "A=0"));
}

TEST(UnitEnvironment, ReplacesVariablesAsSystemdDoes) {
    const auto environment = lookup_in({"ARGS=-f  /etc/a.conf '-D'", "NAME=a b"});

    EXPECT_THAT(expanded({"-n", "$ARGS", "$UNSET", "$$ARGS", "x${NAME}y${UNSET}", "${open"}, environment),
                ElementsAre("-n", "-f", "/etc/a.conf", "-D", "$ARGS", "xa by", "${open"));
    EXPECT_THAT(expanded({"$UNSET"}, environment), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
