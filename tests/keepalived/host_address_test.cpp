// SPDX-License-Identifier: MIT
// I2: no address that keepalived did not make is lost, not even by a side effect.
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::address_records;
using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;

class HostAddress : public support::KeepalivedTest {};

/// keepalived 2.x deletes what its configuration spells before it does anything else: here the host's only
/// address.
class OnlyHostAddress : public HostAddress {
 protected:
    void SetUp() override {
        HostAddress::SetUp();
        if (IsSkipped()) {
            return;
        }
        ip("addr flush dev eth0 scope global");
        ip("addr add 10.9.0.1/24 brd 10.9.0.255 dev eth0");
        before_ = address_records("eth0");
    }

    static std::string config() { return config_of({{.vips = {"10.9.0.1/24"}}}); }

    std::vector<std::string> before_{};
};

TEST_F(OnlyHostAddress, IsPutBackAtTheEndAsItWas) {
    auto& run = start_run(config());
    wait_until_absent("eth0 10.9.0.1/24");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(address_records("eth0"), before_);
}

TEST_F(OnlyHostAddress, IsWarnedAboutBeforeKeepalivedStarts) {
    auto& run = start_run(config());
    wait_until_absent("eth0 10.9.0.1/24");

    const std::string log = run.err();
    const auto warning = log.find("warning: ");
    EXPECT_LT(warning, log.find("Starting Keepalived"));
    EXPECT_THAT(log.substr(warning, log.find('\n', warning) - warning), HasSubstr("10.9.0.1/24"));
}

TEST_F(OnlyHostAddress, IsPutBackByAReleaseAfterEverythingWasKilled) {
    start_run(config());
    wait_until_absent("eth0 10.9.0.1/24");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(address_records("eth0"), before_);
}

/// The VIP is the primary address of its subnet, and an address of the host its secondary: the kernel deletes
/// the latter along with the former unless promote_secondaries is on.
class SecondaryHostAddress : public HostAddress, public testing::WithParamInterface<const char*> {
 protected:
    static constexpr const char* kSwitch = "ipv4/conf/eth0/promote_secondaries";
};

TEST_P(SecondaryHostAddress, StaysWhenThePrimaryVipGoes) {
    set_sysctl(kSwitch, GetParam());
    start_run(config_of({{.vips = {"10.88.0.100/24"}}}));
    wait_for("eth0 10.88.0.100/24");
    ip("addr add 10.88.0.1/24 dev eth0");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.88.0.1/24", "10.9.0.1/24"));
    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

TEST_P(SecondaryHostAddress, StaysWhenKeepalivedRemovesThePrimaryVipItself) {
    set_sysctl(kSwitch, GetParam());
    auto& run = start_run(config_of({{.vips = {"10.88.0.100/24"}}}));
    wait_for("eth0 10.88.0.100/24");
    ip("addr add 10.88.0.1/24 dev eth0");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.88.0.1/24", "10.9.0.1/24"));
    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

TEST_P(SecondaryHostAddress, StaysWithoutASnapshotToo) {
    set_sysctl(kSwitch, GetParam());
    ip("addr add 10.88.0.100/24 dev eth0");
    ip("addr add 10.88.0.1/24 dev eth0");
    ip("addr add 10.88.0.2/24 dev eth0 label eth0:two");
    write_config(config_of({{.vips = {"10.88.0.100/24"}}}));

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.88.0.1/24", "10.88.0.2/24 label eth0:two", "10.9.0.1/24"));
    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

TEST_P(SecondaryHostAddress, OfTheBaselineIsBackAfterKeepalivedsStartTookItAlong) {
    set_sysctl(kSwitch, GetParam());
    // keepalived deletes the first of these when it starts, because a VIP is spelt the same.
    ip("addr add 10.88.0.100/24 dev eth0");
    ip("addr add 10.88.0.1/24 dev eth0");
    auto& run = start_run(config_of({{.vips = {"10.88.0.100/24", "10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.88.0.1/24", "10.88.0.100/24", "10.9.0.1/24"));
    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

/// As in hook mode, where nobody is told before keepalived removes its VIPs.
TEST_P(SecondaryHostAddress, StaysWhenABareKeepalivedRemovesThePrimaryVip) {
    set_sysctl(kSwitch, GetParam());
    ip("addr add 10.88.0.1/24 dev eth0");
    const auto config = config_of({{.vips = {"10.88.0.100/24"}}});
    write_config(config);
    ASSERT_EQ(vipwarden({"snapshot", "-f", kConfig}).code, 0);
    auto& keepalived = start_keepalived(config, kConfig);
    wait_for("eth0 10.88.0.100/24");
    const auto switched = sysctl(kSwitch);
    set_sysctl(kSwitch, "1");
    ip("addr del 10.88.0.1/24 dev eth0");
    set_sysctl(kSwitch, switched);
    ip("addr add 10.88.0.1/24 dev eth0");

    keepalived.signal(SIGTERM);
    EXPECT_EQ(keepalived.wait().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.88.0.1/24", "10.9.0.1/24"));
    EXPECT_EQ(release().code, 0);
    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

TEST_P(SecondaryHostAddress, IsAsLittleProtectedAsBeforeIfKeepalivedCanNotBeStarted) {
    set_sysctl(kSwitch, GetParam());
    ip("addr add 10.88.0.1/24 dev eth0");
    write_config(config_of({{.vips = {"10.88.0.100/24"}}}));

    EXPECT_EQ(vipwarden({"run", "--", "/nonexistent/keepalived", "-n", "-f", kConfig}).code, 69);

    EXPECT_EQ(sysctl(kSwitch), GetParam());
}

INSTANTIATE_TEST_SUITE_P(PromoteSecondaries, SecondaryHostAddress, testing::Values("0", "1"),
                         [](const auto& switched) {
                             return std::string{switched.param} == "0" ? "Off" : "On";
                         });

TEST_F(HostAddress, EqualToAVipStaysAndTheReasonIsPrinted) {
    ip("addr add 10.9.0.2/24 dev eth0");
    start_run(config_of({{.vips = {"10.9.0.2/24", "10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    kill_everything();

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("kept 10.9.0.2/24 on eth0: it was there before keepalived started"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.2/24"));
}

TEST_F(HostAddress, EqualToAVipUnderAnotherPrefixStaysAndTheReasonIsPrinted) {
    ip("addr add 10.9.0.2/24 dev eth0");
    start_run(config_of({{.vips = {"10.9.0.2/32"}}}));
    wait_for("eth0 10.9.0.2/32");
    kill_everything();

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("kept 10.9.0.2/24 on eth0: it was there before keepalived started"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.2/24"));
}

TEST_F(HostAddress, EqualToAVipStaysAtACleanEndOfTheRun) {
    ip("addr add 10.9.0.2/24 dev eth0");
    auto& run = start_run(config_of({{.vips = {"10.9.0.2/24", "10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.2/24"));
}

TEST_F(HostAddress, ThatAnOwnerOfPriority255DeclaresStaysWithoutABaseline) {
    write_config(config_of({{.vips = {"10.9.0.1/24"}, .extra = {"priority 255"}}}));

    const auto finished = release();

    EXPECT_EQ(finished.code, 80);
    EXPECT_THAT(finished.err, HasSubstr("has priority 255"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(HostAddress, ThatWasAVipOnceStaysWhenItWasAddedAfterACleanRelease) {
    auto& run = start_run(config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/32"}}}));
    wait_for("eth0 10.9.0.101/32");
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait().code, 0);
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));
    ip("addr add 10.9.0.101/32 dev eth0");

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.101/32"));
}

TEST_F(HostAddress, AddedWhileKeepalivedRanStays) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("addr add 10.9.0.7/24 dev eth0");
    ip("addr add 10.9.0.99/32 dev eth1");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.7/24"));
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24", "10.9.0.99/32"));
}

}  // namespace
}  // namespace vipwarden
