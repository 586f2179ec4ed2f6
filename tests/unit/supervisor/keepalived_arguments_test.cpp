// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/keepalived_arguments.hpp"

#include <cstdlib>

#include <gmock/gmock.h>

namespace vipwarden::supervisor {
namespace {

using testing::ElementsAre;

KeepalivedArguments parse(const std::vector<std::string>& arguments) {
    return parse_keepalived_arguments(arguments);
}

TEST(KeepalivedArguments, AreKeepalivedsDefaultsWhenThereAreNone) {
    EXPECT_EQ(parse({}), KeepalivedArguments{});
    EXPECT_EQ(parse({}).config_path, "/etc/keepalived/keepalived.conf");
}

TEST(KeepalivedArguments, AreReadFromLetters) {
    EXPECT_EQ(parse({"-n", "-V", "-f", "/k.conf", "-i", "node1", "-s", "blue", "-p", "/p", "-r", "/r", "-c",
                     "/c", "-b", "/b"}),
              (KeepalivedArguments{.config_path = "/k.conf",
                                   .config_id = "node1",
                                   .net_namespace = "blue",
                                   .pid_file = "/p",
                                   .vrrp_pid_file = "/r",
                                   .checkers_pid_file = "/c",
                                   .bfd_pid_file = "/b",
                                   .dont_fork = true,
                                   .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, AreReadFromLongNames) {
    EXPECT_EQ(
        parse({"--dont-fork", "--dont-release-vrrp", "--use-file", "/k.conf", "--config-id=node1",
               "--namespace=blue", "--pid", "/p", "--vrrp_pid=/r", "--checkers_pid", "/c", "--bfd_pid=/b"}),
        (KeepalivedArguments{.config_path = "/k.conf",
                             .config_id = "node1",
                             .net_namespace = "blue",
                             .pid_file = "/p",
                             .vrrp_pid_file = "/r",
                             .checkers_pid_file = "/c",
                             .bfd_pid_file = "/b",
                             .dont_fork = true,
                             .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, AreReadFromABundleWithAGluedValue) {
    EXPECT_EQ(parse({"-nlDPVf/k.conf"}),
              (KeepalivedArguments{.config_path = "/k.conf", .dont_fork = true, .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, AreReadFromABundleWhoseValueIsTheNextWord) {
    EXPECT_EQ(parse({"-nf", "/k.conf", "-V"}),
              (KeepalivedArguments{.config_path = "/k.conf", .dont_fork = true, .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, TakeTheRestOfABundleAsAValue) {
    EXPECT_EQ(parse({"-finV"}), (KeepalivedArguments{.config_path = "inV"}));
    EXPECT_EQ(parse({"-f=/k.conf"}), (KeepalivedArguments{.config_path = "=/k.conf"}));
}

TEST(KeepalivedArguments, TakeTheNextWordAsAValueWhateverItLooksLike) {
    EXPECT_EQ(parse({"-f", "-n"}), (KeepalivedArguments{.config_path = "-n"}));
    EXPECT_EQ(parse({"-f", "--", "-n"}), (KeepalivedArguments{.config_path = "--", .dont_fork = true}));
    EXPECT_EQ(parse({"--pid", "--dont-fork"}), (KeepalivedArguments{.pid_file = "--dont-fork"}));
}

TEST(KeepalivedArguments, MayBeAbbreviatedWhileThatIsUnambiguous) {
    EXPECT_EQ(
        parse({"--use", "/k.conf", "--dont-f", "--dont-release-v", "--bf=/b", "--pi", "/p", "--na=blue"}),
        (KeepalivedArguments{.config_path = "/k.conf",
                             .net_namespace = "blue",
                             .pid_file = "/p",
                             .bfd_pid_file = "/b",
                             .dont_fork = true,
                             .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, AreSkippedWhenAnAbbreviationIsAmbiguous) {
    EXPECT_EQ(parse({"--dont-release", "--config", "-n"}), (KeepalivedArguments{.dont_fork = true}));
}

TEST(KeepalivedArguments, AreExactWhereOneNameBeginsAnother) {
    EXPECT_EQ(parse({"--check", "/c"}), (KeepalivedArguments{.no_vrrp = true}));
    EXPECT_EQ(parse({"--vrrp", "/r"}), KeepalivedArguments{});
}

TEST(KeepalivedArguments, MayStandAfterWordsThatAreNone) {
    EXPECT_EQ(parse({"start", "-n", "now", "-f", "/k.conf", ""}),
              (KeepalivedArguments{.config_path = "/k.conf", .dont_fork = true}));
}

TEST(KeepalivedArguments, EndAtTwoDashes) {
    EXPECT_EQ(parse({"-n", "--", "-f", "/k.conf", "-V"}), (KeepalivedArguments{.dont_fork = true}));
}

TEST(KeepalivedArguments, CountTheLastTimeWhenTheyAreRepeated) {
    EXPECT_EQ(parse({"-f", "/a.conf", "-p/a", "--use-file=/b.conf", "-p", "/b"}),
              (KeepalivedArguments{.config_path = "/b.conf", .pid_file = "/b"}));
}

TEST(KeepalivedArguments, AreSkippedWhenTheyAreUnknown) {
    EXPECT_EQ(parse({"-Zn", "-q", "--no-such-option=5", "--dont-fork=yes", "-f", "/k.conf"}),
              (KeepalivedArguments{.config_path = "/k.conf", .dont_fork = true}));
}

TEST(KeepalivedArguments, KeepTheirDefaultWhenTheValueIsMissing) {
    EXPECT_EQ(parse({"-n", "-f"}), (KeepalivedArguments{.dont_fork = true}));
    EXPECT_EQ(parse({"-n", "--use-file"}), (KeepalivedArguments{.dont_fork = true}));
}

TEST(KeepalivedArguments, MayHaveAnEmptyValue) {
    EXPECT_EQ(parse({"-f", "", "--config-id="}), (KeepalivedArguments{.config_path = ""}));
}

TEST(KeepalivedArguments, SkipTheValuesOfOptionsThatDoNotMatter) {
    EXPECT_EQ(parse({"-S", "-n", "-u", "-V", "-A", "-C", "--log-facility", "--check", "--config-fd", "-t"}),
              KeepalivedArguments{});
}

TEST(KeepalivedArguments, HaveNoValueApartWhereItIsOptional) {
    EXPECT_EQ(parse({"-g", "-n", "-M", "-V", "-gn"}),
              (KeepalivedArguments{.dont_fork = true, .dont_release_vrrp = true}));
}

TEST(KeepalivedArguments, SayThatNoAddressIsAddedOnlyForCheckersAlone) {
    EXPECT_TRUE(parse({"-C"}).no_vrrp);
    EXPECT_TRUE(parse({"--check"}).no_vrrp);
    EXPECT_FALSE(parse({"-P"}).no_vrrp);
    EXPECT_FALSE(parse({"-C", "-P"}).no_vrrp);
    EXPECT_FALSE(parse({"-PC"}).no_vrrp);
}

TEST(KeepalivedArguments, SayWhenKeepalivedOnlyPrintsSomething) {
    for (const auto* argument : {"-t", "-t/log", "--config-test", "--config-test=/log", "-v", "--version",
                                 "-h", "--help", "--signum=STOP", "-T", "--genhash", "-nv", "--vers"}) {
        EXPECT_TRUE(parse({argument}).not_a_daemon) << argument;
    }
    for (const auto* argument : {"-n", "-d", "-C", "-f-t", "--config-id=t", "t"}) {
        EXPECT_FALSE(parse({argument}).not_a_daemon) << argument;
    }
    EXPECT_TRUE(parse({"--signum", "STOP"}).not_a_daemon);
}

TEST(KeepalivedArguments, AreReadAfreshEachTime) {
    const std::vector<std::string> arguments{"word", "-n", "-f", "/k.conf", "--", "-V"};

    EXPECT_EQ(parse(arguments), parse(arguments));
}

/// keepalived inherits the variable and stops there too.
TEST(KeepalivedArguments, EndAtTheFirstWordUnderPosixlyCorrect) {
    ASSERT_EQ(::setenv("POSIXLY_CORRECT", "1", 1), 0);

    const auto parsed = parse({"-n", "word", "-f", "/k.conf"});

    ASSERT_EQ(::unsetenv("POSIXLY_CORRECT"), 0);
    EXPECT_EQ(parsed, (KeepalivedArguments{.dont_fork = true}));
}

TEST(PidFiles, LieInRunByDefault) {
    EXPECT_THAT(pid_files({}, "", ""),
                ElementsAre("/run/keepalived.pid", "/run/vrrp.pid", "/run/checkers.pid", "/run/bfd.pid"));
}

TEST(PidFiles, BearTheNameOfTheInstance) {
    EXPECT_THAT(pid_files({}, "one", ""),
                ElementsAre("/run/keepalived/keepalived_one.pid", "/run/keepalived/vrrp_one.pid",
                            "/run/keepalived/checkers_one.pid", "/run/keepalived/bfd_one.pid"));
}

TEST(PidFiles, LieBelowTheNameOfTheNetworkNamespace) {
    const auto below_blue =
        ElementsAre("/run/keepalived/blue/keepalived.pid", "/run/keepalived/blue/vrrp.pid",
                    "/run/keepalived/blue/checkers.pid", "/run/keepalived/blue/bfd.pid");

    EXPECT_THAT(pid_files({}, "", "blue"), below_blue);
    EXPECT_THAT(pid_files({.net_namespace = "blue"}, "", ""), below_blue);
    EXPECT_THAT(pid_files({.net_namespace = "blue"}, "", "red"), below_blue) << "-s overrides the file";
}

TEST(PidFiles, BearTheNameOfTheInstanceBelowTheNetworkNamespace) {
    EXPECT_THAT(pid_files({}, "one", "blue"),
                ElementsAre("/run/keepalived/blue/keepalived_one.pid", "/run/keepalived/blue/vrrp_one.pid",
                            "/run/keepalived/blue/checkers_one.pid", "/run/keepalived/blue/bfd_one.pid"));
}

TEST(PidFiles, AreTheOperatorsChoiceOneByOne) {
    EXPECT_THAT(
        pid_files({.vrrp_pid_file = "/r", .bfd_pid_file = "b.pid"}, "one", ""),
        ElementsAre("/run/keepalived/keepalived_one.pid", "/r", "/run/keepalived/checkers_one.pid", "b.pid"));
}

TEST(PidFiles, AreTheOperatorsChoiceAsSeenFromOutsideTheNetworkNamespace) {
    EXPECT_THAT(pid_files({.pid_file = "/run/keepalived/p.pid",
                           .vrrp_pid_file = "/var/run/keepalived/sub/r.pid",
                           .checkers_pid_file = "/run/other/c.pid",
                           .bfd_pid_file = "/run/keepalived.pid"},
                          "", "blue"),
                ElementsAre("/run/keepalived/blue/p.pid", "/run/keepalived/blue/sub/r.pid",
                            "/run/other/c.pid", "/run/keepalived.pid"));
    EXPECT_THAT(pid_files({.pid_file = "/run/keepalived/p.pid"}, "", "").front(), "/run/keepalived/p.pid");
}

}  // namespace
}  // namespace vipwarden::supervisor
