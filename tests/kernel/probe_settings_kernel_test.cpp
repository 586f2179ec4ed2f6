// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "tests/kernel/probe_fixture.hpp"

namespace vipwarden::netlink {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kVmac = "00:00:5e:00:01:0a";

/// How a host is set up decides whether it answers a probe. What is written here is what the kernel does
/// (arp_ignore() in net/ipv4/arp.c, ndisc_recv_ns() in net/ipv6/ndisc.c).
class ProbeSettings : public ProbeTest {
 protected:
    /// Which of these addresses "there" answers for: 10.0.0.2/24, 10.0.0.5/32 and, of scope host, 10.0.0.7/32
    /// on the eth0 that the probe comes in by, 10.1.0.5/24 on another interface, and 10.0.0.6/32 on lo.
    [[nodiscard]] std::vector<std::string> answered_with(const std::string& arp_ignore) const {
        lan->ip("there", "link add eth1 type veth peer name peer1");
        lan->ip("there", "addr add 10.0.0.2/24 dev eth0");
        lan->ip("there", "addr add 10.0.0.5/32 dev eth0");
        lan->ip("there", "addr add 10.0.0.7/32 dev eth0 scope host");
        lan->ip("there", "addr add 10.1.0.5/24 dev eth1");
        lan->ip("there", "addr add 10.0.0.6/32 dev lo");
        lan->set_sysctl("there", "ipv4/conf/eth0/arp_ignore", arp_ignore);
        std::vector<std::string> addresses;
        for (const auto& answer : who_has({"10.0.0.2", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.1.0.5"})) {
            addresses.push_back(answer.substr(0, answer.find(' ')));
        }
        return addresses;
    }

    /// A VMAC device as keepalived makes it and sets it up, with the VIP on it.
    void add_vmac(const std::string& name) const {
        lan->ip(name, std::string{"link add link eth0 name vrrp.10 address "} + kVmac +
                          " type macvlan mode private");
        lan->ip(name, "link set vrrp.10 addrgenmode none up");
        for (const auto* interface : {"eth0", "vrrp.10"}) {
            lan->set_sysctl(name, fmt::format("ipv4/conf/{}/arp_ignore", interface), "1");
            lan->set_sysctl(name, fmt::format("ipv4/conf/{}/arp_filter", interface), "1");
        }
        lan->ip(name, "addr add 10.0.0.5/32 dev vrrp.10");
        lan->ip(name, "addr add 2001:db8::5/128 dev vrrp.10 nodad");
    }
};

TEST_F(ProbeSettings, ArpIgnore0AnswersForEveryAddressOfTheHost) {
    EXPECT_THAT(answered_with("0"), ElementsAre("10.0.0.2", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.1.0.5"));
}

TEST_F(ProbeSettings, ArpIgnore1AnswersForThoseOfTheInterface) {
    EXPECT_THAT(answered_with("1"), ElementsAre("10.0.0.2", "10.0.0.5", "10.0.0.7"));
}

TEST_F(ProbeSettings, ArpIgnore2AnswersForThoseOfTheInterfaceAsTheProbeHasNoSubnet) {
    EXPECT_THAT(answered_with("2"), ElementsAre("10.0.0.2", "10.0.0.5", "10.0.0.7"));
}

TEST_F(ProbeSettings, ArpIgnore3AnswersForNothingOfScopeHost) {
    EXPECT_THAT(answered_with("3"), ElementsAre("10.0.0.2", "10.0.0.5", "10.0.0.6", "10.1.0.5"));
}

TEST_F(ProbeSettings, ArpIgnore8AnswersForNothing) {
    EXPECT_THAT(answered_with("8"), IsEmpty());
}

TEST_F(ProbeSettings, Ipv6AnswersForThoseOfTheInterfaceOnly) {
    lan->ip("there", "link add eth1 type veth peer name peer1");
    lan->ip("there", "link set eth1 up");
    lan->ip("there", "link set peer1 up");
    lan->ip("there", "addr add 2001:db8::4/128 dev eth1 nodad");
    lan->ip("there", "addr add 2001:db8::5/128 dev lo nodad");
    lan->ip("there", "addr add 2001:db8::6/128 dev eth0 nodad");

    EXPECT_THAT(who_has({"2001:db8::4", "2001:db8::5", "2001:db8::6"}),
                ElementsAre("2001:db8::6 02:00:00:00:00:02"));
}

TEST_F(ProbeSettings, Ipv6KnowsNoArpIgnore) {
    lan->ip("there", "addr add 2001:db8::5/128 dev eth0 nodad");
    lan->set_sysctl("there", "ipv4/conf/all/arp_ignore", "8");

    EXPECT_THAT(who_has({"2001:db8::5"}), ElementsAre("2001:db8::5 02:00:00:00:00:02"));
}

/// An interface that lets through only what somebody wants, on a host without IPv6 (here: by an MTU too small
/// for it): nobody but the probe wants ff02::1, to which the answer goes.
TEST_F(ProbeSettings, Ipv6AnswersReachAHostThatHasNoIpv6) {
    host->ip("netns add container");
    host->ip("link add link lan name macvlan0 netns container type macvlan mode bridge");
    lan->ip("container", "link set macvlan0 mtu 1200 up");
    ASSERT_THAT(lan->ip("container", "maddr show dev macvlan0"), Not(HasSubstr("33:33:00:00:00:01")));
    lan->ip("there", "addr add 2001:db8::5/128 dev eth0 nodad");
    const auto asked = target("2001:db8::5", "macvlan0", "container");

    EXPECT_THAT(words(prober("container")->ask({&asked, 1}, kShortWindow).answers),
                ElementsAre("2001:db8::5 02:00:00:00:00:02"));
}

TEST_F(ProbeSettings, AVmacAnswersWithTheVirtualRoutersMacAddress) {
    add_vmac("there");

    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}),
                ElementsAre("10.0.0.5 00:00:5e:00:01:0a", "2001:db8::5 00:00:5e:00:01:0a"));
}

TEST_F(ProbeSettings, AVmacOfThisHostIsNotHeardButThatOfAnother) {
    add_vmac("here");
    ASSERT_THAT(who_has({"10.0.0.5", "2001:db8::5"}, "elsewhere"),
                ElementsAre("10.0.0.5 00:00:5e:00:01:0a", "2001:db8::5 00:00:5e:00:01:0a"));
    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}), IsEmpty());

    add_vmac("there");
    EXPECT_THAT(who_has({"10.0.0.5", "2001:db8::5"}),
                ElementsAre("10.0.0.5 00:00:5e:00:01:0a", "2001:db8::5 00:00:5e:00:01:0a"));
}

TEST_F(ProbeSettings, AVmacWithoutArpIgnoreLooksLikeTwoHosts) {
    add_vmac("there");
    for (const auto* interface : {"eth0", "vrrp.10"}) {
        lan->set_sysctl("there", fmt::format("ipv4/conf/{}/arp_ignore", interface), "0");
        lan->set_sysctl("there", fmt::format("ipv4/conf/{}/arp_filter", interface), "0");
    }

    EXPECT_THAT(who_has({"10.0.0.5"}),
                ElementsAre("10.0.0.5 00:00:5e:00:01:0a", "10.0.0.5 02:00:00:00:00:02"));
}

/// An address that is just being checked for duplicates: no host answers for it yet, and one that asks for it
/// from :: is another that wants it (RFC 4862, section 5.4.3).
TEST_F(ProbeSettings, Ipv6GivesUpAnAddressThatIsBeingCheckedForDuplicates) {
    lan->set_sysctl("there", "ipv6/conf/eth0/dad_transmits", "20");
    lan->ip("there", "addr add 2001:db8::5/128 dev eth0");
    lan->ip("there", "addr add 2001:db8::6/128 dev eth0 nodad");  // as keepalived adds a VIP
    ASSERT_THAT(lan->ip("there", "addr show dev eth0"), Not(HasSubstr("dadfailed")));

    EXPECT_THAT(who_has({"2001:db8::5", "2001:db8::6"}), ElementsAre("2001:db8::6 02:00:00:00:00:02"));
    EXPECT_THAT(lan->ip("there", "addr show to 2001:db8::5 dev eth0"), HasSubstr("dadfailed"));
    EXPECT_THAT(lan->ip("there", "addr show to 2001:db8::6 dev eth0"), Not(HasSubstr("dadfailed")));
}

}  // namespace
}  // namespace vipwarden::netlink
