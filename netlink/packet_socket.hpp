// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include <linux/filter.h>

#include "netlink/mac_address.hpp"
#include "netlink/network_namespace.hpp"

namespace vipwarden::netlink {

/// Private to this folder. A packet(7) socket for one protocol on all interfaces of a namespace; without
/// Ethernet headers.
class PacketSocket {
 public:
    /// Opens the socket inside `where`; until start() it hears nothing. `protocol` is an ETH_P_* number, of
    /// whose packets only those that pass the `filter` (beginning at the network header) are received. Throws
    /// std::system_error.
    PacketSocket(const NetworkNamespace& where, std::uint16_t protocol, std::span<const sock_filter> filter);
    PacketSocket(const PacketSocket&) = delete;
    PacketSocket& operator=(const PacketSocket&) = delete;
    ~PacketSocket();

    [[nodiscard]] int fd() const { return fd_; }

    /// From now on packets are received; what came before is dropped. Throws std::system_error.
    void start();

    /// Also receives what goes to this group, as long as the socket is open.
    [[nodiscard]] std::error_code join(int ifindex, const MacAddress& group) const;

    /// Sends from the interface's own MAC address.
    [[nodiscard]] std::error_code send(std::span<const std::byte> packet, int ifindex,
                                       const MacAddress& to) const;

    struct Received {
        std::span<const std::byte> packet{};  ///< Valid until the next call.
        int ifindex{0};
        MacAddress source{};
    };
    /// The next packet; nothing when there is none. Never waits. Throws std::system_error.
    [[nodiscard]] std::optional<Received> receive();

    /// Hands over the packets that have come by now. Ends however fast more come in: a network with a loop in
    /// it never falls silent.
    template <typename Take>
    void drain(const Take& take) {
        for (auto left = kMostWaiting; left > 0; --left) {
            const auto packet = receive();
            if (!packet) {
                return;
            }
            take(*packet);
        }
    }

    /// More packets than its buffer has room for.
    static constexpr int kMostWaiting = 1 << 14;

    /// How many packets there was no room for, since start() or the last call.
    [[nodiscard]] std::uint64_t take_lost() const;

 private:
    void set_up(std::span<const sock_filter> filter);

    int fd_{-1};
    std::uint16_t protocol_;
    std::vector<std::byte> input_;
};

}  // namespace vipwarden::netlink
