// SPDX-License-Identifier: MIT
#include "netlink/diag_socket_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netlink/msg.h>

#include "netlink/message.hpp"
#include "netlink/rtnl_socket.hpp"

namespace vipwarden::netlink {
namespace {

/// States are bits of their numbers in include/net/tcp_states.h, which UDP shares: TCP_ESTABLISHED with a
/// peer, TCP_CLOSE without. Numbers beyond those of TCP_CLOSING are the kernel's inner affairs.
constexpr std::uint32_t kAllStates = ((1U << (TCP_CLOSING + 1U)) - 2U) & ~(1U << TCP_TIME_WAIT);

Message encode_dump(int family, int protocol) {
    return MessageBuilder{SOCK_DIAG_BY_FAMILY, 0,
                          inet_diag_req_v2{.sdiag_family = static_cast<std::uint8_t>(family),
                                           .sdiag_protocol = static_cast<std::uint8_t>(protocol),
                                           .idiag_ext = 0,
                                           .pad = 0,
                                           .idiag_states = kAllStates,
                                           .id = {}}}
        .finish();
}

/// Addresses of IPv4 that an IPv6 socket uses stand behind ::ffff:0:0/96 (RFC 4291, section 2.5.5.2).
IpAddress local_address(const inet_diag_msg& socket) {
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    IpAddress address{.family = socket.idiag_family == AF_INET ? Family::ipv4 : Family::ipv6};
    const auto size = address.family == Family::ipv4 ? std::size_t{4} : address.bytes.size();
    std::memcpy(address.bytes.data(), static_cast<const void*>(socket.id.idiag_src), size);
    if (address.family == Family::ipv6 && std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin())) {
        IpAddress inner{.family = Family::ipv4};
        std::copy(address.bytes.begin() + kMapped.size(), address.bytes.end(), inner.bytes.begin());
        return inner;
    }
    return address;
}

SocketState state_of(const inet_diag_msg& socket, SocketProtocol protocol) {
    const auto state = socket.idiag_state;
    if (state == TCP_ESTABLISHED) {
        return SocketState::established;
    }
    const bool listens = state == (protocol == SocketProtocol::tcp ? TCP_LISTEN : TCP_CLOSE);
    return listens ? SocketState::listening : SocketState::other;
}

std::optional<Socket> decode(const nlmsghdr& message, SocketProtocol protocol) {
    inet_diag_msg socket{};
    if (message.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        nlmsg_datalen(&message) < static_cast<int>(sizeof(socket))) {
        return std::nullopt;
    }
    std::memcpy(&socket, nlmsg_data(&message), sizeof(socket));
    return Socket{.protocol = protocol,
                  .state = state_of(socket, protocol),
                  .local = local_address(socket),
                  .port = ntohs(socket.id.idiag_sport)};
}

class DiagSocketTable final : public SocketTable {
 public:
    explicit DiagSocketTable(const NetworkNamespace& where) : socket_{where, {}, NETLINK_SOCK_DIAG} {}

    [[nodiscard]] std::vector<Socket> list() override {
        std::vector<Socket> sockets;
        for (const int family : {AF_INET, AF_INET6}) {
            append(sockets, family, SocketProtocol::tcp);
            append(sockets, family, SocketProtocol::udp);
        }
        return sockets;
    }

 private:
    void append(std::vector<Socket>& sockets, int family, SocketProtocol protocol) {
        const auto request = encode_dump(family, protocol == SocketProtocol::tcp ? IPPROTO_TCP : IPPROTO_UDP);
        for_each_message(socket_.dump(request, "list the sockets"), [&](const nlmsghdr& message) {
            if (auto socket = decode(message, protocol)) {
                sockets.push_back(*socket);
            }
        });
    }

    RtnlSocket socket_;
};

}  // namespace

std::unique_ptr<SocketTable> open_socket_table(const NetworkNamespace& where) {
    return std::make_unique<DiagSocketTable>(where);
}

}  // namespace vipwarden::netlink
