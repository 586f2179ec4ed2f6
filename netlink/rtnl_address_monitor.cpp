// SPDX-License-Identifier: MIT
#include "netlink/rtnl_address_monitor.hpp"

#include <cerrno>
#include <cstddef>
#include <new>
#include <optional>
#include <span>
#include <system_error>
#include <vector>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include "netlink/address_message.hpp"
#include "netlink/message.hpp"
#include "netlink/nl_error.hpp"
#include "netlink/nl_ptr.hpp"

namespace vipwarden::netlink {
namespace {

/// Some thousand notifications: a burst that is longer costs a dump, nothing else.
constexpr int kReceiveBuffer = 1 << 20;

/// The kernel sends one address in each datagram, far shorter than this (rtmsg_ifa() in net/ipv4/devinet.c).
constexpr std::size_t kInputSize = 16UL << 10;

NlSocket open_socket() {
    NlSocket opened{nl_socket_alloc()};
    if (!opened) {
        throw std::bad_alloc{};
    }
    check_nl(nl_connect(opened.get(), NETLINK_ROUTE), "open an rtnetlink socket");  // It sets CLOEXEC.
    check_nl(nl_socket_add_memberships(opened.get(), RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0),
             "listen to changes of addresses");
    // Best effort: without CAP_NET_ADMIN net.core.rmem_max is the limit.
    (void)setsockopt(nl_socket_get_fd(opened.get()), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer,
                     sizeof kReceiveBuffer);
    return opened;
}

/// Nothing if it can't be read.
std::optional<AddressChange> read_change(const nlmsghdr& message) try {
    if (auto added = decode_address(bytes_of(message))) {
        return AddressChange{.address = *std::move(added), .port = message.nlmsg_pid};
    }
    if (auto deleted = decode_deleted_address(bytes_of(message))) {
        return AddressChange{.deleted = true, .address = *std::move(deleted), .port = message.nlmsg_pid};
    }
    return std::nullopt;
} catch (const std::system_error&) {
    return std::nullopt;
}

class RtnlAddressMonitor final : public AddressMonitor {
 public:
    explicit RtnlAddressMonitor(const NetworkNamespace& where) : input_(kInputSize) {
        where.run_inside([this] { socket_ = open_socket(); });
    }

    [[nodiscard]] int fd() const override { return nl_socket_get_fd(socket_.get()); }

    [[nodiscard]] AddressNews take() override {
        AddressNews news;
        while (const auto datagram = receive(news)) {
            for_each_message(*datagram, [&news](const nlmsghdr& message) {
                auto change = read_change(message);
                news.incomplete = news.incomplete || !change;
                if (change) {
                    news.changes.push_back(*std::move(change));
                }
            });
        }
        return news;
    }

 private:
    /// The next datagram, empty if it is not the kernel's; nothing when there is none.
    std::optional<std::span<const std::byte>> receive(AddressNews& news) {
        while (true) {
            sockaddr_nl sender{};
            socklen_t sender_size = sizeof sender;
            const auto size = recvfrom(fd(), input_.data(), input_.size(), MSG_DONTWAIT | MSG_TRUNC,
                                       reinterpret_cast<sockaddr*>(&sender), &sender_size);
            if (size < 0 && errno == EAGAIN) {
                return std::nullopt;
            }
            // ENOBUFS says, once, that notifications were lost (netlink(7)).
            const bool lost = (size < 0 && errno == ENOBUFS) ||
                              (size >= 0 && static_cast<std::size_t>(size) > input_.size());
            news.incomplete = news.incomplete || lost;
            if (size < 0 && !lost && errno != EINTR) {
                throw std::system_error{errno, std::generic_category(), "listen to changes of addresses"};
            }
            if (size >= 0 && !lost && sender.nl_pid == 0) {  // Only the kernel has the port 0.
                return std::span<const std::byte>{input_}.first(static_cast<std::size_t>(size));
            }
        }
    }

    NlSocket socket_{};
    std::vector<std::byte> input_;
};

}  // namespace

std::unique_ptr<AddressMonitor> open_address_monitor(const NetworkNamespace& where) {
    return std::make_unique<RtnlAddressMonitor>(where);
}

}  // namespace vipwarden::netlink
