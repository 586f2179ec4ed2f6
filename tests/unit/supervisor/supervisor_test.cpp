// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/supervisor.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using State = Supervisor::State;

constexpr Patience kPatience{.settle = milliseconds{5},
                             .look_up = milliseconds{1000},  // Out of the way, but where it is the point.
                             .hold = milliseconds{60},
                             .reload = milliseconds{30},
                             .status = milliseconds{2},
                             .last_status = milliseconds{7},
                             .hang = milliseconds{0},  // See supervisor_hang_test.cpp.
                             .look = milliseconds{40},
                             .last_look = milliseconds{100},
                             .repeat_early = milliseconds{4},
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
    (void)supervisor.handle(PidFileWritten{}, kStart - kPatience.settle);
    (void)supervisor.handle(DeadlinePassed{}, kStart);
    (void)supervisor.handle(DeadlinePassed{}, kStart + kPatience.status);
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
    (void)supervisor.handle(PidFileWritten{}, kStart);
    EXPECT_THAT(supervisor.deadline(), Optional(after(5)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(4)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::starting);
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(5)), ElementsAre(AnnounceReady{}));
    EXPECT_EQ(supervisor.state(), State::running);
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(6)), IsEmpty());
}

TEST(SupervisorStarting, RecordsWhatKeepalivedHasLoadedAtOnceAndThenAtGrowingIntervals) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(PidFileWritten{}, kStart), ElementsAre(RecordLoaded{}));
    (void)supervisor.handle(DeadlinePassed{}, after(5));
    (void)supervisor.handle(DeadlinePassed{}, after(7));
    EXPECT_THAT(supervisor.deadline(), Optional(after(40)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(39)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(40)), ElementsAre(RecordLoaded{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(120)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(120)), ElementsAre(RecordLoaded{}));
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
}

Supervisor started_with(Patience patience) {
    return after_events(Supervisor{patience}, {KeepalivedStarted{}});
}

Patience looking_after_3_ms() {
    Patience patience = kPatience;
    patience.look_up = milliseconds{3};
    patience.settle = milliseconds{1000};
    return patience;
}

TEST(SupervisorStarting, LooksWhetherKeepalivedIsUpAtGrowingIntervals) {
    Supervisor supervisor = started_with(looking_after_3_ms());
    EXPECT_THAT(supervisor.deadline(), Optional(after(3)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(2)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(3)), ElementsAre(LookWhetherUp{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(9)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(9)), ElementsAre(LookWhetherUp{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(21)));
}

TEST(SupervisorStarting, BeginsTheLooksAnewWhenThePidFileIsWritten) {
    Supervisor supervisor = started_with(looking_after_3_ms());
    (void)supervisor.handle(DeadlinePassed{}, after(3));
    (void)supervisor.handle(PidFileWritten{}, after(5));
    EXPECT_THAT(supervisor.deadline(), Optional(after(8)));
}

TEST(SupervisorStarting, AnnouncesReadinessOnceWhenKeepalivedIsUpAndLooksNoMore) {
    Supervisor supervisor = started_with(looking_after_3_ms());
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(4)), ElementsAre(AnnounceReady{}));
    EXPECT_EQ(supervisor.state(), State::running);
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(5)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(6)), ElementsAre(AnnounceStatus{}));
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
}

TEST(SupervisorStarting, StillRecordsWhatIsLoadedWhenThePidFileComesAfterReadiness) {
    Supervisor supervisor = started_with(looking_after_3_ms());
    (void)supervisor.handle(KeepalivedUp{}, after(4));
    EXPECT_THAT(supervisor.handle(PidFileWritten{}, after(5)), ElementsAre(RecordLoaded{}));
    (void)supervisor.handle(DeadlinePassed{}, after(6));
    EXPECT_THAT(supervisor.deadline(), Optional(after(45)));
}

TEST(SupervisorStarting, AnnouncesNoReadinessWhileNothingShowsIt) {
    Supervisor supervisor = started_with(looking_after_3_ms());
    for (int at = 3; at < 20'000; at = 2 * at + 3) {
        EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(at)), ElementsAre(LookWhetherUp{}));
    }
    EXPECT_EQ(supervisor.state(), State::starting);
}

Supervisor watched() {
    Patience patience = kPatience;
    patience.watchdog = milliseconds{50};
    return started_with(patience);
}

TEST(SupervisorWatchdog, GetsASignOfLifeInEachIntervalWhileKeepalivedIsHealthy) {
    Supervisor supervisor = after_events(watched(), {KeepalivedUp{}});
    (void)supervisor.handle(DeadlinePassed{}, after(2));
    EXPECT_THAT(supervisor.deadline(), Optional(after(50)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(49)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50)), ElementsAre(PingWatchdog{true}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(100)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)), ElementsAre(PingWatchdog{true}));
}

TEST(SupervisorWatchdog, GetsItsSignOfLifeThroughoutAStopWhateverBecomesOfKeepalived) {
    Supervisor supervisor = after_events(watched(), {KeepalivedUp{}, kTerm});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50)),
                ElementsAre(Forward{SIGTERM}, PingWatchdog{false}));
    (void)supervisor.handle(kEndedWell, after(60));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(100)),
                ElementsAre(KillKeepalived{}, PingWatchdog{false}));
    (void)supervisor.handle(AllGone{}, after(101));
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
}

TEST(SupervisorWatchdog, GetsNothingIfNobodyAsks) {
    Supervisor supervisor = after_events(started_with(kPatience), {KeepalivedUp{}});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1000)), ElementsAre(AnnounceStatus{}));
    EXPECT_EQ(supervisor.deadline(), std::nullopt);
}

TEST(SupervisorStarting, RecordsAndAnnouncesWhenBothAreDue) {
    Supervisor supervisor = after_events(starting(), {PidFileWritten{}});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50)), ElementsAre(RecordLoaded{}, AnnounceReady{}));
}

TEST(SupervisorStarting, AnnouncesNoReadinessIfKeepalivedEndsBeforeItHasSettled) {
    Supervisor supervisor = after_events(starting(), {PidFileWritten{}});
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = false, .value = 2}}, after(4)),
                ElementsAre(ReleaseAtOnce{}, TerminateChildren{}, AnnounceStopping{}));
}

TEST(SupervisorStarting, StopsOnTermBeforeReadiness) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(kTerm, kStart),
                ElementsAre(RecordLoaded{}, Forward{SIGTERM}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStarting, HoldsSignalsBackUntilKeepalivedIsUp) {
    Supervisor supervisor = starting();
    for (const int signal : {SIGUSR1, SIGHUP, SIGUSR1, SIGHUP}) {
        EXPECT_THAT(supervisor.handle(SignalReceived{signal}, kStart), IsEmpty());
    }
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(1)),
                ElementsAre(AnnounceReady{}, Forward{SIGUSR1}, AnnounceReloading{after(1)},
                            RecordGeneration{}, Forward{SIGHUP}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(60)), Not(Contains(Forward{SIGUSR1})));
}

TEST(SupervisorStarting, HoldsThemBackNoLongerThanItMay) {
    Supervisor supervisor = after_events(starting(), {SignalReceived{SIGHUP}});
    EXPECT_THAT(supervisor.deadline(), Optional(after(60)));
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGUSR2}, after(50)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(59)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(60)),
                ElementsAre(RecordGeneration{}, Forward{SIGHUP}, Forward{SIGUSR2}));
    EXPECT_EQ(supervisor.state(), State::starting);
    EXPECT_THAT(supervisor.deadline(), Optional(after(100))) << "what is loaded is looked at";
}

TEST(SupervisorStarting, ForwardsNothingThatItHeldBackOnceItStops) {
    Supervisor supervisor = after_events(starting(), {SignalReceived{SIGHUP}, kTerm});
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(60)), ElementsAre(Forward{SIGTERM}));
}

TEST(SupervisorStarting, EndsWhenKeepalivedRefusesItsConfiguration) {
    Supervisor supervisor = starting();
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = false, .value = 2}}, kStart),
                ElementsAre(ReleaseAtOnce{}, TerminateChildren{}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::orphaned);
    EXPECT_THAT(supervisor.handle(AllGone{}, kStart), ElementsAre(ReleaseAtOnce{.all_gone = true}));
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
                ElementsAre(AnnounceReloading{kStart}, RecordGeneration{}, Forward{SIGHUP}));
    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorRunning, IsReadyAgainAWhileAfterAReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(SignalReceived{SIGHUP}, kStart);
    EXPECT_THAT(supervisor.deadline(), Optional(after(30)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(29)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(30)), ElementsAre(AnnounceReady{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(32)));
}

TEST(SupervisorRunning, IsReadyAgainAWhileAfterTheLastOfSeveralReloads) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGHUP}});
    EXPECT_THAT(supervisor.handle(SignalReceived{SIGHUP}, after(20)),
                ElementsAre(AnnounceReloading{after(20)}, RecordGeneration{}, Forward{SIGHUP}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(49)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(50)), ElementsAre(AnnounceReady{}));
}

TEST(SupervisorRunning, IsReadyAgainAsSoonAsKeepalivedSaysSo) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGHUP}});
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(7)), ElementsAre(AnnounceReady{}));
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(8)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(30)), ElementsAre(AnnounceStatus{}));
}

TEST(SupervisorRunning, AnnouncesNoReadinessAfterAReloadThatKeepalivedDoesNotSurvive) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGHUP}});
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = false, .value = 2}}, after(3)),
                ElementsAre(ReleaseAtOnce{}, TerminateChildren{}, AnnounceStopping{}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(30)), IsEmpty());
}

TEST(SupervisorRunning, LooksAtWhatIsLoadedWhenKeepalivedReloadsOfItsOwnAccord) {
    Supervisor supervisor = running();
    (void)supervisor.handle(DeadlinePassed{}, after(35));
    (void)supervisor.handle(DeadlinePassed{}, after(120));
    ASSERT_EQ(supervisor.deadline(), std::nullopt);
    EXPECT_THAT(supervisor.handle(KeepalivedReloads{}, after(1000)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1040)), ElementsAre(RecordLoaded{}));
}

TEST(SupervisorRunning, TellsOnceWhatIsHeldAfterABurstOfChanges) {
    Supervisor supervisor = after_events(running(), {AddressesChanged{}});
    EXPECT_THAT(supervisor.handle(AddressesChanged{}, after(1)), IsEmpty());
    EXPECT_THAT(supervisor.deadline(), Optional(after(3)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(2)), IsEmpty());
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(3)), ElementsAre(AnnounceStatus{}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(4)), IsEmpty());
}

TEST(SupervisorRunning, TellsWhatIsHeldInABurstThatDoesNotEnd) {
    Supervisor supervisor = running();
    for (int at = 0; at <= 6; ++at) {
        (void)supervisor.handle(AddressesChanged{}, after(at));
    }
    EXPECT_THAT(supervisor.deadline(), Optional(after(7)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(7)), ElementsAre(AnnounceStatus{}));
}

TEST(SupervisorRunning, LooksAtWhatIsHeldAfterAReload) {
    Supervisor supervisor = after_events(running(), {SignalReceived{SIGHUP}});
    (void)supervisor.handle(DeadlinePassed{}, after(30));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(32)), ElementsAre(AnnounceStatus{}));
}

TEST(SupervisorRunning, LooksAgainAtWhatIsLoadedAfterAReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(DeadlinePassed{}, after(35));
    (void)supervisor.handle(DeadlinePassed{}, after(120));
    ASSERT_EQ(supervisor.deadline(), std::nullopt);
    (void)supervisor.handle(SignalReceived{SIGHUP}, after(1000));
    (void)supervisor.handle(DeadlinePassed{}, after(1030));
    (void)supervisor.handle(DeadlinePassed{}, after(1032));
    EXPECT_THAT(supervisor.deadline(), Optional(after(1040)));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1040)), ElementsAre(RecordLoaded{}));
    EXPECT_THAT(supervisor.deadline(), Optional(after(1120)));
}

TEST(SupervisorRunning, BeginsTheLooksAnewWithTheNextReload) {
    Supervisor supervisor = running();
    (void)supervisor.handle(SignalReceived{SIGHUP}, kStart);
    (void)supervisor.handle(DeadlinePassed{}, after(40));
    (void)supervisor.handle(SignalReceived{SIGHUP}, after(50));
    (void)supervisor.handle(DeadlinePassed{}, after(80));
    (void)supervisor.handle(DeadlinePassed{}, after(82));
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
    EXPECT_THAT(supervisor.handle(kCrashed, kStart),
                ElementsAre(ReleaseAtOnce{}, TerminateChildren{}, AnnounceStopping{}));
    EXPECT_EQ(supervisor.state(), State::orphaned);
    EXPECT_THAT(supervisor.status(), Optional(ExitStatus{.by_signal = true, .value = SIGSEGV}));
}

TEST(SupervisorRunning, ReleasesWhatTheVrrpProcessHeldWhenItEnds) {
    Supervisor supervisor = running();

    EXPECT_THAT(supervisor.handle(VrrpChildEnded{}, kStart), ElementsAre(ReleaseHeld{}));

    EXPECT_EQ(supervisor.state(), State::running);
}

TEST(SupervisorRunning, LooksForTheNextVrrpProcessUntilItIsUp) {
    Supervisor supervisor = after_events(running(), {VrrpChildEnded{}});

    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(1000)), Contains(Action{LookWhetherUp{}}));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(2999)), Not(Contains(Action{LookWhetherUp{}})));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(3000)), Contains(Action{LookWhetherUp{}}));
    EXPECT_THAT(supervisor.handle(KeepalivedUp{}, after(3001)), IsEmpty());

    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(9000)), Not(Contains(Action{LookWhetherUp{}})));
}

TEST(SupervisorRunning, WatchesEachVrrpProcessThatAppears) {
    Supervisor supervisor = running();

    EXPECT_THAT(supervisor.handle(VrrpChildAppeared{}, kStart), ElementsAre(WatchVrrpChild{}));
    EXPECT_THAT(supervisor.handle(VrrpChildAppeared{}, after(1)), ElementsAre(WatchVrrpChild{}));
}

TEST(SupervisorStopping, LeavesTheVrrpProcessToItsEnd) {
    Supervisor supervisor = stopping();

    EXPECT_THAT(supervisor.handle(VrrpChildEnded{}, kStart), IsEmpty());
    EXPECT_THAT(supervisor.handle(VrrpChildAppeared{}, kStart), IsEmpty());
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

TEST(SupervisorStopping, RepeatsATermThatCameInTheStartUpSoonerAtFirst) {
    Supervisor supervisor = after_events(starting(), {kTerm});

    EXPECT_EQ(supervisor.deadline(), after(4));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(4)), ElementsAre(Forward{SIGTERM}));
    EXPECT_EQ(supervisor.deadline(), after(12));
    EXPECT_THAT(supervisor.handle(DeadlinePassed{}, after(12)), ElementsAre(Forward{SIGTERM}));
    EXPECT_EQ(supervisor.deadline(), after(22));
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

TEST(SupervisorStopping, AnnouncesNothingAnyMore) {
    Supervisor supervisor = after_events(starting(), {kTerm});
    for (const Event& event :
         std::vector<Event>{PidFileWritten{}, KeepalivedUp{}, KeepalivedReloads{}, AddressesChanged{}}) {
        EXPECT_THAT(supervisor.handle(event, kStart), IsEmpty());
        EXPECT_THAT(supervisor.deadline(), Optional(after(4)));
    }
    EXPECT_EQ(supervisor.state(), State::stopping);
}

TEST(SupervisorStopping, KillsWhatTheParentLeftBehind) {
    Supervisor supervisor = stopping();
    EXPECT_THAT(supervisor.handle(kEndedWell, after(50)), ElementsAre(ReleaseAtOnce{}, KillKeepalived{}));
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
    EXPECT_THAT(supervisor.handle(kEndedWell, after(150)), ElementsAre(ReleaseAtOnce{}, KillKeepalived{}));
    EXPECT_EQ(supervisor.state(), State::killing);
}

TEST(SupervisorOrphaned, IsOverAsSoonAsTheChildrenAreGone) {
    Supervisor supervisor = orphaned();
    EXPECT_THAT(supervisor.handle(AllGone{}, after(1)), ElementsAre(ReleaseAtOnce{.all_gone = true}));
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
    EXPECT_THAT(supervisor.handle(AllGone{}, after(1)), ElementsAre(ReleaseAtOnce{.all_gone = true}));
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
    EXPECT_THAT(supervisor.handle(PidFileWritten{}, after(1)), IsEmpty());
    EXPECT_EQ(supervisor.state(), State::killing);
}

TEST(SupervisorKilling, RepeatsTheKillOfEveryDescendant) {
    EXPECT_THAT(killing_everything().handle(DeadlinePassed{}, after(320)), ElementsAre(KillDescendants{}));
}

TEST(SupervisorKilling, RemembersHowTheKilledKeepalivedEnded) {
    Supervisor supervisor = killing_everything();
    EXPECT_THAT(supervisor.handle(KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}, after(310)),
                ElementsAre(ReleaseAtOnce{}, KillDescendants{}));
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
    const std::vector<Event> events{
        kTerm,           SignalReceived{SIGHUP}, kCrashed,           PidFileWritten{},
        KeepalivedUp{},  KeepalivedReloads{},    AddressesChanged{}, AllGone{},
        DeadlinePassed{}};
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
