// SPDX-License-Identifier: MIT
#include <string>
#include <utility>
#include <vector>

#include "tests/kernel/probe_fixture.hpp"
#include "wrapper/commands/commands.hpp"

namespace vipwarden::commands {
namespace {

using support::ip;
using Kind = report::Expectation::Kind;

struct Ended {
    int status{0};
    std::string output{};

    bool operator==(const Ended&) const = default;
};

void PrintTo(const Ended& ended, std::ostream* out) {
    *out << ended.status << '\n' << ended.output;
}

/// The whole verb, on "here": it has 10.0.0.1/24, 10.0.0.5 with "there", and 10.0.0.6 on a VMAC device.
class ProbeVerb : public netlink::ProbeTest {
 protected:
    void SetUp() override {
        ProbeTest::SetUp();
        if (lan) {
            lan->ip("here",
                    "link add link eth0 name vrrp.10 address 00:00:5e:00:01:0a type macvlan mode private");
            lan->ip("here", "link set vrrp.10 addrgenmode none up");
            lan->ip("here", "addr add 10.0.0.1/24 dev eth0");
            lan->ip("here", "addr add 10.0.0.5/32 dev eth0");
            lan->ip("here", "addr add 10.0.0.6/32 dev vrrp.10");
            lan->ip("there", "addr add 10.0.0.5/32 dev eth0");
        }
    }

    [[nodiscard]] static Ended probe_for(std::vector<std::string> addresses, ProbeOptions options = {}) {
        for (const auto& address : addresses) {
            options.addresses.push_back(ip(address));
        }
        options.window = netlink::kShortWindow;
        options.net_namespace = "here";
        ::testing::internal::CaptureStdout();
        const int status = probe(options);
        return {.status = status, .output = ::testing::internal::GetCapturedStdout()};
    }
};

TEST_F(ProbeVerb, TellsWhoHasAnAddress) {
    EXPECT_EQ(probe_for({"10.0.0.5", "10.0.0.6", "10.0.0.7"}), (Ended{0,
                                                                      "10.0.0.5  eth0     this host\n"
                                                                      "10.0.0.5  eth0     02:00:00:00:00:02\n"
                                                                      "10.0.0.6  vrrp.10  this host\n"
                                                                      "10.0.0.6  eth0     nobody else seen\n"
                                                                      "10.0.0.7  eth0     nobody seen\n"}));
}

TEST_F(ProbeVerb, EndsWith81WhereAnotherAnswersThanShould) {
    EXPECT_EQ(probe_for({"10.0.0.5", "10.0.0.7"}, {.expectation = report::Expectation{.kind = Kind::none}}),
              (Ended{81,
                     "10.0.0.5  eth0  this host\n"
                     "10.0.0.5  eth0  02:00:00:00:00:02\n"
                     "10.0.0.7  eth0  nobody seen\n"
                     "not as expected (no other host answers): 10.0.0.5\n"}));
    EXPECT_EQ(probe_for({"10.0.0.6"}, {.expectation = report::Expectation{.kind = Kind::one}}).status, 0);
}

TEST_F(ProbeVerb, EndsWith69WhereItCouldNotBeAsked) {
    EXPECT_EQ(
        probe_for({"10.0.0.5"}, {.interface = "lo"}),
        (Ended{69,
               "10.0.0.5  eth0  this host\n"
               "10.0.0.5  lo    could not be asked: no ARP or neighbour discovery on this interface\n"}));
    EXPECT_EQ(probe_for({"10.0.0.5"}, {.interface = "nosuch"}).status, 69);

    lan->ip("here", "link add eth1 type veth peer name unused");
    lan->ip("here", "addr add 10.1.0.1/24 dev eth1");
    EXPECT_EQ(probe_for({"10.0.0.5", "10.1.0.5"}),
              (Ended{69,
                     "10.0.0.5  eth0  this host\n"
                     "10.0.0.5  eth0  02:00:00:00:00:02\n"
                     "10.1.0.5  eth1  could not be asked: it is down\n"}));
}

TEST_F(ProbeVerb, AsksBelowAVmac) {
    EXPECT_EQ(probe_for({"10.0.0.7"}, {.interface = "vrrp.10"}), (Ended{0, "10.0.0.7  eth0  nobody seen\n"}));
}

}  // namespace
}  // namespace vipwarden::commands
