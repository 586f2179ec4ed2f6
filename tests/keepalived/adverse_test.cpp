// SPDX-License-Identifier: MIT
// What is wrong around vipwarden, and not with keepalived: nobody reads the log, the configuration has
// several names, others run beside it.
#include <filesystem>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::HasSubstr;

class Adverse : public support::KeepalivedTest {
 protected:
    /// `vipwarden run` with its log in a pipe, on which `prepare` (shell) has been at work. keepalived logs
    /// elsewhere.
    support::Process& start_run_logging_to_pipe(const std::string& prepare) {
        write_config(config_of({{.vips = {"10.9.0.100/32", "10.9.0.999"}}}));
        return start(
            {"/bin/sh", "-c", prepare + "; exec " VIPWARDEN_PATH " run -- -P -f " + kConfig + " 2>&9"});
    }
};

TEST_F(Adverse, AReaderOfTheLogThatIsGoneEndsNothing) {
    auto& run = start_run_logging_to_pipe("cd /run/test; mkfifo dead; (exec true <dead) & exec 9>dead; wait");
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.vips = {"10.9.0.101/32", "10.9.0.999"}}}));
    run.signal(SIGHUP);
    wait_for("eth0 10.9.0.101/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, AReaderOfTheLogThatDoesNotReadDelaysNothing) {
    auto& run = start_run_logging_to_pipe(
        "cd /run/test; mkfifo full; exec 9<>full; dd if=/dev/zero of=full bs=1024 oflag=nonblock "
        "2>/dev/null");
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, ASnapshotIsFoundByAnotherNameOfTheSameFile) {
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    std::filesystem::create_symlink(kConfig, kDirectory / "link.conf");
    start_run_with({"--", "-f", (kDirectory / "link.conf").string()});
    wait_for("eth0 10.9.0.100/32");
    write_config(config_of({{.vips = {"10.9.0.200/32"}}}));
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, DotsBehindASymbolicLinkLeadWhereKeepalivedReads) {
    std::filesystem::create_directories(kDirectory / "other/sub");
    std::filesystem::create_symlink("other/sub", kDirectory / "d");
    write_config(config_of({{.vips = {"10.9.0.111/32"}}}));
    write_config(config_of({{.vips = {"10.9.0.222/32"}}}), (kDirectory / "other/keepalived.conf").string());
    auto& run = start_run_with({"--", "-f", (kDirectory / "d/../keepalived.conf").string()});
    wait_for("eth0 10.9.0.222/32");

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 137);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, ARunBesideALiveKeepalivedDoesNotTakeItsVipsForTheHostsOwn) {
    start_keepalived(config_of({{.vips = {"10.9.0.100/24"}}}), kConfig);
    wait_for("eth0 10.9.0.100/24");
    auto& second = start_run_with({"--keepalived", "/bin/true", "--", "-f", kConfig});
    EXPECT_EQ(second.wait().code, 0);
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, AReleaseBesideAKeepalivedThatHoldsNothingYetForgetsNothing) {
    const auto both = config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}});
    write_config(both);
    EXPECT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    start_keepalived(both, kConfig);
    EXPECT_EQ(release().code, 0);
    wait_for("eth0 10.9.0.101/32");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Adverse, AListWithoutTheRightToReadSnapshotsShowsTheConfiguration) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    auto& list =
        start({"/usr/bin/setpriv", "--reuid=65534", "--clear-groups", VIPWARDEN_PATH, "list", "-f", kConfig});
    const auto finished = list.wait();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.out, HasSubstr("10.9.0.100/32"));
    EXPECT_THAT(finished.err, HasSubstr("going on without snapshots"));
}

}  // namespace
}  // namespace vipwarden
