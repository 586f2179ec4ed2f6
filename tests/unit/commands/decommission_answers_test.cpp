// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_answers.hpp"

#include <gmock/gmock.h>

#include "tests/unit/commands/print_step.hpp"

namespace vipwarden::commands {
namespace {

using netlink::MacAddress;
using testing::ElementsAre;

constexpr MacAddress kHost{0x02, 0, 0, 0, 0, 0x01};
constexpr MacAddress kRouter{0x00, 0x00, 0x5e, 0x00, 0x01, 0x33};

Asked asked(const char* address, std::vector<MacAddress> macs, std::string obstacle = {}) {
    return {.address = *netlink::parse_ip_address(address),
            .interface = "eth0",
            .macs = std::move(macs),
            .obstacle = std::move(obstacle)};
}

TEST(LastHolder, IsNobodyWhoHoldsNothing) {
    EXPECT_THAT(last_holder_steps({}, {}), ElementsAre(passed("last-holder", "this node holds no VIP")));
}

TEST(LastHolder, IsWarnedThatTheServiceGoesDown) {
    EXPECT_THAT(
        last_holder_steps({.asked = {asked("10.9.0.1", {}), asked("10.9.0.2", {})}}, {}),
        ElementsAre(warned("last-holder",
                           "before the stop nobody else answers for 10.9.0.1 on eth0, 10.9.0.2 on eth0: "
                           "unless a node takes over, the service goes down with it",
                           "make sure that another node runs keepalived with them")));
}

TEST(LastHolder, IsNotTheLastIfSomebodyAnswers) {
    EXPECT_THAT(last_holder_steps({.asked = {asked("10.9.0.1", {kRouter})}}, {}),
                ElementsAre(passed("last-holder",
                                   "answered elsewhere already: 10.9.0.1 on eth0 by 00:00:5e:00:01:33 (VRRP, "
                                   "VRID 51)")));
}

TEST(LastHolder, IsWarnedIfNobodyCanBeAsked) {
    EXPECT_THAT(last_holder_steps({.asked = {asked("10.9.0.1", {}, "it is down")}}, {}),
                ElementsAre(warned("last-holder", "nobody can be asked for 10.9.0.1 on eth0 (it is down)",
                                   "run 'vipwarden probe ADDRESS' on another host of that network")));
}

TEST(AnswersAfterwards, AreWellIfOneHostAnswersForEach) {
    EXPECT_THAT(answer_steps({.asked = {asked("10.9.0.1", {kHost}), asked("10.9.0.2", {kHost})}}, {}),
                ElementsAre(passed(
                    "answers",
                    "one MAC address answers: 10.9.0.1 on eth0 by 02:00:00:00:00:01, 10.9.0.2 on eth0 by "
                    "02:00:00:00:00:01")));
}

TEST(AnswersAfterwards, FailIfTwoHostsAnswer) {
    const auto steps = answer_steps({.asked = {asked("10.9.0.1", {kRouter, kHost})}}, {});

    EXPECT_THAT(steps,
                ElementsAre(failed(ExitCode::answered, "answers",
                                   "more than one MAC address answers: 10.9.0.1 on eth0 by 00:00:5e:00:01:33 "
                                   "(VRRP, VRID 51) and 02:00:00:00:00:01",
                                   "if they are not of one host (two interfaces in one network; a VMAC "
                                   "and the interface below it), take the address off all hosts but "
                                   "one")));
    EXPECT_EQ(code_of(steps), ExitCode::answered);
}

TEST(AnswersAfterwards, AreAWarningIfNobodyWasSeen) {
    EXPECT_THAT(
        answer_steps({.asked = {asked("10.9.0.1", {})}, .lost = 2}, {}),
        ElementsAre(warned("answers", "nobody was seen to answer for 10.9.0.1 on eth0",
                           "if a node is to have them by now: 'vipwarden probe ADDRESS' once more"),
                    warned("answers", "2 answers were lost", "run 'vipwarden probe' for the addresses")));
}

TEST(AnswersAfterwards, AreNoItemWithoutAVip) {
    EXPECT_THAT(answer_steps({}, {}), testing::IsEmpty());
}

TEST(AnswersAfterwards, KnowThatThisHostStillHasOne) {
    const std::vector<Question> here{{*netlink::parse_ip_address("10.9.0.1"), "eth0"}};

    EXPECT_THAT(answer_steps({.asked = {asked("10.9.0.1", {})}}, here),
                ElementsAre(warned("answers",
                                   "this host itself still has 10.9.0.1 on eth0, and nobody else was seen to "
                                   "answer",
                                   "\"addresses\" says why it stays")));
    EXPECT_THAT(answer_steps({.asked = {asked("10.9.0.1", {kHost})}}, here),
                ElementsAre(failed(ExitCode::answered, "answers",
                                   "this host still has it, and another one answers: 10.9.0.1 on eth0 by "
                                   "02:00:00:00:00:01",
                                   "take it off one of them")));
}

TEST(LastHolder, IsToldOfWhatAnotherKeepalivedHolds) {
    const release::PlannedAddress other{
        .address = {.ifindex = 2, .local = *netlink::parse_ip_address("10.9.0.1"), .prefix_length = 32},
        .interface = "eth0",
        .reason = release::Reason::held,
        .holder = 428};

    EXPECT_THAT(last_holder_steps({}, {other}),
                ElementsAre(warned("last-holder",
                                   "this node has 10.9.0.1/32 on eth0, and another keepalived may hold it: "
                                   "pid 428",
                                   "as long as that lives it is not removed")));
}

}  // namespace
}  // namespace vipwarden::commands
