// SPDX-License-Identifier: MIT
// Exactly the right ones go: prefixes, interfaces, look-alikes and spellings.
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;
using testing::HasSubstr;

class Matching : public support::KeepalivedTest {};

TEST_F(Matching, TheSameVipUnderTwoDeclaredPrefixesGoesTwice) {
    // From 2.3.3 on keepalived takes an IP only once within one instance.
    start_run(
        config_of({{.vips = {"10.9.0.100/32"}}, {.name = "V2", .vrid = 52, .vips = {"10.9.0.100/24"}}}));
    wait_for("eth0 10.9.0.100/32");
    wait_for("eth0 10.9.0.100/24");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Matching, AnotherPrefixThatNothingProvesIsASuspect) {
    ip("addr add 10.9.0.100/32 dev eth0");
    ip("addr add 10.9.0.100/24 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    const auto finished = release();

    EXPECT_EQ(finished.code, 80);
    EXPECT_THAT(finished.err, HasSubstr("suspect 10.9.0.100/24 on eth0"));
    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/24"));
}

TEST_F(Matching, AnotherPrefixGoesWhenTheOperatorAsksForIt) {
    ip("addr add 10.9.0.100/24 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32"}}}));

    EXPECT_EQ(vipwarden({"release", "-f", kConfig, "--any-prefix"}).code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Matching, AnotherPrefixGoesWhenTheBaselineShowsThatItIsNotTheHosts) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("addr add 10.9.0.100/24 dev eth0");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Matching, ExactNeverTouchesAnotherPrefix) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("addr add 10.9.0.100/24 dev eth0");
    kill_everything();

    EXPECT_EQ(vipwarden({"release", "-f", kConfig, "--exact"}).code, 80);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.100/24"));
}

TEST_F(Matching, TheSameAddressOnAnInterfaceThatNobodyNamedStays) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}}}));
    wait_for("eth0 10.9.0.100/32");
    ip("addr add 10.9.0.100/32 dev eth1");
    kill_everything();

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("kept 10.9.0.100/32 on eth1"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24", "10.9.0.100/32"));
}

TEST_F(Matching, AVipOnAnotherInterfaceOfItsOwnGoesThere) {
    start_run(config_of({{.vips = {"10.9.0.100/32", "10.8.0.100/32 dev eth1"}}}));
    wait_for("eth1 10.8.0.100/32");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24"));
}

TEST_F(Matching, AnAddressThatOnlyBeginsLikeAVipStays) {
    start_run(config_of({{.vips = {"10.9.0.25/32"}}}));
    wait_for("eth0 10.9.0.25/32");
    ip("addr add 10.9.0.255/32 dev eth0");
    ip("addr add 10.9.0.2/32 dev eth0");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "10.9.0.2/32", "10.9.0.255/32"));
}

TEST_F(Matching, AnInterfaceThatDoesNotExistIsNotedAndNoError) {
    ip("addr add 10.9.0.100/32 dev eth0");
    write_config(config_of({{.vips = {"10.9.0.100/32"}},
                            {.name = "V2", .interface = "gone0", .vrid = 52, .vips = {"10.9.0.101/32"}}}));

    const auto finished = release();

    EXPECT_EQ(finished.code, 0);
    EXPECT_THAT(finished.err, HasSubstr("no interface gone0"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

class MatchingIpv6 : public Matching {
 protected:
    void SetUp() override {
        Matching::SetUp();
        if (IsSkipped()) {
            return;
        }
        ip("addr add 2001:db8::1/64 dev eth0 nodad");
    }

    static inline const std::set<std::string> kHost{"10.9.0.1/24", "2001:db8::1/64"};
};

TEST_F(MatchingIpv6, VipsOfBothPrefixesGoWhateverTheirSpelling) {
    start_run(config_of({{.vips = {"fe80::51:1/64", "2001:DB8:0:0::0064/64", "2001:0db8::0:65"}}}));
    wait_for("eth0 2001:db8::64/64");
    wait_for("eth0 2001:db8::65/128");
    kill_everything();

    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHost);
}

TEST_F(MatchingIpv6, TheSameVipUnderBothPrefixesGoesOnlyWhereItIsDeclared) {
    ip("addr add 2001:db8::64/64 dev eth0 nodad");
    ip("addr add 2001:db8::6/128 dev eth0 nodad");
    write_config(config_of({{.vips = {"2001:db8:0::0:64/64"}}}));

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eth0"), ElementsAre("10.9.0.1/24", "2001:db8::1/64", "2001:db8::6/128"));
}

TEST_F(MatchingIpv6, ACleanTermLeavesNoVip) {
    auto& run = start_run(config_of({{.vips = {"fe80::51:1/64", "2001:db8::64/64", "2001:db8::65/128"}}}));
    wait_for("eth0 2001:db8::65/128");

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHost);
}

}  // namespace
}  // namespace vipwarden
