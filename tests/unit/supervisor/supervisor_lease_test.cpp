// SPDX-License-Identifier: MIT
// When the lease of the VIPs is renewed: on an answer to a probe, and on nothing else.
#include <csignal>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wrapper/supervisor/supervisor.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr Patience kPatience{.look_up = seconds{1000},  // Out of the way.
                             .status = seconds{1000},
                             .last_status = seconds{1000},
                             .hang = seconds{0},
                             .lease = seconds{2},
                             .look = seconds{1000},
                             .last_look = seconds{1}};

TimePoint after(milliseconds time) {
    return kStart + time;
}

VrrpSeen answering() {
    return {.vitals = Vitals{.pid = 5, .start_time = 50, .state = 'S'}};
}

VrrpSeen not_answering() {
    return {.vitals = Vitals{.pid = 5, .start_time = 50, .state = 'T', .sigchld_pending = true}};
}

Supervisor running(Patience patience = kPatience) {
    Supervisor supervisor{patience};
    (void)supervisor.handle(KeepalivedStarted{}, kStart);
    (void)supervisor.handle(KeepalivedUp{}, kStart);
    return supervisor;
}

/// Lets it probe when it wants to, and answers at once; what it does on that.
std::vector<Action> probe_answered(Supervisor& supervisor) {
    const auto now = supervisor.deadline().value();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, now), Contains(Action{ProbeVrrp{}}));
    return supervisor.handle(answering(), now);
}

TEST(SupervisorLease, IsRenewedOnTheFirstAnswer) {
    auto supervisor = running();

    EXPECT_THAT(probe_answered(supervisor), ElementsAre(Action{RenewLease{}}));
}

TEST(SupervisorLease, IsRenewedOnAnAnswerWhenItIsDue) {
    auto supervisor = running();
    (void)probe_answered(supervisor);  // After 1 s, as all that follow.

    EXPECT_THAT(probe_answered(supervisor), IsEmpty());
    EXPECT_THAT(probe_answered(supervisor), ElementsAre(Action{RenewLease{}}));
    EXPECT_THAT(probe_answered(supervisor), IsEmpty());
}

TEST(SupervisorLease, IsNotRenewedWhileThereIsNoAnswer) {
    auto supervisor = running();
    (void)probe_answered(supervisor);

    const auto end = after(std::chrono::hours{10});
    while (supervisor.deadline().value() < end) {
        const auto now = supervisor.deadline().value();
        EXPECT_THAT(supervisor.handle(DeadlinePassed{}, now), Not(Contains(Action{RenewLease{}})));
        EXPECT_THAT(supervisor.handle(not_answering(), now), IsEmpty());  // Nor is it a hang: that is off.
    }
}

TEST(SupervisorLease, IsRenewedAsSoonAsThereIsAnAnswerAgain) {
    auto supervisor = running();
    (void)probe_answered(supervisor);
    const auto probed = supervisor.deadline().value();
    (void)supervisor.handle(DeadlinePassed{}, probed);
    (void)supervisor.handle(not_answering(), probed);
    (void)supervisor.handle(DeadlinePassed{}, probed + seconds{9});

    EXPECT_THAT(supervisor.handle(answering(), probed + seconds{9}), ElementsAre(Action{RenewLease{}}));
}

TEST(SupervisorLease, ReachesANewVipSoon) {
    auto supervisor = running();
    (void)probe_answered(supervisor);
    (void)probe_answered(supervisor);
    const auto changed = after(milliseconds{2010});

    (void)supervisor.handle(AddressesChanged{}, changed);

    EXPECT_EQ(supervisor.deadline(), changed + kPatience.lease_soon);
    EXPECT_THAT(probe_answered(supervisor), ElementsAre(Action{RenewLease{}}));
}

TEST(SupervisorLease, IsNotPutOffByEverMoreChanges) {
    auto supervisor = running();
    (void)probe_answered(supervisor);
    (void)probe_answered(supervisor);
    const auto changed = after(milliseconds{2010});

    (void)supervisor.handle(AddressesChanged{}, changed);
    (void)supervisor.handle(AddressesChanged{}, changed + milliseconds{90});

    EXPECT_EQ(supervisor.deadline(), changed + kPatience.lease_soon);
}

TEST(SupervisorLease, IsNeverRenewedOnceAStopHasBegun) {
    auto supervisor = running();
    const auto now = supervisor.deadline().value();
    (void)supervisor.handle(DeadlinePassed{}, now);

    (void)supervisor.handle(SignalReceived{SIGTERM}, now);
    EXPECT_THAT(supervisor.handle(answering(), now), IsEmpty());  // A probe that was under way.
    EXPECT_THAT(supervisor.handle(AddressesChanged{}, now), IsEmpty());

    while (!supervisor.over()) {
        const auto next = supervisor.deadline().value();
        const auto actions = supervisor.handle(DeadlinePassed{}, next);
        EXPECT_THAT(actions, Not(Contains(Action{ProbeVrrp{}})));
        EXPECT_THAT(actions, Not(Contains(Action{RenewLease{}})));
    }
}

TEST(SupervisorLease, IsNotRenewedWithoutAVrrpProcess) {
    auto supervisor = running();
    (void)supervisor.handle(VrrpChildEnded{}, after(seconds{0}));
    const auto now = supervisor.deadline().value();
    (void)supervisor.handle(DeadlinePassed{}, now);

    EXPECT_THAT(supervisor.handle(VrrpSeen{}, now), IsEmpty());
}

TEST(SupervisorLease, IsNotRenewedWhereThereIsNone) {
    auto patience = kPatience;
    patience.hang = seconds{5};
    patience.lease.reset();
    auto supervisor = running(patience);

    EXPECT_THAT(probe_answered(supervisor), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::supervisor
