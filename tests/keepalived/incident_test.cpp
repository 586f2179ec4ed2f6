// SPDX-License-Identifier: MIT
// The incident that vipwarden was written for: keepalived died long ago, nothing was recorded, and its
// addresses are still on the interface, one of them twice.
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;
using testing::ElementsAre;

class Incident : public support::KeepalivedTest {
 protected:
    void SetUp() override {
        KeepalivedTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        ip("link add eno1 type veth peer name eno1-peer");
        ip("link set eno1 up");
        ip("link set eno1-peer up");
        ip("addr add 172.31.161.38/24 dev eno1");
        ip("addr add 172.31.161.42/32 dev eno1");
        ip("addr add 172.31.161.41/32 dev eno1");
        ip("addr add 172.31.161.42/0 dev eno1 label eno1::1");
        const std::string config =
            config_of({{.interface = "eno1", .vips = {"172.31.161.41", "172.31.161.42"}}});
        write_config(config);
        write_config(config, kDefaultConfig);
    }

    static inline const std::set<std::string> kBefore{"172.31.161.38/24", "172.31.161.41/32",
                                                      "172.31.161.42/0 label eno1::1", "172.31.161.42/32"};
};

TEST_F(Incident, OnlyTheHostsOwnAddressStays) {
    ASSERT_EQ(addresses("eno1"), kBefore);

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(addresses("eno1"), ElementsAre("172.31.161.38/24"));
}

TEST_F(Incident, TheDefaultConfigurationIsUsedWhenNoneIsNamed) {
    EXPECT_EQ(vipwarden({"release"}).code, 0);

    EXPECT_THAT(addresses("eno1"), ElementsAre("172.31.161.38/24"));
}

TEST_F(Incident, ASecondReleaseIsANoOp) {
    ASSERT_EQ(release().code, 0);
    const support::ChangeMonitor changes;

    EXPECT_EQ(release().code, 0);

    EXPECT_TRUE(changes.is_quiet());
    EXPECT_THAT(addresses("eno1"), ElementsAre("172.31.161.38/24"));
}

TEST_F(Incident, TwoDryRunsAreByteIdenticalAndChangeNothing) {
    const support::ChangeMonitor changes;

    const auto first = vipwarden({"release", "-f", kConfig, "--dry-run"});
    const auto second = vipwarden({"release", "-f", kConfig, "--dry-run"});

    EXPECT_EQ(first.code, 0);
    EXPECT_NE(first.out, "");
    EXPECT_EQ(first.out, second.out);
    EXPECT_EQ(first.err, second.err);
    EXPECT_TRUE(changes.is_quiet());
    EXPECT_EQ(addresses("eno1"), kBefore);
}

TEST_F(Incident, TwoDryRunsAsJsonAreByteIdentical) {
    const auto first = vipwarden({"release", "-f", kConfig, "--dry-run", "--json"});
    const auto second = vipwarden({"release", "-f", kConfig, "--dry-run", "--json"});

    EXPECT_EQ(first.code, 0);
    EXPECT_NE(first.out, "");
    EXPECT_EQ(first.out, second.out);
}

TEST_F(Incident, OtherInterfacesKeepTheirAddresses) {
    EXPECT_EQ(release().code, 0);

    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_THAT(addresses("eth1"), ElementsAre("10.8.0.1/24"));
}

}  // namespace
}  // namespace vipwarden
