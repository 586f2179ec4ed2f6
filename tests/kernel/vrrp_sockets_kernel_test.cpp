// SPDX-License-Identifier: MIT
#include <vector>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "tests/support/private_namespace.hpp"
#include "wrapper/supervisor/vrrp_sockets.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kVrrp = 112;

class VrrpSocketTableOfTheKernel : public support::PrivateNamespaceTest {};

UniqueFd raw_socket(int family, int protocol) {
    return UniqueFd{::socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol)};
}

std::uint64_t inode_of(const UniqueFd& socket) {
    struct stat status {};
    EXPECT_EQ(::fstat(socket.get(), &status), 0);
    return status.st_ino;
}

TEST_F(VrrpSocketTableOfTheKernel, ShowsASocketFromItsOpeningToItsEnd) {
    const auto table = VrrpSocketTable::open();
    EXPECT_THAT(table.inodes(), IsEmpty());
    auto socket = raw_socket(AF_INET, kVrrp);
    EXPECT_THAT(table.inodes(), ElementsAre(inode_of(socket)));
    socket.reset();
    EXPECT_THAT(table.inodes(), IsEmpty());
}

TEST_F(VrrpSocketTableOfTheKernel, ShowsEverySocketThatKeepalivedHasForItsVips) {
    const auto table = VrrpSocketTable::open();
    for (const auto& socket :
         {raw_socket(AF_INET, kVrrp), raw_socket(AF_INET, IPPROTO_AH), raw_socket(AF_INET6, kVrrp),
          raw_socket(AF_INET6, IPPROTO_ICMPV6), raw_socket(AF_PACKET, htons(ETH_P_ARP)),
          raw_socket(AF_PACKET, htons(ETH_P_RARP)), raw_socket(AF_PACKET, htons(ETH_P_IPV6))}) {
        EXPECT_TRUE(table.inodes().contains(inode_of(socket)));
    }
}

TEST_F(VrrpSocketTableOfTheKernel, LeavesOutTheSocketsOfOthers) {
    const auto table = VrrpSocketTable::open();
    const auto ping = raw_socket(AF_INET, IPPROTO_ICMP);
    const auto dhcp = raw_socket(AF_PACKET, htons(ETH_P_IP));
    EXPECT_THAT(table.inodes(), IsEmpty());
}

TEST_F(VrrpSocketTableOfTheKernel, ShowsMoreSocketsThanThereIsRoomForInOneRead) {
    const auto table = VrrpSocketTable::open();
    std::vector<UniqueFd> sockets(400);
    for (auto& socket : sockets) {
        socket = raw_socket(AF_INET, kVrrp);
    }
    EXPECT_EQ(table.inodes().size(), sockets.size());
}

TEST_F(VrrpSocketTableOfTheKernel, StaysWithTheNamespaceThatItWasOpenedIn) {
    const auto table = VrrpSocketTable::open();
    const auto socket = raw_socket(AF_INET, kVrrp);
    ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
    EXPECT_THAT(table.inodes(), ElementsAre(inode_of(socket)));
    EXPECT_THAT(VrrpSocketTable::open().inodes(), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::supervisor
