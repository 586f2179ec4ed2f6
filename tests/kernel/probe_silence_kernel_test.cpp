// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstddef>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/kernel/probe_fixture.hpp"
#include "tests/kernel/wire.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::netlink {
namespace {

using support::ip;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

Bytes part(const Bytes& frame, std::size_t offset, std::size_t size) {
    return {frame.begin() + static_cast<std::ptrdiff_t>(offset),
            frame.begin() + static_cast<std::ptrdiff_t>(offset + size)};
}

std::string address_in(const Bytes& frame, std::size_t offset, Family family) {
    IpAddress address{.family = family};
    std::memcpy(address.bytes.data(), frame.data() + offset, family == Family::ipv4 ? 4 : 16);
    return to_string(address);
}

/// What a frame of "here" tells the others: "probe for 10.0.0.5", and anything else if it is not, to the bit,
/// the silent question that RFC 5227 and RFC 4862 describe.
std::string meaning_of(const Bytes& frame) {
    const Bytes mac{0x02, 0, 0, 0, 0, 0x01};
    if (part(frame, 6, 6) != mac) {
        return "from another MAC address";
    }
    if (part(frame, 12, 2) == Bytes{0x08, 0x06}) {
        const bool silent = frame.size() == 42 && part(frame, 0, 6) == Bytes(6, 0xff) &&
                            part(frame, 14, 8) == Bytes{0, 1, 8, 0, 6, 4, 0, 1} &&
                            part(frame, 22, 6) == mac && part(frame, 28, 10) == Bytes(10, 0);
        return silent ? "probe for " + address_in(frame, 38, Family::ipv4)
                      : "ARP of " + address_in(frame, 28, Family::ipv4);
    }
    if (part(frame, 12, 2) == Bytes{0x86, 0xdd} && frame.size() >= 55) {
        // Nothing behind the target: no source link-layer option.
        const bool silent = frame.size() == 14 + 40 + 24 && part(frame, 22, 16) == Bytes(16, 0) &&
                            frame[20] == 58 && frame[21] == 255 && frame[54] == 135 &&
                            part(frame, 38, 13) == Bytes{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff} &&
                            part(frame, 51, 3) == part(frame, 75, 3) &&
                            part(frame, 0, 3) == Bytes{0x33, 0x33, 0xff};
        return silent ? "probe for " + address_in(frame, 62, Family::ipv6)
                      : "IPv6 of " + address_in(frame, 22, Family::ipv6);
    }
    return "of another protocol";
}

/// The kernel's own report that it listens to the groups of its addresses (MLDv2, RFC 3810, section 5.2): it
/// comes some time after these were added, and tells nobody who has them.
bool is_group_report(const Bytes& frame) {
    return frame.size() > 62 && part(frame, 12, 2) == Bytes{0x86, 0xdd} && frame[20] == 0 && frame[62] == 143;
}

class ProbeSilence : public ProbeTest {
 protected:
    void SetUp() override {
        ProbeTest::SetUp();
        if (!lan) {
            return;
        }
        for (const auto* name : {"here", "there", "elsewhere"}) {
            lan->ip(name, "addr add 10.0.0.5/32 dev eth0");  // the duplicate
            lan->ip(name, "addr add 2001:db8::5/128 dev eth0 nodad");
            lan->set_sysctl(name, "ipv4/neigh/eth0/locktime", "0");  // the newest word counts at once
        }
        lan->ip("here", "addr add 10.0.0.1/24 dev eth0");
        lan->ip("here", "addr add 2001:db8::1/64 dev eth0 nodad");
        lan->ip("there", "addr add 10.0.0.2/24 dev eth0");
        lan->ip("there", "addr add 2001:db8::2/64 dev eth0 nodad");
        for (const auto* name : {"there", "elsewhere"}) {
            for (const auto* known : {"10.0.0.1", "10.0.0.6", "2001:db8::1", "2001:db8::6"}) {
                lan->ip(name, fmt::format("neigh add {} lladdr 02:00:00:00:00:99 dev eth0 nud stale", known));
            }
        }
    }

    /// What the other hosts believe to know of their neighbours.
    [[nodiscard]] std::string caches() const {
        return lan->ip("there", "neigh show") + "--\n" + lan->ip("elsewhere", "neigh show");
    }

    [[nodiscard]] ProbeResult ask_for_all() const {
        std::vector<ProbeTarget> targets;
        for (const auto* address :
             {"10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.6", "2001:db8::2", "2001:db8::5", "2001:db8::6"}) {
            targets.push_back(target(address));
        }
        return prober()->ask(targets, kShortWindow);
    }

    /// The kernel of "here" itself looks for a neighbour.
    void send_datagram(const std::string& address) const {
        lan->run_inside("here", [&] {
            const auto to = ip(address);
            sockaddr_in6 ipv6{};
            ipv6.sin6_family = AF_INET6;
            ipv6.sin6_port = htons(9);
            std::memcpy(&ipv6.sin6_addr, to.bytes.data(), 16);
            sockaddr_in ipv4{};
            ipv4.sin_family = AF_INET;
            ipv4.sin_port = htons(9);
            std::memcpy(&ipv4.sin_addr, to.bytes.data(), 4);
            const bool is_ipv4 = to.family == Family::ipv4;
            const UniqueFd fd{socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
            EXPECT_EQ(
                sendto(fd.get(), "x", 1, 0,
                       is_ipv4 ? reinterpret_cast<sockaddr*>(&ipv4) : reinterpret_cast<sockaddr*>(&ipv6),
                       is_ipv4 ? sizeof ipv4 : sizeof ipv6),
                1);
        });
    }
};

TEST_F(ProbeSilence, SendsNothingThatTellsAnybodyAnything) {
    const Wire wire{"here"};  // the bridge's end of the cable

    const auto result = ask_for_all();

    std::map<std::string, int> sent;
    for (const auto& frame : wire.take()) {
        if (!is_group_report(frame)) {
            ++sent[meaning_of(frame)];
        }
    }
    EXPECT_THAT(sent,
                ElementsAre(std::pair{"probe for 10.0.0.1", 3}, std::pair{"probe for 10.0.0.2", 3},
                            std::pair{"probe for 10.0.0.5", 3}, std::pair{"probe for 10.0.0.6", 3},
                            std::pair{"probe for 2001:db8::2", 3}, std::pair{"probe for 2001:db8::5", 3},
                            std::pair{"probe for 2001:db8::6", 3}));
    EXPECT_THAT(words(result.answers),
                ElementsAre("10.0.0.2 02:00:00:00:00:02", "10.0.0.5 02:00:00:00:00:02",
                            "10.0.0.5 02:00:00:00:00:03", "2001:db8::2 02:00:00:00:00:02",
                            "2001:db8::5 02:00:00:00:00:02", "2001:db8::5 02:00:00:00:00:03"));
}

TEST_F(ProbeSilence, ChangesNoNeighboursCache) {
    const auto before = caches();
    ASSERT_THAT(before, testing::HasSubstr("10.0.0.1 dev eth0 lladdr 02:00:00:00:00:99 STALE"));
    ASSERT_THAT(before, testing::HasSubstr("2001:db8::1 dev eth0 lladdr 02:00:00:00:00:99 STALE"));

    (void)ask_for_all();

    EXPECT_EQ(caches(), before);
}

/// That the two above would notice: how a host usually asks.
TEST_F(ProbeSilence, DiffersFromTheQuestionOfAKernel) {
    lan->ip("here", "addr del 2001:db8::5/128 dev eth0");  // it would be the sender's address
    const Wire wire{"here"};

    send_datagram("10.0.0.2");
    send_datagram("2001:db8::2");

    std::vector<std::string> sent;
    for (const auto& frame : wire.take()) {
        sent.push_back(meaning_of(frame));
    }
    EXPECT_THAT(sent, Contains("ARP of 10.0.0.1"));
    EXPECT_THAT(sent, Contains("IPv6 of 2001:db8::1"));
    EXPECT_THAT(sent, Each(Not(StartsWith("probe for"))));
    const auto after = lan->ip("there", "neigh show");
    EXPECT_THAT(after, testing::HasSubstr("10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01"));
    EXPECT_THAT(after, testing::HasSubstr("2001:db8::1 dev eth0 lladdr 02:00:00:00:00:01"));
}

/// A reply for 10.0.0.6 by 02:00:00:00:00:`sender`.
Bytes arp_reply(const Bytes& destination, std::uint8_t sender) {
    Bytes frame{destination};
    frame.insert(frame.end(), {0x02, 0, 0, 0, 0, sender, 0x08, 0x06});
    frame.insert(frame.end(), {0, 1, 8, 0, 6, 4, 0, 2, 0x02, 0, 0, 0, 0, sender, 10, 0, 0, 6});
    frame.insert(frame.end(), {0x02, 0, 0, 0, 0, 0x01, 0, 0, 0, 0});
    return frame;
}

Bytes tagged(Bytes frame) {
    const Bytes tag{0x81, 0x00, 0x00, 0x07};
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    return frame;
}

TEST_F(ProbeSilence, HearsWhatIsSentToItOnItsOwnNetworkOnly) {
    lan->ip("here", "link set eth0 promisc on");
    const Wire wire{"here"};  // what is sent here comes in at the asking host
    const Bytes here{0x02, 0, 0, 0, 0, 0x01};
    const Bytes another{0x02, 0, 0, 0, 0, 0x77};
    const auto asked = target("10.0.0.6");
    const auto asker = prober();
    ProbeResult result;
    std::atomic<bool> done{false};
    std::thread asking{[&] {
        result = asker->ask({&asked, 1}, std::chrono::milliseconds{300});
        done = true;
    }};
    // Again and again: whoever listens hears it, whenever he begins.
    while (!done) {
        wire.send(arp_reply(here, 0xa1));
        wire.send(arp_reply(another, 0xa2));
        wire.send(tagged(arp_reply(here, 0xa3)));
        wire.send(arp_reply(Bytes(6, 0xff), 0xa4));
        (void)wire.take();
        std::this_thread::yield();
    }
    asking.join();

    EXPECT_THAT(words(result.answers),
                ElementsAre("10.0.0.6 02:00:00:00:00:a1", "10.0.0.6 02:00:00:00:00:a4"));
}

}  // namespace
}  // namespace vipwarden::netlink
