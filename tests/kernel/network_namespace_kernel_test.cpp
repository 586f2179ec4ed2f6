// SPDX-License-Identifier: MIT
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>

#include "netlink/network_namespace.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Property;
using ::testing::SizeIs;
using ::testing::StrEq;
using ::testing::Throws;

constexpr int kEth0 = 3;
const std::error_code kSuccess{};

/// A host, and "inner" beside it: the same interface with the same number and address in both.
class NetworkNamespaceKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->hide_run();
        host->ip("netns add inner");
        for (const auto* where : {"", "-n inner "}) {
            host->ip(std::string{where} + "link add eth0 index 3 type veth peer name peer0 index 2");
            host->ip(std::string{where} + "addr add 10.0.0.1/24 dev eth0");
        }
    }
};

TEST_F(NetworkNamespaceKernel, ChangesTheNamedOneAndLeavesTheOther) {
    const auto here = NetworkNamespace::current().inode();
    const auto addresses = open_address_table(NetworkNamespace::named("inner"));
    const auto links = open_link_table(NetworkNamespace::named("inner"));
    EXPECT_EQ(NetworkNamespace::current().inode(), here);

    EXPECT_THAT(addresses->remove(addresses->list()), ElementsAre(kSuccess));
    EXPECT_EQ(addresses->add(entry(kEth0, "10.0.0.2", 24)), kSuccess);
    EXPECT_EQ(links->remove(2), kSuccess);

    EXPECT_THAT(addresses->list(), IsEmpty());
    EXPECT_THAT(links->list(), SizeIs(1));
    const auto outside = open_address_table(NetworkNamespace::current())->list();
    EXPECT_THAT(outside, ElementsAre(Field(&InterfaceAddress::local, support::ip("10.0.0.1"))));
}

TEST_F(NetworkNamespaceKernel, KeepsADeletedNameAlive) {
    const auto inner = NetworkNamespace::named("inner");
    host->ip("netns del inner");

    EXPECT_THAT(open_address_table(inner)->list(), SizeIs(1));
}

TEST_F(NetworkNamespaceKernel, RefusesAFileThatIsNoNamespace) {
    std::ofstream{"/run/netns/half-made"} << "";

    EXPECT_THAT([] { (void)NetworkNamespace::named("half-made"); },
                Throws<std::system_error>(Property(
                    &std::system_error::what,
                    StrEq("'half-made' in /run/netns is not a network namespace: Invalid argument"))));
    EXPECT_THROW((void)NetworkNamespace::named("."), std::system_error);
}

TEST_F(NetworkNamespaceKernel, ComesBackWhenTheActionThrows) {
    const auto here = NetworkNamespace::current().inode();
    const auto inner = NetworkNamespace::named("inner");
    std::uint64_t inside{0};

    EXPECT_THROW(inner.run_inside([&] {
        inside = NetworkNamespace::current().inode();
        throw std::runtime_error{"from inside"};
    }),
                 std::runtime_error);

    EXPECT_EQ(inside, inner.inode());
    EXPECT_EQ(NetworkNamespace::current().inode(), here);
}

TEST_F(NetworkNamespaceKernel, ShowsNoLowerLinkThatIsInAnotherNamespace) {
    host->ip("link add link eth0 name vrrp.10 index 9 type macvlan mode private");
    host->ip("link set vrrp.10 netns inner");

    const auto links = open_link_table(NetworkNamespace::named("inner"))->list();

    const auto* moved = find_link(links, "vrrp.10");
    ASSERT_NE(moved, nullptr);
    EXPECT_EQ(moved->lower_index, 0);
}

}  // namespace
}  // namespace vipwarden::netlink
