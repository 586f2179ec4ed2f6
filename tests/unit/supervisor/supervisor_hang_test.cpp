// SPDX-License-Identifier: MIT
// The part of the state machine that is about a VRRP process that hangs.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wrapper/supervisor/supervisor.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using State = Supervisor::State;

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr Action kProbe{ProbeVrrp{}};
constexpr Action kLook{LookAtVrrp{}};

TimePoint after(int ms) {
    return kStart + milliseconds{ms};
}

Patience patience(milliseconds hang) {
    return {.status = milliseconds{1}, .hang = hang, .look = milliseconds{100'000}};
}

/// Up since kStart, nothing else due soon.
Supervisor running(milliseconds hang = milliseconds{5000}) {
    Supervisor supervisor{patience(hang)};
    (void)supervisor.handle(KeepalivedStarted{}, kStart);
    (void)supervisor.handle(KeepalivedUp{}, kStart);
    (void)supervisor.handle(DeadlinePassed{}, after(1));
    return supervisor;
}

VrrpSeen seen(bool pending) {
    return {Vitals{.pid = 100, .start_time = 7, .state = 'T', .sigchld_pending = pending}};
}

/// Follows its deadlines, the VRRP process being stopped, until it asks for more than a look.
std::vector<Action> watch_it_hang(Supervisor& supervisor) {
    while (true) {
        const TimePoint due = supervisor.deadline().value();
        for (const Action& action : supervisor.handle(DeadlinePassed{}, due)) {
            if (action == kProbe || action == kLook) {
                auto more = supervisor.handle(seen(true), due);
                if (!more.empty()) {
                    return more;
                }
            }
        }
    }
}

TEST(SupervisorHang, IsNotProbedForWhileKeepalivedStarts) {
    Supervisor supervisor{patience(milliseconds{5000})};
    (void)supervisor.handle(KeepalivedStarted{}, kStart);
    (void)supervisor.handle(PidFileWritten{}, kStart);
    for (const int at : {500, 1000, 1500, 2000, 2500}) {
        EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(at)), Not(Contains(kProbe)));
    }
}

TEST(SupervisorHang, IsProbedForOnceASecond) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.deadline(), Optional(after(1000)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1000)), ElementsAre(kProbe));
    EXPECT_THAT(supervisor.handle(seen(true), after(1000)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(1005)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1005)), ElementsAre(kLook));
    EXPECT_THAT(supervisor.handle(seen(false), after(1005)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(2005)));
}

TEST(SupervisorHang, IsNotProbedForWhereItIsSwitchedOff) {
    Supervisor supervisor = running(milliseconds{0});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50'000)), IsEmpty());
}

TEST(SupervisorHang, IsProbedForAllThroughAReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(SignalReceived{SIGHUP}, after(999));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1000)), ElementsAre(kProbe));
    (void)supervisor.handle(seen(false), after(1000));
    (void)supervisor.handle(DeadlinePassed{}, after(1500));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(2000)), Contains(kProbe));
}

TEST(SupervisorHang, IsProbedForNoMoreOnceAStopHasBegun) {
    Supervisor supervisor = running();
    (void)supervisor.handle(DeadlinePassed{}, after(1000));
    (void)supervisor.handle(seen(false), after(1000));
    (void)supervisor.handle(SignalReceived{SIGTERM}, after(1100));
    EXPECT_THAT(supervisor.deadline(), Optional(after(2600)));  // the TERM again
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(2600)), ElementsAre(Forward{SIGTERM}));
    EXPECT_THAT(supervisor.handle(seen(true), after(2600)), IsEmpty());
    EXPECT_THAT(supervisor.handle(HangWeighed{.holds_vips = true}, after(2600)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorHang, IsWeighedWhenTheTimeIsOver) {
    Supervisor supervisor = running();
    const auto actions = watch_it_hang(supervisor);
    ASSERT_EQ(actions.size(), 1U);
    const auto& weigh = std::get<WeighHang>(actions.front());
    EXPECT_EQ(weigh.evidence.vitals, seen(true).vitals);
    EXPECT_GE(weigh.evidence.pending, milliseconds{5000});
    EXPECT_FALSE(weigh.again);
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorHang, IsTheEndOfAKeepalivedThatHoldsVips) {
    Supervisor supervisor = running();
    (void)watch_it_hang(supervisor);
    EXPECT_THAT(supervisor.handle(HangWeighed{.holds_vips = true}, after(7000)),
                ElementsAre(KillKeepalived{.hangs = true}, AnnounceStopping{.hangs = true}));
    EXPECT_EQ(supervisor.state(), State::killing);
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(7050)), ElementsAre(KillKeepalived{.hangs = true}));
    (void)supervisor.handle(KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}, after(7051));
    (void)supervisor.handle(AllGone{}, after(7052));
    EXPECT_TRUE(supervisor.over());
    EXPECT_EQ(supervisor.status().value().code(), 137);
}

TEST(SupervisorHang, IsNotTheEndOfAKeepalivedThatHoldsNoVip) {
    Supervisor supervisor = running();
    (void)watch_it_hang(supervisor);
    EXPECT_THAT(supervisor.handle(HangWeighed{.holds_vips = false}, after(7000)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::running);
    const auto again = watch_it_hang(supervisor);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_TRUE(std::get<WeighHang>(again.front()).again);
}

TEST(SupervisorHang, IsToldOnceWhenItIsOver) {
    Supervisor supervisor = running();
    (void)watch_it_hang(supervisor);
    (void)supervisor.handle(HangWeighed{.holds_vips = false}, after(7000));
    (void)supervisor.handle(DeadlinePassed{}, after(8000));
    EXPECT_THAT(supervisor.handle(seen(false), after(8000)), ElementsAre(TellRecovery{}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(9000)), ElementsAre(kProbe));
    EXPECT_THAT(supervisor.handle(seen(false), after(9000)), IsEmpty());
}

TEST(SupervisorHang, IsForgottenWithTheProcess) {
    Supervisor supervisor = running();
    (void)watch_it_hang(supervisor);
    (void)supervisor.handle(VrrpChildEnded{}, after(7000));
    (void)supervisor.handle(KeepalivedUp{}, after(7001));
    (void)supervisor.handle(DeadlinePassed{}, after(8000));
    EXPECT_THAT(supervisor.handle(seen(false), after(8000)), IsEmpty());
}

TEST(SupervisorHang, GivesTheWatchdogNoSignOfLife) {
    auto watched = patience(milliseconds{1000});
    watched.watchdog = milliseconds{100};
    Supervisor supervisor{watched};
    (void)supervisor.handle(KeepalivedStarted{}, kStart);
    (void)supervisor.handle(KeepalivedUp{}, kStart);
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)), Contains(Action{PingWatchdog{true}}));
    (void)watch_it_hang(supervisor);
    const TimePoint hung = supervisor.deadline().value();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, hung + milliseconds{1000}), ElementsAre(kLook));
    (void)supervisor.handle(seen(false), hung + milliseconds{1000});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, hung + milliseconds{1100}),
                ElementsAre(PingWatchdog{true}));
}

TEST(SupervisorHang, GivesTheWatchdogItsSignOfLifeAgainWhileItIsEnded) {
    auto watched = patience(milliseconds{1000});
    watched.watchdog = milliseconds{100};
    Supervisor supervisor{watched};
    (void)supervisor.handle(KeepalivedStarted{}, kStart);
    (void)supervisor.handle(KeepalivedUp{}, kStart);
    (void)watch_it_hang(supervisor);
    (void)supervisor.handle(HangWeighed{.holds_vips = true}, after(5000));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(5100)), Contains(Action{PingWatchdog{false}}));
}

}  // namespace
}  // namespace vipwarden::supervisor
