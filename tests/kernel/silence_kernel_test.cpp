// SPDX-License-Identifier: MIT
// What the others see of an address that was silenced, until it is removed: nothing that they would not see
// afterwards.
#include <array>
#include <cstddef>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>

#include "tests/kernel/silence_fixture.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// The answer to the last that a test asks.
constexpr auto kLast = "ICMP 10.0.0.1 > 10.0.0.2 type 0";

struct Kind {
    const char* name;
    const char* vip;
    const char* words;  ///< of `ip addr`
};

void PrintTo(const Kind& kind, std::ostream* out) {
    *out << kind.name;
}

const std::array kIpv4{
    Kind{"Alone", "10.0.0.100", "add 10.0.0.100/32 dev eth0"},
    Kind{"Secondary", "10.0.0.100", "add 10.0.0.100/24 dev eth0"},
    Kind{"Primary", "10.7.0.100", "add 10.7.0.100/24 dev eth0"},
    Kind{"WithPeer", "10.0.0.100", "add 10.0.0.100 peer 10.8.0.9/32 dev eth0"},
    Kind{"OnLo", "10.0.0.100", "add 10.0.0.100/32 dev lo"},
    Kind{"WithEveryPrefix", "10.0.0.100", "add 10.0.0.100/0 dev eth0"},
};

const std::array kIpv6{
    Kind{"Alone", "2001:db8::100", "add 2001:db8::100/128 dev eth0 nodad"},
    Kind{"InASubnet", "2001:db8::100", "add 2001:db8::100/64 dev eth0 nodad"},
    Kind{"OnLo", "2001:db8::100", "add 2001:db8::100/128 dev lo nodad"},
};

class SilenceOfIpv4 : public SilenceTest, public ::testing::WithParamInterface<Kind> {};
class SilenceOfIpv6 : public SilenceTest, public ::testing::WithParamInterface<Kind> {};

INSTANTIATE_TEST_SUITE_P(, SilenceOfIpv4, ::testing::ValuesIn(kIpv4),
                         [](const auto& tested) { return std::string{tested.param.name}; });
INSTANTIATE_TEST_SUITE_P(, SilenceOfIpv6, ::testing::ValuesIn(kIpv6),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(SilenceOfIpv4, IsDeafAndDumbWhileTheEntryStays) {
    const std::string vip = GetParam().vip;
    lan->ip("here", std::string{"addr "} + GetParam().words);
    aim_at(vip);
    const auto vips = entries_of(vip);
    ASSERT_THAT(vips, SizeIs(1));
    ASSERT_THAT(reaction(vip),
                UnorderedElementsAre("ICMP " + vip + " > 10.0.0.2 type 0", "TCP " + vip + " > 10.0.0.2"));
    ASSERT_THAT(who_has({vip}, "there"), SizeIs(1));

    table->silence(vips);

    EXPECT_THAT(reaction(vip), IsEmpty());
    EXPECT_THAT(who_has({vip, "10.0.0.1"}, "there"), ElementsAre("10.0.0.1 02:00:00:00:00:01"));
    EXPECT_EQ(entries_of(vip), vips);
}

TEST_P(SilenceOfIpv6, TakesNoPacketsButAnswersNeighbours) {
    const std::string vip = GetParam().vip;
    lan->ip("here", std::string{"addr "} + GetParam().words);
    aim_at(vip);
    const auto vips = entries_of(vip);
    ASSERT_THAT(vips, SizeIs(1));
    ASSERT_THAT(reaction(vip), UnorderedElementsAre("ICMPv6 " + vip + " > 2001:db8::2 type 129",
                                                    "TCP " + vip + " > 2001:db8::2"));
    const auto neighbours = who_has({vip}, "there");

    table->silence(vips);

    EXPECT_THAT(reaction(vip), IsEmpty());
    EXPECT_EQ(who_has({vip}, "there"), neighbours);
    EXPECT_EQ(entries_of(vip), vips);
}

/// A router: what is done with a packet to the VIP is decided as it is once the address is gone.
struct Router {
    const char* vip;
    const char* words;
    const char* subnet_beyond;  ///< What lies behind the second interface.
};

void PrintTo(const Router& router, std::ostream* out) {
    *out << router.words;
}

/// An error message about a packet has the address as its sender that the packet was for, as long as that is
/// one of the host's (icmp6_send() in net/ipv6/icmp.c).
std::set<std::string> without_sender(std::set<std::string> frames, const std::string& vip) {
    std::set<std::string> result;
    for (auto frame : frames) {
        if (const auto at = frame.find(vip + " > 2001:db8::2 type 1"); at != std::string::npos) {
            frame.replace(at, vip.size(), "2001:db8::1");
        }
        result.insert(frame);
    }
    return result;
}

class SilenceOfARouter : public SilenceTest,
                         public ::testing::WithParamInterface<std::tuple<Router, bool, bool>> {};

INSTANTIATE_TEST_SUITE_P(
    , SilenceOfARouter,
    ::testing::Combine(::testing::Values(Router{"10.0.0.100", "add 10.0.0.100/32 dev eth0", "10.50.0.0/24"},
                                         Router{"10.0.0.100", "add 10.0.0.100/24 dev eth0", "10.50.0.0/24"},
                                         Router{"10.60.0.100", "add 10.60.0.100/32 dev eth0", "10.50.0.0/24"},
                                         Router{"10.50.0.100", "add 10.50.0.100/32 dev eth0", "10.50.0.0/24"},
                                         Router{"2001:db8::100", "add 2001:db8::100/128 dev eth0 nodad",
                                                "2001:db8:50::/64"},
                                         Router{"2001:db8:60::100", "add 2001:db8:60::100/128 dev eth0 nodad",
                                                "2001:db8:50::/64"},
                                         Router{"2001:db8:50::100", "add 2001:db8:50::100/128 dev eth0 nodad",
                                                "2001:db8:50::/64"}),
                       ::testing::Bool(), ::testing::Bool()));

TEST_P(SilenceOfARouter, SendsOnWhatItSendsOnAfterTheRemoval) {
    const auto& [router, proxies, has_default] = GetParam();
    const std::string vip = router.vip;
    const bool ipv4 = own(vip) == "10.0.0.1";
    lan->ip("here", "link add beyond type veth peer name outside");
    lan->ip("here", "link set beyond addrgenmode none up");
    lan->ip("here", "link set outside addrgenmode none up");
    lan->ip("here", std::string{"route add "} + router.subnet_beyond + " dev beyond");
    if (has_default) {
        lan->ip("here", ipv4 ? "route add default via 10.0.0.2" : "-6 route add default via 2001:db8::2");
    }
    lan->set_sysctl("here", "ipv4/ip_forward", "1");
    lan->set_sysctl("here", "ipv6/conf/all/forwarding", "1");
    lan->set_sysctl("here", "ipv4/conf/eth0/proxy_arp", proxies ? "1" : "0");
    lan->set_sysctl("here", "ipv6/conf/eth0/proxy_ndp", proxies ? "1" : "0");
    // Each packet is to be answered as the one before.
    lan->set_sysctl("here", "ipv4/icmp_ratelimit", "0");
    lan->set_sysctl("here", "ipv6/icmp/ratelimit", "0");
    lan->ip("here", std::string{"addr "} + router.words);
    aim_at(vip);
    const auto vips = entries_of(vip);
    const auto answers = [&] { return ipv4 ? who_has({vip}, "there") : std::vector<std::string>{}; };

    table->silence(vips);
    const auto between = without_sender(reaction(vip), vip);
    const auto answers_between = answers();
    ASSERT_THAT(table->remove(vips), Each(std::error_code{}));

    EXPECT_EQ(between, reaction(vip));
    EXPECT_EQ(answers_between, answers());
    EXPECT_THAT(between, Each(AllOf(Not(HasSubstr("tell " + vip)), Not(HasSubstr(" " + vip + " >")))));
}

/// That the test above would notice, and why some addresses are never silenced (release::worth_silencing()).
TEST_F(SilenceTest, WouldAnnounceAnAddressThatIsTheFirstOfItsSubnet) {
    lan->set_sysctl("here", "ipv4/ip_forward", "1");
    lan->ip("here", "addr add 10.7.0.100/24 dev eth0");
    aim_at("10.7.0.100");

    table->silence(entries_of("10.7.0.100"));

    EXPECT_THAT(reaction("10.7.0.100"), Contains("ARP who-has 10.7.0.100 tell 10.7.0.100"));
}

TEST_F(SilenceTest, AsksForItsNextOwnerInTheNameOfAnAddressThatStays) {
    lan->set_sysctl("here", "ipv4/ip_forward", "1");
    lan->ip("here", "addr add 10.0.0.100/32 dev eth0");
    lan->ip("elsewhere", "addr add 10.0.0.100/24 dev eth0");
    aim_at("10.0.0.100");

    table->silence(entries_of("10.0.0.100"));

    EXPECT_THAT(reaction("10.0.0.100"), AllOf(Contains("ARP who-has 10.0.0.100 tell 10.0.0.1"),
                                              Not(Contains(HasSubstr("tell 10.0.0.100")))));
    EXPECT_THAT(who_has({"10.0.0.100"}, "there"), ElementsAre("10.0.0.100 02:00:00:00:00:03"));
}

TEST_F(SilenceTest, TellsNobodyAnything) {
    for (const auto* level : {"0", "1", "2"}) {
        lan->set_sysctl("here", "ipv4/conf/eth0/arp_announce", level);
        lan->set_sysctl("here", "ipv4/conf/eth0/arp_notify", "1");
        lan->ip("here", "addr add 10.0.0.100/32 dev eth0");
        lan->ip("here", "addr add 2001:db8::100/128 dev eth0 nodad");
        aim_at("10.0.0.100");
        (void)reaction("10.0.0.100");
        const auto vips = [&] {
            auto all = entries_of("10.0.0.100");
            all.push_back(entries_of("2001:db8::100").at(0));
            return all;
        }();
        const Wire wire{"here"};

        table->silence(vips);

        lan->run_inside("there", [] { ping("10.0.0.1"); });
        EXPECT_THAT(heard_until(wire, kLast), IsEmpty());
        EXPECT_THAT(table->remove(vips), Each(std::error_code{}));
    }
}

/// A connection of "there" to the VIP, and its other end.
struct Connection {
    UniqueFd there;
    UniqueFd here;
};

class SilenceOfAConnection : public SilenceTest {
 protected:
    [[nodiscard]] Connection connection_to(const std::string& vip) const {
        Connection both;
        UniqueFd listener;
        lan->run_inside("here", [&] {
            const SocketAddress address{vip};
            listener = UniqueFd{socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
            EXPECT_EQ(bind(listener.get(), address.get(), address.size), 0);
            EXPECT_EQ(listen(listener.get(), 1), 0);
        });
        lan->run_inside("there", [&] { both.there = connect_to(vip); });
        both.here = UniqueFd{accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        return both;
    }

    /// What "here" puts on the wire when both ends send.
    [[nodiscard]] std::set<std::string> talk(const Connection& both) const {
        const Wire wire{"here"};
        (void)send(both.there.get(), "x", 1, MSG_NOSIGNAL);
        (void)send(both.here.get(), "x", 1, MSG_NOSIGNAL);
        lan->run_inside("there", [] { ping("10.0.0.1"); });
        return heard_until(wire, kLast);
    }
};

TEST_F(SilenceOfAConnection, MaySpeakButHearsNothingAndIsNotReset) {
    lan->ip("here", "addr add 10.0.0.100/32 dev eth0");
    aim_at("10.0.0.100");
    const auto vips = entries_of("10.0.0.100");
    const auto both = connection_to("10.0.0.100");
    std::array<char, 8> heard{};
    ASSERT_THAT(talk(both), ElementsAre("TCP 10.0.0.100 > 10.0.0.2"));
    ASSERT_EQ(read(both.here.get(), heard.data(), heard.size()), 1);

    table->silence(vips);

    EXPECT_THAT(talk(both), ::testing::AnyOf(IsEmpty(), ElementsAre("TCP 10.0.0.100 > 10.0.0.2")));
    EXPECT_EQ(read(both.here.get(), heard.data(), heard.size()), -1);
    EXPECT_EQ(errno, EAGAIN);
}

TEST_F(SilenceOfAConnection, CannotBeginAnyMore) {
    lan->ip("here", "addr add 10.0.0.100/32 dev eth0");

    table->silence(entries_of("10.0.0.100"));

    lan->run_inside("here", [] {
        const SocketAddress address{"10.0.0.100"};
        const UniqueFd fd{socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
        EXPECT_EQ(bind(fd.get(), address.get(), address.size), -1);
        EXPECT_EQ(errno, EADDRNOTAVAIL);
    });
}

/// With strict reverse path filtering a host takes no packet for good that comes from its own address; it
/// begins to listen to the next owner of the VIP a moment before it would.
TEST_F(SilenceTest, HearsTheNextOwnerAsAfterTheRemoval) {
    lan->set_sysctl("here", "ipv4/conf/eth0/rp_filter", "1");
    lan->ip("here", "addr add 10.0.0.100/32 dev eth0");
    lan->ip("elsewhere", "addr add 10.0.0.100/24 dev eth0");
    lan->ip("elsewhere", "neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0");
    lan->ip("here", "neigh add 10.0.0.100 lladdr 02:00:00:00:00:03 dev eth0");
    const auto vips = entries_of("10.0.0.100");
    const auto greeting = [&] {
        const Wire wire{"here"};
        lan->run_inside("elsewhere", [] { ping("10.0.0.1"); });
        lan->run_inside("there", [] { ping("10.0.0.1"); });
        return heard_until(wire, kLast);
    };
    ASSERT_THAT(greeting(), IsEmpty());

    table->silence(vips);
    const auto between = greeting();
    ASSERT_THAT(table->remove(vips), Each(std::error_code{}));

    EXPECT_THAT(between, ElementsAre("ICMP 10.0.0.1 > 10.0.0.100 type 0"));
    EXPECT_EQ(greeting(), between);
}

}  // namespace
}  // namespace vipwarden::netlink
