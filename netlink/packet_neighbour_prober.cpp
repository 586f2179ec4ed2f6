// SPDX-License-Identifier: MIT
#include "netlink/packet_neighbour_prober.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <utility>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>

#include "netlink/arp_frame.hpp"
#include "netlink/ndp_frame.hpp"
#include "netlink/packet_socket.hpp"
#include "netlink/probe_record.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"

namespace vipwarden::netlink {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// So many at a time, then a pause: a switch or a host may drop what comes faster.
constexpr std::size_t kBurst = 20;
constexpr milliseconds kBurstPause{1000 * kBurst / kProbesPerSecond};

constexpr MacAddress kBroadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
/// ff02::1 on Ethernet: where the answer to a solicitation from :: goes (RFC 4861, section 7.2.4).
constexpr MacAddress kAllNodes{0x33, 0x33, 0x00, 0x00, 0x00, 0x01};

// Programs of bpf(4) that let pass what can be an answer, and 0 bytes of all else. A packet that ends before
// a field that is loaded does not pass. With PACKET_OTHERHOST come frames to others, and those of a VLAN that
// is not configured here, which are of another network (__netif_receive_skb_core() in net/core/dev.c).
constexpr auto kPacketType = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE);
constexpr std::uint16_t kLoadByte = BPF_LD | BPF_B | BPF_ABS;
constexpr std::uint16_t kLoadWord = BPF_LD | BPF_H | BPF_ABS;
constexpr std::uint16_t kLoadLong = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kIfGreater = BPF_JMP | BPF_JGT | BPF_K;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;
constexpr std::uint32_t kWhole = 0xffff;

/// ARP: Ethernet and IPv4 with their lengths, a request or a reply, from somebody who has an address.
constexpr std::array<sock_filter, 13> kArpFilter{{{kLoadByte, 0, 0, kPacketType},
                                                  {kIfEqual, 10, 0, PACKET_OTHERHOST},
                                                  {kLoadLong, 0, 0, 0},
                                                  {kIfEqual, 0, 8, 0x00010800},
                                                  {kLoadWord, 0, 0, 4},
                                                  {kIfEqual, 0, 6, 0x0604},
                                                  {kLoadWord, 0, 0, 6},
                                                  {kIfGreater, 4, 0, 2},
                                                  {kIfEqual, 3, 0, 0},
                                                  {kLoadLong, 0, 0, 14},
                                                  {kIfEqual, 1, 0, 0},
                                                  {kReturn, 0, 0, kWhole},
                                                  {kReturn, 0, 0, 0}}};

/// IPv6: ICMPv6 right behind the header, hop limit 255, a neighbour advertisement.
constexpr std::array<sock_filter, 10> kAdvertisementFilter{{{kLoadByte, 0, 0, kPacketType},
                                                            {kIfEqual, 7, 0, PACKET_OTHERHOST},
                                                            {kLoadByte, 0, 0, 6},
                                                            {kIfEqual, 0, 5, 58},
                                                            {kLoadByte, 0, 0, 7},
                                                            {kIfEqual, 0, 3, 255},
                                                            {kLoadByte, 0, 0, 40},
                                                            {kIfEqual, 0, 1, 136},
                                                            {kReturn, 0, 0, kWhole},
                                                            {kReturn, 0, 0, 0}}};

class PacketNeighbourProber final : public NeighbourProber {
 public:
    explicit PacketNeighbourProber(const NetworkNamespace& where)
        : links_{open_link_table(where)},
          addresses_{open_address_table(where)},
          arp_{where, ETH_P_ARP, kArpFilter},
          ndp_{where, ETH_P_IPV6, kAdvertisementFilter} {}

    [[nodiscard]] ProbeResult ask(std::span<const ProbeTarget> targets, milliseconds window) override {
        ProbeRecord record{targets, links_->list(), addresses_->list()};
        if (record.askable().empty()) {
            return record.finish(links_->list(), 0);
        }
        arp_.start();
        ndp_.start();
        join_groups(record);
        for (int round = 0; round < kProbesPerTarget; ++round) {
            send_round(record);
            listen(record, window / kProbesPerTarget);
        }
        return record.finish(links_->list(), arp_.take_lost() + ndp_.take_lost());
    }

 private:
    void join_groups(ProbeRecord& record) {
        std::map<int, std::error_code> joined;
        for (const auto& target : record.askable()) {
            if (target.address.family != Family::ipv6) {
                continue;
            }
            const auto [place, is_new] = joined.try_emplace(target.ifindex);
            if (is_new) {
                place->second = ndp_.join(target.ifindex, kAllNodes);
            }
            if (place->second) {
                record.refuse(target, place->second);
            }
        }
    }

    void send_round(ProbeRecord& record) {
        const auto targets = record.askable();
        for (std::size_t index = 0; index < targets.size(); ++index) {
            if (index > 0 && index % kBurst == 0) {
                listen(record, kBurstPause);
            }
            if (const auto error = send(record, targets[index])) {
                record.refuse(targets[index], error);
            }
        }
    }

    [[nodiscard]] std::error_code send(const ProbeRecord& record, const ProbeTarget& target) {
        if (target.address.family == Family::ipv4) {
            return arp_.send(encode_arp_probe(record.mac_of(target.ifindex), target.address), target.ifindex,
                             kBroadcast);
        }
        return ndp_.send(encode_neighbour_probe(target.address), target.ifindex,
                         solicited_node_mac(target.address));
    }

    void listen(ProbeRecord& record, milliseconds duration) {
        const auto deadline = steady_clock::now() + duration;
        for (auto left = duration; left > milliseconds{0};
             left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now())) {
            std::array<pollfd, 2> waiting{{{.fd = arp_.fd(), .events = POLLIN, .revents = 0},
                                           {.fd = ndp_.fd(), .events = POLLIN, .revents = 0}}};
            if (poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) {
                throw std::system_error{errno, std::generic_category(), "wait for answers"};
            }
            take_answers(record);
        }
    }

    void take_answers(ProbeRecord& record) {
        arp_.drain([&record](const PacketSocket::Received& received) {
            if (const auto sender = decode_arp(received.packet)) {
                record.hear({.address = sender->address, .ifindex = received.ifindex, .mac = sender->mac});
            }
        });
        ndp_.drain([&record](const PacketSocket::Received& received) {
            if (const auto answer = decode_advertisement(received.packet, received.source)) {
                record.hear({.address = answer->address, .ifindex = received.ifindex, .mac = answer->mac});
            }
        });
    }

    std::unique_ptr<LinkTable> links_;
    std::unique_ptr<AddressTable> addresses_;
    PacketSocket arp_;
    PacketSocket ndp_;
};

}  // namespace

std::unique_ptr<NeighbourProber> open_neighbour_prober(const NetworkNamespace& where) {
    return std::make_unique<PacketNeighbourProber>(where);
}

}  // namespace vipwarden::netlink
