// SPDX-License-Identifier: MIT
#include "wrapper/host/uses.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"
#include "tests/unit/host/host_tree.hpp"

namespace vipwarden::host {
namespace {

using netlink::Socket;
using netlink::SocketProtocol;
using netlink::SocketState;
using support::entry;
using support::ip;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(FindOnLoopback, FindsWhatARealServerOfLvsHas) {
    EXPECT_THAT(
        find_on_loopback({entry(1, "127.0.0.1", 8), entry(1, "172.31.161.41", 32)}, {vip("172.31.161.41")}),
        ElementsAre(Finding{
            .where = "lo",
            .text = "has 172.31.161.41/32, as a real server of LVS has it: this host goes on taking part "
                    "in the service",
            .advice = "take this host out of the pool of its LVS director, then remove it by hand"}));
}

TEST(FindOnLoopback, LeavesOutOtherInterfacesAndOtherAddresses) {
    EXPECT_THAT(find_on_loopback({entry(1, "172.31.161.4", 32), entry(2, "172.31.161.41", 24)},
                                 {vip("172.31.161.41")}),
                IsEmpty());
}

TEST(FindSockets, CountsByVipProtocolAndState) {
    const auto vip4 = ip("172.31.161.41");
    const auto findings = find_sockets({{SocketProtocol::udp, SocketState::listening, ip("2001:db8::41"), 53},
                                        {SocketProtocol::tcp, SocketState::established, vip4, 443},
                                        {SocketProtocol::tcp, SocketState::listening, vip4, 443},
                                        {SocketProtocol::tcp, SocketState::established, vip4, 443},
                                        {SocketProtocol::tcp, SocketState::established, vip4, 80},
                                        {SocketProtocol::tcp, SocketState::other, vip4, 80}},
                                       {vip("172.31.161.41"), vip("2001:db8::41")});

    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0],
              (Finding{.where = "172.31.161.41",
                       .text = "1 listening tcp socket bound to it, port 443",
                       .advice = "see who has it with `ss -anp src '[172.31.161.41]'`, and stop or "
                                 "restart that"}));
    EXPECT_EQ(findings[1].text, "3 established tcp sockets bound to it, port 80, 443");
    EXPECT_EQ(findings[2].text, "1 opening or closing tcp socket bound to it, port 80");
    EXPECT_EQ(findings[3].where, "2001:db8::41");
    EXPECT_EQ(findings[3].text, "1 listening udp socket bound to it, port 53");
}

TEST(FindSockets, NamesAFewPortsAndCountsTheOthers) {
    std::vector<Socket> open;
    for (std::uint16_t port = 1; port <= 7; ++port) {
        open.push_back({SocketProtocol::tcp, SocketState::established, ip("172.31.161.41"), port});
    }

    EXPECT_EQ(find_sockets(open, {vip("172.31.161.41")}).at(0).text,
              "7 established tcp sockets bound to it, port 1, 2, 3, 4, 5 and 2 more");
}

TEST(FindSockets, LeavesOutSocketsOfAllAddressesAndOfOthers) {
    EXPECT_THAT(find_sockets({{SocketProtocol::tcp, SocketState::listening, ip("0.0.0.0"), 80},
                              {SocketProtocol::tcp, SocketState::listening, ip("::"), 80},
                              {SocketProtocol::tcp, SocketState::listening, ip("172.31.161.4"), 80}},
                             {vip("172.31.161.41")}),
                IsEmpty());
}

}  // namespace
}  // namespace vipwarden::host
