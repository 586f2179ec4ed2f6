// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_sockets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kVrrp = 112;

TEST(VrrpSocketInodes, AreThoseOfTheProtocol112) {
    EXPECT_THAT(vrrp_socket_inodes("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                                   "retrnsmt   uid  timeout inode "
                                   "ref pointer drops\n"
                                   "    1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 "
                                   "00000000     0        0 4711 2 "
                                   "0000000000000000 0\n"
                                   "  112: 00000000:0070 00000000:0000 07 00000000:00000000 00:00000000 "
                                   "00000000     0        0 5000 2 "
                                   "0000000000000000 0\n"
                                   "  112: 120000E0:0070 00000000:0000 07 00000000:00000000 00:00000000 "
                                   "00000000     0        0 5001 2 "
                                   "0000000000000000 0\n"),
                ElementsAre(5000, 5001));
}

TEST(VrrpSocketInodes, AreFoundInTheTableOfIpv6) {
    EXPECT_THAT(
        vrrp_socket_inodes("  112: 000002FF000000000000000012000000:0070 "
                           "00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 "
                           "    0        0 29 2 0000000000000000 0\n"),
        ElementsAre(29));
}

TEST(VrrpSocketInodes, AreNoneInWhatIsNoTable) {
    EXPECT_THAT(vrrp_socket_inodes(""), IsEmpty());
    EXPECT_THAT(vrrp_socket_inodes("\n\n   \n112: 00000000:0070"), IsEmpty());
    EXPECT_THAT(vrrp_socket_inodes("112: 0:0070 0:0 07 0:0 00:0 0 0 0 x 2"), IsEmpty());
}

TEST(VrrpSocketInodes, AreThoseOfAuthenticationHeadersToo) {
    EXPECT_THAT(
        vrrp_socket_inodes("   51: 120000E0:0033 00000000:0000 07 00000000:00000000 00:00000000 00000000 "
                           "    0        0 77 2 0000000000000000 0\n"),
        ElementsAre(77));
}

TEST(Icmpv6SocketInodes, AreThoseOfTheProtocol58) {
    EXPECT_THAT(icmpv6_socket_inodes(
                    "  112: 000002FF000000000000000012000000:0070 "
                    "00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 "
                    "    0        0 29 2 0000000000000000 0\n"
                    "   58: 00000000000000000000000000000000:003A "
                    "00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 "
                    "    0        0 30 2 0000000000000000 0\n"),
                ElementsAre(30));
}

TEST(ArpSocketInodes, AreThoseForArpRarpAndIpv6) {
    EXPECT_THAT(arp_socket_inodes("sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
                                  "0000000000000000 3      3    0806   0     1 0      0      41\n"
                                  "0000000000000000 3      3    8035   2     1 0      0      42     \n"
                                  "0000000000000000 3      3    86dd   2     1 0      0      43     \n"
                                  "0000000000000000 3      3    0003   2     1 0      0      44     \n"
                                  "0000000000000000 3      2    0800   2     1 0      0      45     \n"),
                ElementsAre(41, 42, 43));
}

TEST(TakingPartInVrrp, IsHavingASocketForIt) {
    EXPECT_FALSE(takes_part_in_vrrp(::getpid()));
    const UniqueFd socket{::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, kVrrp)};
    if (!socket) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: raw sockets need CAP_NET_RAW";
    }
    EXPECT_TRUE(takes_part_in_vrrp(::getpid()));
    EXPECT_FALSE(takes_part_in_vrrp(::getppid()));
}

TEST(TakingPartInVrrp, IsNotSeenOfAProcessThatDoesNotExist) {
    EXPECT_FALSE(takes_part_in_vrrp(0x3fffffff));
}

}  // namespace
}  // namespace vipwarden::supervisor
