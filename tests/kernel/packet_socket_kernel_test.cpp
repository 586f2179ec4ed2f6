// SPDX-License-Identifier: MIT
#include "netlink/packet_socket.hpp"
#include "tests/kernel/probe_fixture.hpp"
#include "tests/kernel/wire.hpp"

namespace vipwarden::netlink {
namespace {

constexpr sock_filter kEverything{BPF_RET | BPF_K, 0, 0, 0xffff};

class PacketSocketKernel : public support::TwoHostsTest {
 protected:
    /// That many broadcasts for "here".
    static void flood(int count) {
        const Wire wire{"here"};
        for (int sent = 0; sent < count; ++sent) {
            wire.send(broadcast());
        }
    }

    [[nodiscard]] static Bytes broadcast() {
        Bytes frame(64, 0x00);
        std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
        frame[6] = 0x02;
        frame[12] = 0x08;
        frame[13] = 0x06;
        return frame;
    }
};

TEST_F(PacketSocketKernel, CountsWhatItHadNoRoomFor) {
    PacketSocket socket{support::TwoHosts::namespace_of("here"), ETH_P_ARP, {&kEverything, 1}};
    socket.start();

    flood(100);
    EXPECT_EQ(socket.take_lost(), 0U);

    flood(20000);
    EXPECT_GT(socket.take_lost(), 0U);
    EXPECT_EQ(socket.take_lost(), 0U);
}

TEST_F(PacketSocketKernel, EndsThoughMoreComesInAllTheTime) {
    PacketSocket socket{support::TwoHosts::namespace_of("here"), ETH_P_ARP, {&kEverything, 1}};
    socket.start();
    const Wire wire{"here"};
    wire.send(broadcast());

    int taken = 0;
    socket.drain([&](const PacketSocket::Received&) {
        if (++taken < 2 * PacketSocket::kMostWaiting) {
            wire.send(broadcast());
        }
    });

    EXPECT_EQ(taken, PacketSocket::kMostWaiting);
}

TEST_F(PacketSocketKernel, HearsNothingThatCameBeforeItListens) {
    PacketSocket socket{support::TwoHosts::namespace_of("here"), ETH_P_ARP, {&kEverything, 1}};
    flood(3);
    socket.start();
    EXPECT_FALSE(socket.receive().has_value());

    flood(3);
    socket.start();
    EXPECT_FALSE(socket.receive().has_value());

    flood(1);
    EXPECT_TRUE(socket.receive().has_value());
}

}  // namespace
}  // namespace vipwarden::netlink
