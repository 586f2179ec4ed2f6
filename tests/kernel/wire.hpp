// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include "wrapper/unique_fd.hpp"

namespace vipwarden::netlink {

using Bytes = std::vector<std::uint8_t>;

/// All frames on one interface of the present namespace, headers and all.
class Wire {
 public:
    explicit Wire(const std::string& interface) : fd_{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)} {
        address_.sll_family = AF_PACKET;
        address_.sll_protocol = htons(ETH_P_ALL);
        address_.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
        EXPECT_EQ(bind(fd_.get(), reinterpret_cast<sockaddr*>(&address_), sizeof address_), 0);
    }

    /// What came in since the last call.
    [[nodiscard]] std::vector<Bytes> take() const {
        std::vector<Bytes> frames;
        std::array<std::uint8_t, 4096> frame{};
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        ssize_t length = 0;
        while ((length = recvfrom(fd_.get(), frame.data(), frame.size(), MSG_DONTWAIT,
                                  reinterpret_cast<sockaddr*>(&from), &size)) >= 0) {
            if (from.sll_pkttype != PACKET_OUTGOING) {
                frames.emplace_back(frame.begin(), frame.begin() + length);
            }
        }
        return frames;
    }

    void send(const Bytes& frame) const {
        EXPECT_EQ(::send(fd_.get(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
    }

 private:
    UniqueFd fd_;
    sockaddr_ll address_{};
};

}  // namespace vipwarden::netlink
