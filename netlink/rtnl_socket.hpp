// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include <linux/netlink.h>

#include "netlink/message.hpp"
#include "netlink/network_namespace.hpp"
#include "netlink/nl_ptr.hpp"

namespace vipwarden::netlink {

/// Private to this folder. One rtnetlink(7) socket, or one of sock_diag(7), which answers in the same way: it
/// never waits for an answer, it belongs to no multicast group, and sequence numbers, lost answers and
/// buffers stay inside.
class RtnlSocket {
 public:
    /// In bytes, as setsockopt(2) takes them.
    struct Buffers {
        int receive{4 << 20};  ///< Best effort: without CAP_NET_ADMIN net.core.rmem_max is the limit.
        int send{128 << 10};
    };

    /// Opens the socket inside `where`. Throws std::system_error.
    explicit RtnlSocket(const NetworkNamespace& where) : RtnlSocket{where, Buffers{}} {}
    RtnlSocket(const NetworkNamespace& where, const Buffers& buffers, int protocol = NETLINK_ROUTE);

    /// Everything that the kernel answers to a dump request, message after message. A dump that the kernel
    /// marks as interrupted is taken again; after kDumpAttempts (5 s) in vain, and when the kernel refuses,
    /// throws std::system_error with `what`.
    [[nodiscard]] Message dump(const Message& request, const char* what);

    /// Sends requests in as few pieces as possible and returns the kernel's answer to each, in the same
    /// order. It is asked to acknowledge the last of a piece only; errors it reports in any case
    /// (netlink_rcv_skb() in net/netlink/af_netlink.c), so that silence before that acknowledgement is a
    /// success. A piece of which an answer was lost is sent again, so that it must not matter whether a
    /// request is carried out twice. Throws std::system_error only when not one could be sent.
    [[nodiscard]] std::vector<std::error_code> transact(std::span<const Message> requests);
    [[nodiscard]] std::error_code transact(const Message& request);

    static constexpr int kDumpAttempts = 100;

 private:
    [[nodiscard]] int fd() const;
    [[nodiscard]] std::error_code send(std::span<const Message> requests, unsigned flags_of_last);
    [[nodiscard]] std::optional<std::span<const std::byte>> receive();
    [[nodiscard]] std::optional<Message> dump_once(const Message& request, const char* what);
    [[nodiscard]] bool collect(std::span<std::error_code> answers);

    /// Longer than what the kernel puts into one piece of a dump: 32 KiB (netlink_dump() in
    /// net/netlink/af_netlink.c).
    using Input = std::array<std::byte, 64UL << 10>;

    NlSocket socket_;
    std::uint32_t next_sequence_{1};
    std::uint32_t first_sequence_{0};  ///< Of the piece that was sent last.
    bool answers_lost_{false};         ///< Since then.
    std::unique_ptr<Input> input_;
    std::vector<std::byte> output_{};
};

}  // namespace vipwarden::netlink
