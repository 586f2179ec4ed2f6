// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/rtnl_address_table.hpp"
#include "tests/kernel/probe_fixture.hpp"
#include "tests/kernel/wire.hpp"

namespace vipwarden::netlink {

/// "ICMP 10.0.0.1 > 10.0.0.2 type 0": what a frame is about; empty for what tells nothing here (the kernel's
/// reports of the groups that it listens to, redirects).
inline std::string summary(const Bytes& frame) {
    const auto text = [&](std::size_t at, int family) {
        std::array<char, INET6_ADDRSTRLEN> buffer{};
        return std::string{inet_ntop(family, frame.data() + at, buffer.data(), buffer.size())};
    };
    const int type = frame[12] * 256 + frame[13];
    if (type == ETH_P_ARP) {
        return fmt::format("ARP {} {} tell {}", frame[21] == 1 ? "who-has" : "is-at", text(38, AF_INET),
                           text(28, AF_INET));
    }
    const bool ipv4 = type == ETH_P_IP;
    const std::size_t payload = ipv4 ? 34 : 54;
    const int protocol = ipv4 ? frame[23] : frame[20];
    const auto way = ipv4 ? fmt::format("{} > {}", text(26, AF_INET), text(30, AF_INET))
                          : fmt::format("{} > {}", text(22, AF_INET6), text(38, AF_INET6));
    switch (protocol) {
        case IPPROTO_ICMP:
            return frame[payload] == 5 ? "" : fmt::format("ICMP {} type {}", way, frame[payload]);
        case IPPROTO_ICMPV6:
            return frame[payload] == 137 ? "" : fmt::format("ICMPv6 {} type {}", way, frame[payload]);
        case IPPROTO_TCP:
            return "TCP " + way;
        case IPPROTO_UDP:
            return "UDP " + way;
        default:
            return "";
    }
}

/// A socket address of port 7777.
struct SocketAddress {
    explicit SocketAddress(const std::string& text) {
        const auto address = support::ip(text);
        if (address.family == Family::ipv4) {
            auto& in = reinterpret_cast<sockaddr_in&>(storage);
            in.sin_family = AF_INET;
            in.sin_port = htons(7777);
            std::memcpy(&in.sin_addr, address.bytes.data(), 4);
            size = sizeof in;
        } else {
            auto& in = reinterpret_cast<sockaddr_in6&>(storage);
            in.sin6_family = AF_INET6;
            in.sin6_port = htons(7777);
            std::memcpy(&in.sin6_addr, address.bytes.data(), 16);
            size = sizeof in;
        }
    }
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    [[nodiscard]] int family() const { return storage.ss_family; }

    sockaddr_storage storage{};
    socklen_t size{0};
};

/// "here" has VIPs, "there" is its client, "elsewhere" the host that has them next.
class SilenceTest : public ProbeTest {
 protected:
    void SetUp() override {
        ProbeTest::SetUp();
        if (!lan) {
            return;
        }
        lan->ip("here", "addr add 10.0.0.1/24 dev eth0");
        lan->ip("there", "addr add 10.0.0.2/24 dev eth0");
        lan->ip("here", "addr add 2001:db8::1/64 dev eth0 nodad");
        lan->ip("here", "addr add fe80::1/64 dev eth0 nodad");
        lan->ip("there", "addr add 2001:db8::2/64 dev eth0 nodad");
        for (const auto* known : {"10.0.0.1", "2001:db8::1"}) {
            lan->ip("there", fmt::format("neigh add {} lladdr 02:00:00:00:00:01 dev eth0", known));
        }
        for (const auto* known : {"10.0.0.2", "2001:db8::2"}) {
            lan->ip("here", fmt::format("neigh add {} lladdr 02:00:00:00:00:02 dev eth0", known));
        }
        for (const auto* where : {"all", "eth0"}) {
            lan->set_sysctl("here", fmt::format("ipv4/conf/{}/send_redirects", where), "0");
        }
        table = open_address_table(support::TwoHosts::namespace_of("here"));
    }

    /// A client that believes to know where the VIP is: all that it sends arrives.
    void aim_at(const std::string& vip) const {
        lan->ip("there", fmt::format("route replace {} dev eth0", vip));
        lan->ip("there", fmt::format("neigh replace {} lladdr 02:00:00:00:00:01 dev eth0", vip));
    }

    [[nodiscard]] std::vector<InterfaceAddress> entries_of(const std::string& vip) const {
        auto entries = table->list();
        std::erase_if(entries, [&](const auto& entry) { return to_string(entry.local) != vip; });
        return entries;
    }

    /// What "here" puts on the wire when "there" sends an echo request and opens a connection to the VIP.
    [[nodiscard]] std::set<std::string> reaction(const std::string& vip) const {
        const bool ipv4 = own(vip) == "10.0.0.1";
        lan->ip("here", "neigh flush dev eth0");
        const Wire wire{"here"};
        UniqueFd connection;
        lan->run_inside("there", [&] {
            ping(vip);
            connection = connect_to(vip);
            ping(own(vip));  // Answered last, and always.
        });
        return heard_until(
            wire, ipv4 ? "ICMP 10.0.0.1 > 10.0.0.2 type 0" : "ICMPv6 2001:db8::1 > 2001:db8::2 type 129");
    }

    static UniqueFd connect_to(const std::string& vip) {
        const SocketAddress to{vip};
        UniqueFd fd{socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
        (void)connect(fd.get(), to.get(), to.size);
        return fd;
    }

    static void ping(const std::string& address) {
        const SocketAddress to{address};
        const bool ipv4 = to.family() == AF_INET;
        const UniqueFd fd{
            socket(to.family(), SOCK_RAW | SOCK_CLOEXEC, ipv4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6})};
        std::array<std::uint8_t, 8> echo{};
        echo[0] = ipv4 ? 8 : 128;
        echo[2] = ipv4 ? 0xf7 : 0;  // The checksum; that of ICMPv6 is made by the kernel.
        echo[3] = ipv4 ? 0xff : 0;
        auto raw = to;
        reinterpret_cast<sockaddr_in&>(raw.storage).sin_port = 0;
        EXPECT_EQ(sendto(fd.get(), echo.data(), echo.size(), 0, raw.get(), raw.size), 8) << address;
    }

    static std::string own(const std::string& vip) {
        return vip.find(':') == std::string::npos ? "10.0.0.1" : "2001:db8::1";
    }

    /// What is heard before this.
    static std::set<std::string> heard_until(const Wire& wire, const std::string& last) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        std::set<std::string> heard;
        while (std::chrono::steady_clock::now() < deadline) {
            for (const auto& frame : wire.take()) {
                const auto text = summary(frame);
                if (text == last) {
                    return heard;
                }
                if (!text.empty()) {
                    heard.insert(text);
                }
            }
        }
        throw std::runtime_error{"never heard: " + last};
    }

    std::unique_ptr<AddressTable> table{};
};

}  // namespace vipwarden::netlink
