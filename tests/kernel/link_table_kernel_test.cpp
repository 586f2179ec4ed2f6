// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "netlink/rtnl_link_table.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::ElementsAre;

const std::error_code kSuccess{};

class LinkTableKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->set_sysctl("ipv4/conf/default/promote_secondaries", "0");
        host->ip("link add eth0 index 3 type veth peer name peer0 index 2");
        table = open_link_table(NetworkNamespace::current());
    }

    std::unique_ptr<LinkTable> table{};
};

TEST_F(LinkTableKernel, SetsTheSysctlThatTheKernelReads) {
    ASSERT_EQ(table->set_promote_secondaries(3, true), kSuccess);

    EXPECT_EQ(host->sysctl("ipv4/conf/eth0/promote_secondaries"), "1");
    EXPECT_EQ(host->sysctl("ipv4/conf/peer0/promote_secondaries"), "0");
    EXPECT_EQ(host->sysctl("ipv4/conf/default/promote_secondaries"), "0");
    EXPECT_EQ(host->sysctl("ipv4/conf/all/promote_secondaries"), "0");
}

TEST_F(LinkTableKernel, ChangesNoOtherSettingOfTheLink) {
    const auto before = host->ip("-d link show dev eth0");
    const auto forwarding = host->sysctl("ipv4/conf/eth0/forwarding");

    ASSERT_EQ(table->set_promote_secondaries(3, true), kSuccess);

    EXPECT_EQ(host->ip("-d link show dev eth0"), before);
    EXPECT_EQ(host->sysctl("ipv4/conf/eth0/forwarding"), forwarding);
}

TEST_F(LinkTableKernel, ReadsTheSysctlThatSomebodyElseSet) {
    host->set_sysctl("ipv4/conf/peer0/promote_secondaries", "1");

    const auto links = table->list();

    EXPECT_TRUE(find_link(links, "peer0")->promote_secondaries);
    EXPECT_FALSE(find_link(links, "eth0")->promote_secondaries);
}

TEST_F(LinkTableKernel, ReadsMtuAndMulticastAsSomebodyElseSetThem) {
    host->ip("link set eth0 mtu 1400 multicast off");

    const auto links = table->list();

    EXPECT_EQ(find_link(links, "eth0")->mtu, 1400U);
    EXPECT_FALSE(find_link(links, "eth0")->multicast);
    EXPECT_TRUE(find_link(links, "peer0")->multicast);
    EXPECT_TRUE(find_link(links, "lo")->loopback);
}

TEST_F(LinkTableKernel, FindsARenamedLinkByItsNumber) {
    host->ip("link set eth0 name wan0");
    host->ip("link set peer0 name eth0");

    ASSERT_EQ(table->set_promote_secondaries(3, true), kSuccess);

    EXPECT_EQ(host->sysctl("ipv4/conf/wan0/promote_secondaries"), "1");
    EXPECT_EQ(host->sysctl("ipv4/conf/eth0/promote_secondaries"), "0");
}

}  // namespace
}  // namespace vipwarden::netlink
