// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/netlink_ports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/supervisor/forked_process.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Optional;

constexpr pid_t kNoSuchProcess = 0x3fffffff;

UniqueFd open_netlink(int protocol) {
    UniqueFd fd{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)};
    sockaddr_nl any{};
    any.nl_family = AF_NETLINK;
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    return fd;
}

std::uint32_t port_of(const UniqueFd& fd) {
    sockaddr_nl name{};
    socklen_t size = sizeof name;
    EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size), 0);
    return name.nl_pid;
}

TEST(RouteSockets, AreThoseOfTheProtocolZeroWithAPort) {
    EXPECT_THAT(
        route_sockets(
            "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"
            "000000006f5f074d 0   28372      00000110 0        0        0     2        0        19581967\n"
            "00000000efc3dd99 0   3718674679 00000000 0        0        0     2        0        19583179\n"
            "000000001b0f05d0 0   0          00000000 0        0        0     2        0        19568295\n"
            "00000000f9438648 4   28372      00000000 0        0        0     2        0        19568301\n"),
        ElementsAre(RouteSocket{.port = 28372, .inode = 19581967},
                    RouteSocket{.port = 3718674679, .inode = 19583179}));
}

TEST(RouteSockets, AreNoneInWhatIsNoTable) {
    EXPECT_THAT(route_sockets(""), IsEmpty());
    EXPECT_THAT(route_sockets("\n\n   \n0 0 28372 0 0 0 0 2 0"), IsEmpty());
    EXPECT_THAT(route_sockets("0 0 x 0 0 0 0 2 0 1\n0 0 99999999999 0 0 0 0 2 0 1\n0 0 5 0 0 0 0 2 0 1x"),
                IsEmpty());
}

TEST(RoutePorts, AreThoseOfAllSocketsOfTheProcess) {
    const auto first = open_netlink(NETLINK_ROUTE);
    const auto second = open_netlink(NETLINK_ROUTE);
    ASSERT_NE(port_of(first), port_of(second));

    EXPECT_THAT(route_ports_of(::getpid()), IsSupersetOf({port_of(first), port_of(second)}));
}

TEST(RoutePorts, AreNoLongerItsOwnOnceASocketIsClosed) {
    auto socket = open_netlink(NETLINK_ROUTE);
    const auto port = port_of(socket);
    socket.reset();

    EXPECT_THAT(route_ports_of(::getpid()), Not(Contains(port)));
}

TEST(RoutePorts, AreNotThoseOfOtherProtocols) {
    const auto own = open_netlink(NETLINK_ROUTE);  // It has the number that the next would get.
    const auto other = open_netlink(NETLINK_KOBJECT_UEVENT);
    const auto before = route_ports_of(::getpid());
    const auto another = open_netlink(NETLINK_KOBJECT_UEVENT);

    EXPECT_EQ(route_ports_of(::getpid()), before);
}

TEST(RoutePorts, AreNotSeenOfAProcessThatDoesNotExist) {
    EXPECT_THAT(route_ports_of(kNoSuchProcess), IsEmpty());
}

TEST(HolderOfARoutePort, IsFoundAmongTheProcesses) {
    const auto socket = open_netlink(NETLINK_ROUTE);
    const auto port = port_of(socket);
    // Without that socket: close-on-exec.
    const ForkedProcess other{run_sleep("/bin/sleep")};
    const auto self = find_process(::getpid()).value();

    EXPECT_THAT(find_holder_of_route_port(port, self.netns_inode, {other.seen(), self}),
                Optional(Field(&Process::pid, ::getpid())));
}

TEST(HolderOfARoutePort, IsFoundAlsoWhereItHasGoneToAnotherNamespace) {
    const auto self = find_process(::getpid()).value();
    const auto socket = open_netlink(NETLINK_ROUTE);
    const auto port = port_of(socket);
    // Forked, it holds the socket too.
    const ForkedProcess elsewhere{[] { (void)::unshare(CLONE_NEWUSER | CLONE_NEWNET); }};
    const auto seen = elsewhere.seen();
    if (seen.netns_inode == self.netns_inode) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: no new network namespace";
    }
    const ForkedProcess inhabitant{run_sleep("/bin/sleep")};

    EXPECT_THAT(find_holder_of_route_port(port, self.netns_inode, {inhabitant.seen(), seen}),
                Optional(Field(&Process::pid, elsewhere.pid())));
}

TEST(HolderOfARoutePort, IsNobodyWhereThereIsNone) {
    const auto self = find_process(::getpid()).value();
    auto socket = open_netlink(NETLINK_ROUTE);
    const auto port = port_of(socket);

    EXPECT_EQ(find_holder_of_route_port(port, self.netns_inode, {}), std::nullopt);
    EXPECT_EQ(find_holder_of_route_port(port, self.netns_inode + 1, {self}), std::nullopt);
    socket.reset();
    EXPECT_EQ(find_holder_of_route_port(port, self.netns_inode, {self}), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::supervisor
