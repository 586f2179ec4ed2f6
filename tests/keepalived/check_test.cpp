// SPDX-License-Identifier: MIT
// What `vipwarden check` says of a host with real keepalived on it.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;
using testing::StartsWith;

class Check : public support::KeepalivedTest {
 protected:
    support::Finished check(support::Words words = {}) {
        words.insert(words.begin(), {"check", "-f", kConfig});
        return vipwarden(words);
    }

    /// `run` with VIPs of which keepalived does not notice when they go.
    void be_master_of_two() {
        start_run(config_of({{.vips = {"10.9.0.100/32 no_track", "10.9.0.101/32 no_track"}}}));
        wait_for("eth0 10.9.0.100/32");
        wait_for("eth0 10.9.0.101/32");
    }

    static std::string line(const std::string& text, std::size_t number) {
        std::istringstream lines{text};
        std::string found;
        for (std::size_t i = 0; i <= number; ++i) {
            std::getline(lines, found);
        }
        return found;
    }
};

TEST_F(Check, IsContentWithAMasterAndSaysThatItSawNoUnit) {
    be_master_of_two();

    const auto finished = check();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.out, "OK: nothing is left by keepalived\n");
    EXPECT_THAT(finished.err, HasSubstr("no unit was looked at: connect to the system bus"));
}

TEST_F(Check, IsContentWithAnInstanceThatHoldsNothing) {
    ip("link set eth0 down");  // FAULT
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    support::wait_until([&] { return run.err().find("entering FAULT state") != std::string::npos; }, "FAULT");

    const auto finished = check();

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.out, "OK: nothing is left by keepalived\n");
}

TEST_F(Check, IsCriticalOfALeftover) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}), kDefaultConfig);
    ip("addr add 10.9.0.100/32 dev eth0");
    const support::ChangeMonitor changes;

    const auto finished = vipwarden({"check"});

    EXPECT_EQ(finished.code, 2);
    EXPECT_EQ(finished.out,
              "CRITICAL: 1 leftover\n"
              "critical  leftover  10.9.0.100/32 on eth0 is left by keepalived: declared by instance V1 "
              "(/etc/keepalived/keepalived.conf:9); run 'vipwarden release'\n");
    EXPECT_TRUE(changes.is_quiet());
}

TEST_F(Check, WarnsOfASuspect) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.100/16 dev eth0");

    const auto finished = check();

    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.out,
                StartsWith("WARNING: 1 suspect\nwarning  suspect  10.9.0.100/16 on eth0 may be"));
}

TEST_F(Check, WarnsOfAVipThatIsMissing) {
    be_master_of_two();
    ip("addr del 10.9.0.101/32 dev eth0");

    const auto finished = check();

    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(
        finished.out,
        StartsWith("WARNING: 1 VIP missing\nwarning  missing  10.9.0.101/32 on eth0 is missing, though "
                   "instance V1 holds 1 of its 2 VIPs, 10.9.0.100/32 for one; "));
    const auto nagios = check({"--format", "nagios"});
    EXPECT_EQ(line(nagios.out, 0),
              "WARNING: 1 VIP missing | leftovers=0;;0 suspects=0;0 missing=1;0 stale_snapshots=0;0");
}

TEST_F(Check, DoesNotMissWhatTheKernelRefused) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "224.0.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    EXPECT_EQ(check().code, 0);
}

TEST_F(Check, TellsARunThatEndedUnreleasedFromItsLeftovers) {
    be_master_of_two();
    kill_everything();

    const auto with_vips = check();
    ip("addr flush dev eth0");
    const auto without = check();

    EXPECT_EQ(with_vips.code, 2);
    EXPECT_EQ(line(with_vips.out, 0), "CRITICAL: 2 leftovers, 1 stale snapshot");
    EXPECT_EQ(without.code, 1);
    EXPECT_THAT(without.out, StartsWith("WARNING: 1 stale snapshot\nwarning  snapshot  snapshot "
                                        "'/run/vipwarden/keepalived.conf-"));
    EXPECT_THAT(without.out,
                HasSubstr(".json': keepalived has ended, and nobody has released what it records; "
                          "run 'vipwarden release'\n"));
    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(check().code, 0);
}

TEST_F(Check, WarnsOfASnapshotWhoseConfigurationIsGone) {
    be_master_of_two();
    kill_everything();
    ASSERT_EQ(release().code, 0);
    std::filesystem::remove(kConfig);

    const auto finished = check();

    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.out, HasSubstr(".json': its configuration /run/test/keepalived.conf is gone; "));
}

TEST_F(Check, WarnsOfADamagedSnapshot) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    const auto file = std::filesystem::directory_iterator {
        kSnapshots
        } -> path();
    std::ofstream{file, std::ios::trunc} << "{";

    const auto finished = check();

    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.out, StartsWith("WARNING: 1 stale snapshot\nwarning  snapshot  snapshot '" +
                                         file.native() + "' "));
}

TEST_F(Check, CannotLookWithoutConfigurationAndSnapshot) {
    const auto finished = check({"--textfile", kDirectory});

    EXPECT_EQ(finished.code, 3);
    EXPECT_THAT(finished.out, StartsWith("UNKNOWN: neither a configuration nor a snapshot to judge by: "
                                         "/run/test/keepalived.conf: No such file or directory"));
    EXPECT_THAT(support::contents_of(kDirectory / "vipwarden.prom"),
                HasSubstr("\nvipwarden_check_status 3\n"));
}

/// To them, what a living keepalived holds looks as if nobody held it.
TEST_F(Check, IsUnknownToWhoMayNotSeeWhereKeepalivedLives) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    const support::Words nobody{"setpriv", "--reuid=65534", "--clear-groups", VIPWARDEN_PATH};

    auto words = nobody;
    words.insert(words.end(), {"check", "-f", kConfig});
    const auto checked = start(words).wait();
    words = nobody;
    words.insert(words.end(), {"list", "-f", kConfig});
    const auto listed = start(words).wait();

    EXPECT_EQ(checked.code, 3);
    EXPECT_EQ(checked.out,
              fmt::format("UNKNOWN: could not look: keepalived (pid {}) runs, and only root may see in "
                          "which network namespace: Permission denied\n",
                          keepalived_of(run)));
    EXPECT_EQ(listed.code, 0);
    EXPECT_THAT(listed.out, HasSubstr(" yes       -         ?        ?\n"));
    EXPECT_THAT(listed.err, HasSubstr("Permission denied; shown without what is present\n"));
}

TEST_F(Check, IsUnknownToWhoMayNotSeeTheSnapshots) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);

    const auto finished =
        start({"setpriv", "--reuid=65534", "--clear-groups", VIPWARDEN_PATH, "check", "-f", kConfig}).wait();

    EXPECT_EQ(finished.code, 3);
    EXPECT_EQ(finished.out,
              "UNKNOWN: not everything could be looked at\n"
              "unknown  not-looked  the snapshots were not looked at: list the directory '/run/vipwarden': "
              "Permission denied; run this as root\n");
}

TEST_F(Check, WritesForNodeExporterWhatItPrints) {
    be_master_of_two();

    const auto finished = check({"--format", "prometheus", "--textfile", kDirectory});

    const auto file = kDirectory / "vipwarden.prom";
    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(support::contents_of(file), finished.out);
    EXPECT_THAT(finished.out, HasSubstr("vipwarden_vip_present{interface=\"eth0\",address=\"10.9.0.100/"
                                        "32\",ip=\"10.9.0.100\",vrrp_instance=\"V1\"} 1\n"));
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms{0644});
}

TEST_F(Check, SaysThatItCouldNotWriteAndWhatItFoundAllTheSame) {
    be_master_of_two();

    const auto finished = check({"--textfile", "/run/nowhere"});

    EXPECT_EQ(finished.code, 3);
    EXPECT_EQ(
        finished.out,
        "UNKNOWN: not everything could be looked at\n"
        "unknown  not-looked  no metrics were written: open the directory '/run/nowhere': No such file or "
        "directory\n");
}

TEST_F(Check, IsByteIdenticalEachTime) {
    write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    ip("addr add 10.9.0.100/32 dev eth0");
    ip("addr add 10.9.0.101/24 dev eth0");

    for (const char* format : {"table", "json", "prometheus", "nagios"}) {
        const auto first = check({"--format", format});
        EXPECT_EQ(first.code, 2);
        EXPECT_EQ(first.out, check({"--format", format}).out);
    }
}

TEST_F(Check, OfTheRecordedLooksForNothingElse) {
    be_master_of_two();
    ip("addr del 10.9.0.101/32 dev eth0");

    const auto finished = check({"--recorded"});

    EXPECT_EQ(finished.code, 0);
    EXPECT_EQ(finished.err, "");
}

TEST_F(Check, LooksIntoTheNamespaceOfTheConfiguration) {
    ip("netns add blue");
    ip("-n blue link add eth7 type veth peer name peer7");
    ip("-n blue addr add 10.9.0.100/32 dev eth7");
    write_config("net_namespace blue\n" + config_of({{.interface = "eth7", .vips = {"10.9.0.100/32"}}}));

    const auto finished = check();

    EXPECT_EQ(finished.code, 2);
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32 on eth7 in namespace blue is left by keepalived: "));
    EXPECT_THAT(check({"--format", "prometheus"}).out,
                HasSubstr(",ip=\"10.9.0.100\",vrrp_instance=\"V1\",net_namespace=\"blue\"} 1\n"));
}

}  // namespace
}  // namespace vipwarden
