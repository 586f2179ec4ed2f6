// SPDX-License-Identifier: MIT
#include "wrapper/commands/answers.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"
#include "tests/support/fake_neighbour_prober.hpp"

namespace vipwarden::commands {
namespace {

using netlink::Link;
using netlink::MacAddress;
using netlink::Obstacle;
using netlink::ProbeTarget;
using support::ip;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr MacAddress kOne{0x02, 0, 0, 0, 0, 1};
constexpr MacAddress kTwo{0x02, 0, 0, 0, 0, 2};

const std::vector<Link> kLinks{{.index = 2, .name = "eth0"},
                               {.index = 3, .name = "eth1"},
                               {.index = 4, .name = "vrrp.51", .kind = "macvlan", .lower_index = 2},
                               {.index = 5, .name = "container0", .kind = "macvlan"},
                               {.index = 6, .name = "ipvlan0", .kind = "ipvlan", .lower_index = 3}};

TEST(AskFor, TellsWhoAnswersForEachQuestionInItsPlace) {
    support::FakeNeighbourProber network;
    network.neighbours = {{.address = ip("10.0.0.1"), .ifindex = 3, .mac = kTwo},
                          {.address = ip("10.0.0.1"), .ifindex = 3, .mac = kOne},
                          {.address = ip("10.0.0.1"), .ifindex = 2, .mac = kTwo}};
    network.lost = 4;

    const auto answers =
        ask_for({{ip("10.0.0.2"), "eth0"}, {ip("10.0.0.1"), "eth1"}, {ip("10.0.0.1"), "eth0"}}, kLinks,
                network, std::chrono::milliseconds{10});

    EXPECT_EQ(answers,
              (Answers{.asked = {{.address = ip("10.0.0.2"), .interface = "eth0"},
                                 {.address = ip("10.0.0.1"), .interface = "eth1", .macs = {kOne, kTwo}},
                                 {.address = ip("10.0.0.1"), .interface = "eth0", .macs = {kTwo}}},
                       .lost = 4}));
    EXPECT_EQ(network.window, std::chrono::milliseconds{10});
}

TEST(AskFor, AsksBelowAMacvlanOrIpvlanAsFarAsThatCanBeSeen) {
    support::FakeNeighbourProber network;
    const auto address = ip("10.0.0.1");

    const auto answers =
        ask_for({{address, "vrrp.51"}, {address, "container0"}, {address, "ipvlan0"}}, kLinks, network);

    EXPECT_THAT(network.asked,
                ElementsAre(ProbeTarget{address, 2}, ProbeTarget{address, 5}, ProbeTarget{address, 3}));
    EXPECT_THAT(answers.asked, ElementsAre(Asked{.address = address, .interface = "eth0"},
                                           Asked{.address = address, .interface = "container0"},
                                           Asked{.address = address, .interface = "eth1"}));
}

TEST(AskFor, SaysWhatKeptItFromAsking) {
    support::FakeNeighbourProber network;
    network.obstacles = {{.target = {.ifindex = 2}, .obstacle = Obstacle::down},
                         {.target = {.ifindex = 3},
                          .obstacle = Obstacle::not_sent,
                          .error = make_error_code(std::errc::no_buffer_space)},
                         {.target = {.ifindex = 0}, .obstacle = Obstacle::no_interface}};

    EXPECT_THAT(
        ask_for({{ip("10.0.0.1"), "eth0"}, {ip("10.0.0.1"), "eth1"}, {ip("10.0.0.1"), "eth7"}}, kLinks,
                network)
            .asked,
        ElementsAre(
            Asked{.address = ip("10.0.0.1"), .interface = "eth0", .obstacle = "it is down"},
            Asked{.address = ip("10.0.0.1"),
                  .interface = "eth1",
                  .obstacle = "the kernel did not send: No buffer space available"},
            Asked{.address = ip("10.0.0.1"), .interface = "eth7", .obstacle = "there is no such interface"}));
}

TEST(AskFor, AsksNothingWithoutAQuestion) {
    support::FakeNeighbourProber network;

    EXPECT_EQ(ask_for({}, kLinks, network), Answers{});
}

TEST(QuestionsFor, AskWhereTheVipIs) {
    const Vip vip{.address = ip("10.0.0.1"), .prefix_length = 24, .interface = "eth1"};
    const Vip again{.address = ip("10.0.0.1"), .prefix_length = 32, .interface = "eth1"};
    const Vip elsewhere{.address = ip("10.0.0.1"), .interface = "eth0"};

    EXPECT_THAT(questions_for({vip, again, elsewhere}, kLinks),
                ElementsAre(Question{ip("10.0.0.1"), "eth1"}, Question{ip("10.0.0.1"), "eth0"}));
    EXPECT_THAT(questions_for({}, kLinks), IsEmpty());
}

TEST(QuestionsFor, AskBelowAVmacThatMayBeGone) {
    const Vip vip{.address = ip("10.0.0.1"),
                  .interface = "vrrp.52",
                  .ifindex = 9,
                  .vmac = Vmac{.vrid = 52, .base = "eth1", .base_ifindex = 3}};

    EXPECT_THAT(questions_for({vip}, kLinks), ElementsAre(Question{ip("10.0.0.1"), "eth1"}));
}

TEST(QuestionsFor, KnowAnInterfaceThatWasRenamed) {
    const Vip vip{.address = ip("10.0.0.1"), .interface = "lan0", .ifindex = 3};
    const Vip on_a_vmac{.address = ip("10.0.0.2"),
                        .interface = "vrrp.52",
                        .vmac = Vmac{.vrid = 52, .base = "lan1", .base_ifindex = 2}};
    const Vip gone{.address = ip("10.0.0.3"), .interface = "lan7", .ifindex = 77};

    EXPECT_THAT(questions_for({vip, on_a_vmac, gone}, kLinks),
                ElementsAre(Question{ip("10.0.0.1"), "eth1"}, Question{ip("10.0.0.2"), "eth0"},
                            Question{ip("10.0.0.3"), "lan7"}));
}

}  // namespace
}  // namespace vipwarden::commands
