// SPDX-License-Identifier: MIT
#include "netlink/packet_socket.hpp"

#include <algorithm>
#include <cerrno>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vipwarden::netlink {
namespace {

/// Some thousand answers: the kernel counts nearly 1 KiB for the smallest packet.
constexpr int kReceiveBuffer = 4 << 20;

/// An answer is shorter than 100 bytes; what is longer than this is none.
constexpr std::size_t kInputSize = 2048;

[[noreturn]] void fail(const char* what_was_tried) {
    throw std::system_error{errno, std::generic_category(), what_was_tried};
}

std::error_code last_error(int result) {
    return result < 0 ? std::error_code{errno, std::generic_category()} : std::error_code{};
}

}  // namespace

PacketSocket::PacketSocket(const NetworkNamespace& where, std::uint16_t protocol,
                           std::span<const sock_filter> filter)
    : protocol_{protocol}, input_(kInputSize) {
    where.run_inside([this] {
        fd_ = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd_ < 0) {
            fail("open a packet socket (needs CAP_NET_RAW)");
        }
    });
    try {
        set_up(filter);
    } catch (...) {
        close(fd_);
        throw;
    }
}

PacketSocket::~PacketSocket() {
    close(fd_);
}

void PacketSocket::set_up(std::span<const sock_filter> filter) {
    // The kernel copies the program and does not write to it.
    const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                             .filter = const_cast<sock_filter*>(filter.data())};
    if (setsockopt(fd_, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
        fail("attach a filter to a packet socket");
    }
    // Best effort: without CAP_NET_ADMIN net.core.rmem_max is the limit. What is lost is counted.
    (void)setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    (void)setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
}

void PacketSocket::start() {
    sockaddr_ll all_interfaces{};
    all_interfaces.sll_family = AF_PACKET;
    all_interfaces.sll_protocol = htons(protocol_);
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&all_interfaces), sizeof all_interfaces) != 0) {
        fail("receive from a packet socket");
    }
    drain([](const Received&) {});
    (void)take_lost();
}

std::error_code PacketSocket::join(int ifindex, const MacAddress& group) const {
    packet_mreq membership{};
    membership.mr_ifindex = ifindex;
    membership.mr_type = PACKET_MR_MULTICAST;
    membership.mr_alen = ETH_ALEN;
    std::copy(group.begin(), group.end(), std::begin(membership.mr_address));
    return last_error(setsockopt(fd_, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership));
}

std::error_code PacketSocket::send(std::span<const std::byte> packet, int ifindex,
                                   const MacAddress& to) const {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(protocol_);
    address.sll_ifindex = ifindex;
    address.sll_halen = ETH_ALEN;
    std::copy(to.begin(), to.end(), std::begin(address.sll_addr));
    ssize_t sent = -1;
    do {
        sent = sendto(fd_, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                      sizeof address);
    } while (sent < 0 && errno == EINTR);
    return last_error(static_cast<int>(sent));
}

std::optional<PacketSocket::Received> PacketSocket::receive() {
    while (true) {
        sockaddr_ll sender{};
        socklen_t sender_size = sizeof sender;
        const auto size = recvfrom(fd_, input_.data(), input_.size(), MSG_DONTWAIT | MSG_TRUNC,
                                   reinterpret_cast<sockaddr*>(&sender), &sender_size);
        if (size < 0 && errno == EAGAIN) {
            return std::nullopt;
        }
        // ENETDOWN says, once, that an interface went down (packet(7)); the others go on.
        if (size < 0 && errno != EINTR && errno != ENETDOWN) {
            fail("receive from a packet socket");
        }
        MacAddress source{};
        if (size < 0 || static_cast<std::size_t>(size) > input_.size() || sender.sll_halen != source.size()) {
            continue;
        }
        std::copy_n(std::begin(sender.sll_addr), source.size(), source.begin());
        return Received{.packet = std::span<const std::byte>{input_}.first(static_cast<std::size_t>(size)),
                        .ifindex = sender.sll_ifindex,
                        .source = source};
    }
}

std::uint64_t PacketSocket::take_lost() const {
    tpacket_stats counters{};  // Reading sets them back to 0 (packet(7)).
    socklen_t size = sizeof counters;
    if (getsockopt(fd_, SOL_PACKET, PACKET_STATISTICS, &counters, &size) != 0) {
        fail("read the counters of a packet socket");
    }
    return counters.tp_drops;
}

}  // namespace vipwarden::netlink
