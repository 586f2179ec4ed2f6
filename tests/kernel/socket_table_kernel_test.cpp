// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include "netlink/diag_socket_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::netlink {
namespace {

using support::ip;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

sockaddr_in6 ipv6(const char* address, std::uint16_t port) {
    sockaddr_in6 result{};
    result.sin6_family = AF_INET6;
    result.sin6_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET6, address, &result.sin6_addr), 1);
    return result;
}

sockaddr_in ipv4(const char* address, std::uint16_t port) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    EXPECT_EQ(inet_pton(AF_INET, address, &result.sin_addr), 1);
    return result;
}

template <typename Address>
UniqueFd bound(int type, const Address& address) {
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    UniqueFd fd{socket(generic->sa_family, type | SOCK_CLOEXEC, 0)};
    const int on = 1;
    EXPECT_EQ(setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
    EXPECT_EQ(bind(fd.get(), generic, sizeof(address)), 0);
    return fd;
}

template <typename Address>
void connect_to(const UniqueFd& fd, const Address& address) {
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
}

class SocketTableKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->ip("link set lo up");
        host->ip("addr add 10.0.0.1/32 dev lo");
        host->ip("addr add 2001:db8::1/128 dev lo nodad");
        table = open_socket_table(NetworkNamespace::current());
    }

    std::unique_ptr<SocketTable> table{};
};

TEST_F(SocketTableKernel, IsEmptyInANewNamespace) {
    EXPECT_THAT(table->list(), IsEmpty());
}

TEST_F(SocketTableKernel, ListsListenersAndBothEndsOfAConnection) {
    const auto listener = bound(SOCK_STREAM, ipv4("10.0.0.1", 80));
    ASSERT_EQ(listen(listener.get(), 1), 0);
    const auto client = bound(SOCK_STREAM, ipv4("127.0.0.1", 4000));
    connect_to(client, ipv4("10.0.0.1", 80));

    EXPECT_THAT(
        table->list(),
        UnorderedElementsAre(Socket{SocketProtocol::tcp, SocketState::listening, ip("10.0.0.1"), 80},
                             Socket{SocketProtocol::tcp, SocketState::established, ip("10.0.0.1"), 80},
                             Socket{SocketProtocol::tcp, SocketState::established, ip("127.0.0.1"), 4000}));
}

TEST_F(SocketTableKernel, ListsIpv6) {
    const auto listener = bound(SOCK_STREAM, ipv6("2001:db8::1", 443));
    ASSERT_EQ(listen(listener.get(), 1), 0);

    EXPECT_THAT(table->list(), UnorderedElementsAre(Socket{SocketProtocol::tcp, SocketState::listening,
                                                           ip("2001:db8::1"), 443}));
}

TEST_F(SocketTableKernel, ListsUdpWithAndWithoutPeer) {
    const auto server = bound(SOCK_DGRAM, ipv6("2001:db8::1", 53));
    const auto client = bound(SOCK_DGRAM, ipv4("10.0.0.1", 4000));
    connect_to(client, ipv4("127.0.0.1", 53));

    EXPECT_THAT(
        table->list(),
        UnorderedElementsAre(Socket{SocketProtocol::udp, SocketState::listening, ip("2001:db8::1"), 53},
                             Socket{SocketProtocol::udp, SocketState::established, ip("10.0.0.1"), 4000}));
}

/// What a server that listens on [::] has for each client of IPv4.
TEST_F(SocketTableKernel, ListsAnIpv6SocketThatSpeaksIpv4AsIpv4) {
    const auto listener = bound(SOCK_STREAM, ipv6("::ffff:10.0.0.1", 80));
    ASSERT_EQ(listen(listener.get(), 1), 0);

    EXPECT_THAT(table->list(), UnorderedElementsAre(
                                   Socket{SocketProtocol::tcp, SocketState::listening, ip("10.0.0.1"), 80}));
}

TEST_F(SocketTableKernel, LeavesOutConnectionsThatAreOver) {
    const auto listener = bound(SOCK_STREAM, ipv4("10.0.0.1", 80));
    ASSERT_EQ(listen(listener.get(), 1), 0);
    {
        const auto client = bound(SOCK_STREAM, ipv4("127.0.0.1", 4000));
        connect_to(client, ipv4("10.0.0.1", 80));
        ASSERT_EQ(shutdown(client.get(), SHUT_RDWR), 0);
        const UniqueFd accepted{accept(listener.get(), nullptr, nullptr)};
    }

    EXPECT_THAT(table->list(), UnorderedElementsAre(
                                   Socket{SocketProtocol::tcp, SocketState::listening, ip("10.0.0.1"), 80}));
}

TEST_F(SocketTableKernel, ListsMoreThanOnePieceOfADump) {
    std::vector<UniqueFd> open;
    for (std::uint16_t port = 1000; port < 1900; ++port) {
        open.push_back(bound(SOCK_DGRAM, ipv4("10.0.0.1", port)));
    }

    EXPECT_EQ(table->list().size(), 900U);
}

TEST_F(SocketTableKernel, SeesTheNamespaceThatItWasOpenedIn) {
    const auto listener = bound(SOCK_DGRAM, ipv4("10.0.0.1", 53));
    host->hide_run();
    host->ip("netns add inner");

    EXPECT_THAT(open_socket_table(NetworkNamespace::named("inner"))->list(), IsEmpty());
    EXPECT_EQ(table->list().size(), 1U);
}

}  // namespace
}  // namespace vipwarden::netlink
