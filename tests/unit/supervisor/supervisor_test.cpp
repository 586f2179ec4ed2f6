// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/supervisor.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using State = Supervisor::State;

constexpr Patience kPatience{.settle = milliseconds{5},
                             .look = milliseconds{40},
                             .last_look = milliseconds{100},
                             .repeat_term = milliseconds{10},
                             .term_children = milliseconds{100},
                             .kill = milliseconds{200},
                             .orphans = milliseconds{150},
                             .give_up = milliseconds{300},
                             .kill_again = milliseconds{20}};
constexpr TimePoint kStart{std::chrono::hours{1}};

constexpr SignalReceived kTerm{SIGTERM};
constexpr KeepalivedEnded kEndedWell{{.by_signal = false, .value = 0}};
constexpr KeepalivedEnded kCrashed{{.by_signal = true, .value = SIGSEGV}};

TimePoint after(int ms) {
    return kStart + milliseconds{ms};
}

/// In the state that the events lead to, all of them at kStart.
Supervisor after_events(Supervisor supervisor, const std::vector<Event>& events) {
    for (const Event& event : events) {
        (void)supervisor.handle(event, kStart);
    }
    return supervisor;
}

Supervisor starting() {
    return Supervisor{kPatience};
}
Supervisor running() {
    Supervisor supervisor = starting();
    (void)supervisor.handle(KeepalivedReady{}, kStart - kPatience.settle);
    (void)supervisor.handle(DeadlinePassed{}, kStart);
    return supervisor;
}
Supervisor stopping() {
    return after_events(running(), {kTerm});
}
Supervisor orphaned() {
    return after_events(running(), {kCrashed});
}
Supervisor killing_the_rest() {
    return after_events(running(), {kTerm, kEndedWell});
}
Supervisor over() {
    return after_events(running(), {kTerm, kEndedWell, AllGone{}});
}

/// Since kStart + 100 ms.
Supervisor pressing() {
    Supervisor supervisor = stopping();
    (void)supervisor.handle(DeadlinePassed{}, after(100));
    return supervisor;
}

/// Since kStart + 300 ms; keepalived's end has not been seen.
Supervisor killing_everything() {
    Supervisor supervisor = pressing();
    (void)supervisor.handle(DeadlinePassed{}, after(300));
    return supervisor;
}

TEST(SupervisorStarting, HasNoDeadline) {
    EXPECT_EQ(starting().state(), State::starting);
    EXPECT_EQ(starting().deadline(), std::nullopt);
}

TEST(SupervisorStarting, AnnouncesReadinessOnceAndOnlyWhenItHasSettled) {
    Supervisor supervisor = starting();
    (void)supervisor.handle(KeepalivedReady{}, kStart);
    EXPECT_THAT(supervisor.handle(KeepalivedReady{}, after(3)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(5)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(4)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::starting);
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(5)), ElementsAre(AnnounceReady{}));
    EXPECT_EQ(supervisor.state(), State::running);
    EXPECT_THAT(supervisor.handle(KeepalivedReady{}, after(6)), IsEmpty());
}

TEST(SupervisorStarting, RecordsWhatKeepalivedHasLoadedAtOnceAndThenAtGrowingIntervals) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(KeepalivedReady{}, kStart), ElementsAre(RecordLoaded{}));
    (void)supervisor.handle(DeadlinePassed{}, after(5));
    EXPECT_THAT(supervisor.deadline(), Optional(after(40)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(39)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(40)), ElementsAre(RecordLoaded{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(120)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(120)), ElementsAre(RecordLoaded{}));
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
}

TEST(SupervisorStarting, RecordsAndAnnouncesWhenBothAreDue) {
    Supervisor supervisor = after_events(starting(), {KeepalivedReady{}});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50)), ElementsAre(RecordLoaded{}, AnnounceReady{}));
}

TEST(SupervisorStarting, LooksAfterAReloadThatComesBeforeReadiness) {
    Supervisor supervisor = after_events(starting(), {SignalReceived{SIGHUP}});
    EXPECT_THAT(supervisor.deadline(), Optional(after(40)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(40)), ElementsAre(RecordLoaded{}));
    EXPECT_EQ(supervisor.state(), State::starting);
}

TEST(SupervisorStarting, AnnouncesNoReadinessIfKeepalivedEndsBeforeItHasSettled) {
    Supervisor supervisor = after_events(starting(), {KeepalivedReady{}});
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = false, .value = 2}}, after(4)),
                ElementsAre(TerminateChildren{}, AnnounceStopping{}));
}

TEST(SupervisorStarting, StopsOnTermBeforeReadiness) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(kTerm, kStart),
                ElementsAre(RecordLoaded{}, Forward{SIGTERM}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStarting, RecordsThenForwardsAReload) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGHUP}, kStart),
                ElementsAre(RecordGeneration{}, Forward{SIGHUP}));
    EXPECT_EQ(supervisor.state(), State::starting);
}

TEST(SupervisorStarting, EndsWhenKeepalivedRefusesItsConfiguration) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = false, .value = 2}}, kStart),
                ElementsAre(TerminateChildren{}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::orphaned);
    EXPECT_THAT(supervisor.handle(AllGone{}, kStart), IsEmpty());
    EXPECT_TRUE(supervisor.over());
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = false, .value = 2}));
}

TEST(SupervisorRunning, RecordsForwardsTermAndAnnouncesTheStop) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(kTerm, kStart),
                ElementsAre(RecordLoaded{}, Forward{SIGTERM}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::stopping);
    EXPECT_THAT(supervisor.deadline(), Optional(after(10)));
}

TEST(SupervisorRunning, ForwardsIntAsInt) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGINT}, kStart),
                ElementsAre(RecordLoaded{}, Forward{SIGINT}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorRunning, RecordsTheNewConfigurationBeforeTheReload) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGHUP}, kStart),
                ElementsAre(RecordGeneration{}, Forward{SIGHUP}));
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorRunning, LooksAgainAtWhatIsLoadedAfterAReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(DeadlinePassed{}, after(35));
    (void)supervisor.handle(DeadlinePassed{}, after(120));
    ASSERT_EQ(supervisor.deadline(), std::nullopt);
    (void)supervisor.handle(SignalReceived{SIGHUP}, after(1000));
    EXPECT_THAT(supervisor.deadline(), Optional(after(1040)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1040)), ElementsAre(RecordLoaded{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(1120)));
}

TEST(SupervisorRunning, BeginsTheLooksAnewWithTheNextReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(SignalReceived{SIGHUP}, kStart);
    (void)supervisor.handle(DeadlinePassed{}, after(40));
    (void)supervisor.handle(SignalReceived{SIGHUP}, after(50));
    EXPECT_THAT(supervisor.deadline(), Optional(after(90)));
}

TEST(SupervisorRunning, ForwardsEveryOtherSignalAsItIs) {
    Supervisor supervisor = running();
    for (const int signal : {SIGUSR1, SIGUSR2, SIGRTMIN + 2, SIGRTMAX - 1}) {
        EXPECT_THAT(supervisor.handle(SignalReceived{signal}, kStart), ElementsAre(Forward{signal}));
    }
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorRunning, TellsTheChildrenToEndWhenTheParentCrashes) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(kCrashed, kStart), ElementsAre(TerminateChildren{}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::orphaned);
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = true, .value = SIGSEGV}));
}

TEST(SupervisorRunning, IgnoresADeadlineThatItDidNotSet) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(34)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorRunning, DoesNotTakeAllGoneForAnEnd) {
    Supervisor supervisor = running();
    EXPECT_THAT(supervisor.handle(AllGone{}, kStart), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorStopping, RepeatsTheTermUntilPatienceEnds) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(10)), ElementsAre(Forward{SIGTERM}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(20)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(95)), ElementsAre(Forward{SIGTERM}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(100)));
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStopping, RepeatsTheSignalThatStoppedIt) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGINT}, kTerm});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(10)), ElementsAre(Forward{SIGINT}));
}

TEST(SupervisorStopping, DoesNothingBeforeTheDeadline) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(9)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(10)));
}

TEST(SupervisorStopping, TellsTheChildrenWhenTheParentDoesNotEnd) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)),
                ElementsAre(Forward{SIGTERM}, TerminateChildren{}));
    EXPECT_EQ(supervisor.state(), State::pressing);
    EXPECT_THAT(supervisor.deadline(), Optional(after(300)));
}

TEST(SupervisorStopping, PressesWithTermEvenAfterInt) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGINT}});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)),
                ElementsAre(Forward{SIGTERM}, TerminateChildren{}));
}

TEST(SupervisorStopping, GivesTheChildrenTheirFullTimeAfterALateDeadline) {
    Supervisor supervisor = stopping();
    (void)supervisor.handle(DeadlinePassed{}, after(5000));
    EXPECT_THAT(supervisor.deadline(), Optional(after(5200)));
}

TEST(SupervisorStopping, ForwardsAnotherTermWithoutExtendingTheDeadline) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(kTerm, after(9)), ElementsAre(Forward{SIGTERM}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(10)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)),
                ElementsAre(Forward{SIGTERM}, TerminateChildren{}));
}

TEST(SupervisorStopping, IgnoresAReload) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGHUP}, kStart), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStopping, ForwardsEveryOtherSignal) {
    EXPECT_THAT(stopping().handle(SignalReceived{SIGUSR1}, kStart), ElementsAre(Forward{SIGUSR1}));
}

TEST(SupervisorStopping, DoesNotAnnounceReadinessAnyMore) {
    Supervisor supervisor = after_events(starting(), {kTerm});
    EXPECT_THAT(supervisor.handle(KeepalivedReady{}, kStart), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStopping, KillsWhatTheParentLeftBehind) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(kEndedWell, after(50)), ElementsAre(KillKeepalived{}));
    EXPECT_EQ(supervisor.state(), State::killing);
    EXPECT_THAT(supervisor.deadline(), Optional(after(70)));
}

TEST(SupervisorPressing, KillsEveryDescendantWhenPatienceEnds) {
    Supervisor supervisor = pressing();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(300)), ElementsAre(KillDescendants{}));
    EXPECT_EQ(supervisor.state(), State::killing);
    EXPECT_THAT(supervisor.deadline(), Optional(after(320)));
}

TEST(SupervisorPressing, DoesNothingBeforeTheDeadline) {
    Supervisor supervisor = pressing();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(299)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::pressing);
}

TEST(SupervisorPressing, ForwardsSignalsButNoReload) {
    Supervisor supervisor = pressing();
    EXPECT_THAT(supervisor.handle(kTerm, after(110)), ElementsAre(Forward{SIGTERM}));
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGUSR2}, after(110)), ElementsAre(Forward{SIGUSR2}));
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGHUP}, after(110)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(300)));
}

TEST(SupervisorPressing, KillsWhatTheParentLeftBehind) {
    Supervisor supervisor = pressing();
    EXPECT_THAT(supervisor.handle(kEndedWell, after(150)), ElementsAre(KillKeepalived{}));
    EXPECT_EQ(supervisor.state(), State::killing);
}

TEST(SupervisorOrphaned, IsOverAsSoonAsTheChildrenAreGone) {
    Supervisor supervisor = orphaned();
    EXPECT_THAT(supervisor.handle(AllGone{}, after(1)), IsEmpty());
    EXPECT_TRUE(supervisor.over());
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = true, .value = SIGSEGV}));
}

TEST(SupervisorOrphaned, KillsTheChildrenThatDoNotEnd) {
    Supervisor supervisor = orphaned();
    EXPECT_THAT(supervisor.deadline(), Optional(after(150)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(149)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(150)), ElementsAre(KillKeepalived{}));
    EXPECT_EQ(supervisor.state(), State::killing);
    EXPECT_THAT(supervisor.deadline(), Optional(after(170)));
}

TEST(SupervisorOrphaned, ForwardsNothing) {
    Supervisor supervisor = orphaned();
    for (const int signal : {SIGTERM, SIGHUP, SIGUSR1}) {
        EXPECT_THAT(supervisor.handle(SignalReceived{signal}, after(1)), IsEmpty());
    }
    EXPECT_THAT(supervisor.deadline(), Optional(after(150)));
}

TEST(SupervisorKilling, IsOverWhenAllAreGone) {
    Supervisor supervisor = killing_the_rest();
    EXPECT_THAT(supervisor.handle(AllGone{}, after(1)), IsEmpty());
    EXPECT_TRUE(supervisor.over());
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = false, .value = 0}));
}

TEST(SupervisorKilling, RepeatsTheKillForProcessesThatEscapedARound) {
    Supervisor supervisor = killing_the_rest();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(20)), ElementsAre(KillKeepalived{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(40)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(295)), ElementsAre(KillKeepalived{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(300)));
}

TEST(SupervisorKilling, DoesNothingBeforeTheDeadline) {
    EXPECT_THAT(killing_the_rest().handle(DeadlinePassed{}, after(19)), IsEmpty());
}

TEST(SupervisorKilling, GivesUpOnAProcessThatCannotBeKilled) {
    Supervisor supervisor = killing_the_rest();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(300)), IsEmpty());
    EXPECT_TRUE(supervisor.over());
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = false, .value = 0}));
}

TEST(SupervisorKilling, ForwardsNothingToAnEndedKeepalived) {
    Supervisor supervisor = killing_the_rest();
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGRTMIN + 2}) {
        EXPECT_THAT(supervisor.handle(SignalReceived{signal}, after(1)), IsEmpty());
    }
    EXPECT_EQ(supervisor.state(), State::killing);
    EXPECT_THAT(supervisor.deadline(), Optional(after(20)));
}

TEST(SupervisorKilling, AnnouncesNoReadiness) {
    Supervisor supervisor = killing_the_rest();
    EXPECT_THAT(supervisor.handle(KeepalivedReady{}, after(1)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::killing);
}

TEST(SupervisorKilling, RepeatsTheKillOfEveryDescendant) {
    EXPECT_THAT(killing_everything().handle(DeadlinePassed{}, after(320)), ElementsAre(KillDescendants{}));
}

TEST(SupervisorKilling, RemembersHowTheKilledKeepalivedEnded) {
    Supervisor supervisor = killing_everything();
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}, after(310)),
                ElementsAre(KillDescendants{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(320)));
    (void)supervisor.handle(AllGone{}, after(311));
    EXPECT_TRUE(supervisor.over());
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = true, .value = SIGKILL}));
}

TEST(SupervisorKilling, HasNoStatusIfKeepalivedHadToBeGivenUp) {
    Supervisor supervisor = killing_everything();
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(600)), IsEmpty());
    EXPECT_TRUE(supervisor.over());
    EXPECT_EQ(supervisor.status(), std::nullopt);
}

TEST(SupervisorOver, DoesNothingAnyMore) {
    const std::vector<Event> events{kTerm,     SignalReceived{SIGHUP}, kCrashed, KeepalivedReady{},
                                    AllGone{}, DeadlinePassed{}};
    for (const Event& event : events) {
        Supervisor supervisor = over();
        EXPECT_THAT(supervisor.handle(event, after(1000)), IsEmpty());
        EXPECT_TRUE(supervisor.over());
        EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = false, .value = 0}));
    }
}

TEST(ExitStatus, IsShownAsAShellShowsIt) {
    EXPECT_EQ((ExitStatus{.by_signal = false, .value = 3}).code(), 3);
    EXPECT_EQ((ExitStatus{.by_signal = true, .value = SIGKILL}).code(), 137);
}

}  // namespace
}  // namespace vipwarden::supervisor
