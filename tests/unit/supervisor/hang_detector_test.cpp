// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/hang_detector.hpp"

#include <functional>
#include <vector>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace vipwarden::supervisor {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Optional;
using Step = HangDetector::Step;
using Verdict = HangDetector::Verdict;

constexpr milliseconds kTimeout{5000};
constexpr TimePoint kStart{hours{1}};

TimePoint after(int ms) {
    return kStart + milliseconds{ms};
}
int ms_since_start(TimePoint at) {
    return static_cast<int>(std::chrono::duration_cast<milliseconds>(at - kStart).count());
}

/// Well and at rest, but for what the test says.
struct Seen {
    char state{'S'};
    bool pending{true};
    int cpu{0};
    int in_kernel{0};
    std::uint64_t switches{0};
    pid_t pid{100};

    operator std::optional<Vitals>() const {
        return Vitals{.pid = pid,
                      .start_time = 7,
                      .state = state,
                      .sigchld_pending = pending,
                      .cpu = milliseconds{cpu},
                      .in_kernel = milliseconds{in_kernel},
                      .voluntary_switches = switches};
    }
};

HangDetector begun() {
    HangDetector detector{kTimeout};
    detector.begin(kStart);
    return detector;
}

/// Probed 1 s after kStart, and not answered yet.
HangDetector probed(const Seen& seen) {
    HangDetector detector = begun();
    EXPECT_EQ(detector.take_step(after(1000)), Step::probe);
    EXPECT_EQ(detector.seen(seen, after(1000)), Verdict::open);
    return detector;
}

/// What a process shows at some time since the probe; nothing when it is gone.
using Model = std::function<std::optional<Vitals>(milliseconds)>;
/// How late the n-th look is.
using Lateness = std::function<Clock::duration(int)>;

Clock::duration in_time(int /*look*/) {
    return {};
}

struct Outcome {
    bool hung{false};
    milliseconds at{0};  ///< Since the probe.
    int looks{0};
};

/// Looks whenever it is due until there is a verdict or the time is over.
Outcome watch(const Model& process, const Lateness& lateness, milliseconds until) {
    HangDetector detector = begun();
    const TimePoint probe = after(1000);
    (void)detector.take_step(probe);
    (void)detector.seen(process(milliseconds{0}), probe);
    Outcome outcome;
    while (outcome.at < until) {
        const TimePoint now = detector.deadline().value() + lateness(outcome.looks++);
        outcome.at = std::chrono::duration_cast<milliseconds>(now - probe);
        EXPECT_EQ(detector.take_step(now), Step::look);
        if (detector.seen(process(outcome.at), now) == Verdict::hung) {
            outcome.hung = true;
            break;
        }
    }
    return outcome;
}

Model stays(char state) {
    return [state](milliseconds /*time*/) { return Seen{.state = state}; };
}
Model runs_in_circles(double share_of_a_cpu) {
    return [share_of_a_cpu](milliseconds time) {
        return Seen{.state = 'R',
                    .cpu = static_cast<int>(static_cast<double>(time.count()) * share_of_a_cpu)};
    };
}

Model works_in_the_kernel() {
    return [](milliseconds time) {
        const auto all = static_cast<int>(time.count());
        return Seen{.state = 'R', .cpu = all, .in_kernel = all - all / 50};
    };
}

// ---- when it probes and looks ----

TEST(HangDetector, DoesNothingBeforeItBegins) {
    HangDetector detector{kTimeout};
    EXPECT_EQ(detector.deadline(), std::nullopt);
    EXPECT_EQ(detector.take_step(after(1'000'000)), Step::none);
    EXPECT_EQ(detector.seen(Seen{.state = 'T'}, after(1'000'000)), Verdict::open);
    EXPECT_EQ(detector.deadline(), std::nullopt);
}

TEST(HangDetector, ProbesOnceASecondWhoAnswers) {
    HangDetector detector = begun();
    EXPECT_THAT(detector.deadline(), Optional(after(1000)));
    EXPECT_EQ(detector.take_step(after(999)), Step::none);
    EXPECT_EQ(detector.take_step(after(1000)), Step::probe);
    EXPECT_EQ(detector.seen(Seen{.pending = true}, after(1000)), Verdict::open);
    EXPECT_THAT(detector.deadline(), Optional(after(1005)));
    EXPECT_EQ(detector.take_step(after(1005)), Step::look);
    EXPECT_EQ(detector.seen(Seen{.pending = false}, after(1005)), Verdict::responsive);
    EXPECT_THAT(detector.deadline(), Optional(after(2005)));
    EXPECT_EQ(detector.take_step(after(2005)), Step::probe);
}

TEST(HangDetector, LooksAtGrowingIntervalsAtWhoDoesNotAnswer) {
    HangDetector detector = probed({});
    std::vector<int> looks;
    for (int i = 0; i < 10; ++i) {
        const TimePoint due = detector.deadline().value();
        looks.push_back(ms_since_start(due) - 1000);
        (void)detector.take_step(due);
        (void)detector.seen(Seen{}, due);
    }
    EXPECT_THAT(looks, ElementsAre(5, 15, 35, 75, 155, 315, 635, 1135, 1635, 2135));
}

TEST(HangDetector, ProbesMoreOftenWithAShorterTimeout) {
    HangDetector detector{milliseconds{1000}};
    detector.begin(kStart);
    EXPECT_THAT(detector.deadline(), Optional(after(200)));
}

TEST(HangDetector, ProbesSoonerWhenSomebodyNeedsToKnow) {
    HangDetector detector = begun();
    detector.probe_by(after(2000));
    EXPECT_THAT(detector.deadline(), Optional(after(1000)));
    detector.probe_by(after(300));
    EXPECT_THAT(detector.deadline(), Optional(after(300)));
}

TEST(HangDetector, LooksWhenItIsTimeWhoeverNeedsToKnow) {
    HangDetector detector = probed({});
    detector.probe_by(after(1001));
    EXPECT_THAT(detector.deadline(), Optional(after(1005)));
}

TEST(HangDetector, IsNotMadeToBegin) {
    HangDetector detector{kTimeout};
    detector.probe_by(after(300));
    EXPECT_EQ(detector.deadline(), std::nullopt);
}

TEST(HangDetector, ProbesAgainThoughNothingWasSeen) {
    HangDetector detector = begun();
    EXPECT_EQ(detector.take_step(after(1000)), Step::probe);
    EXPECT_THAT(detector.deadline(), Optional(after(2000)));
    EXPECT_EQ(detector.take_step(after(2000)), Step::probe);
}

// ---- who is probed ----

TEST(HangDetector, DoesNotWaitForAProcessThatIsGone) {
    for (const std::optional<Vitals>& gone :
         {std::optional<Vitals>{}, std::optional<Vitals>{Seen{.state = 'Z'}}}) {
        HangDetector detector = begun();
        (void)detector.take_step(after(1000));
        (void)detector.seen(Seen{.pending = false}, after(1000));
        (void)detector.take_step(after(2000));
        EXPECT_EQ(detector.seen(gone, after(2000)), Verdict::open);
        EXPECT_THAT(detector.deadline(), Optional(after(3000)));
    }
}

TEST(HangDetector, WaitsForTheAnswerOfTheNextProcess) {
    HangDetector detector = begun();
    (void)detector.take_step(after(1000));
    (void)detector.seen(Seen{.pending = false}, after(1000));
    (void)detector.take_step(after(2000));
    EXPECT_EQ(detector.seen(Seen{.pid = 101}, after(2000)), Verdict::open);
    (void)detector.take_step(after(2005));
    EXPECT_EQ(detector.seen(Seen{.pending = false, .pid = 101}, after(2005)), Verdict::responsive);
}

// ---- who hangs ----

TEST(HangDetector, SaysSoOfWhoIsStoppedTracedOrWaitsForSomethingElse) {
    for (const char state : {'T', 't', 'S', 'D'}) {
        const auto outcome = watch(stays(state), in_time, hours{1});
        EXPECT_TRUE(outcome.hung) << state;
        EXPECT_GE(outcome.at, kTimeout) << state;
        EXPECT_LE(outcome.at, kTimeout + milliseconds{500}) << state;
    }
}

TEST(HangDetector, SaysSoOfWhoRunsInCircles) {
    const auto outcome = watch(runs_in_circles(1), in_time, hours{1});
    EXPECT_TRUE(outcome.hung);
    EXPECT_GE(outcome.at, kTimeout);
    EXPECT_LE(outcome.at, kTimeout + milliseconds{500});
}

TEST(HangDetector, WaitsUntilWhoRunsInCirclesHasHadHalfOfTheTimeoutOnACrowdedProcessor) {
    const auto outcome = watch(runs_in_circles(0.1), in_time, hours{1});
    EXPECT_TRUE(outcome.hung);
    EXPECT_GE(outcome.at, milliseconds{25'000});
    EXPECT_LE(outcome.at, milliseconds{25'500});
}

TEST(HangDetector, HasMorePatienceWithWhoIsBusyInSystemCalls) {
    const auto outcome = watch(works_in_the_kernel(), in_time, hours{1});
    EXPECT_TRUE(outcome.hung);
    EXPECT_GE(outcome.at, 4 * kTimeout);
    EXPECT_LE(outcome.at, 6 * kTimeout);
}

TEST(HangDetector, HasMorePatienceWithWhoWorksWithTheKernelOrUnderATracer) {
    for (const char state : {'D', 'S', 't'}) {
        const auto works = [state](milliseconds time) {
            return Seen{.state = state, .switches = static_cast<std::uint64_t>(time.count())};
        };
        const auto outcome = watch(works, in_time, hours{1});
        EXPECT_TRUE(outcome.hung) << state;
        EXPECT_GE(outcome.at, 6 * kTimeout - milliseconds{100}) << state;
        EXPECT_LE(outcome.at, 6 * kTimeout + milliseconds{500}) << state;
    }
}

TEST(HangDetector, NeverSaysSoOfWhoIsStarved) {
    EXPECT_FALSE(watch(runs_in_circles(0), in_time, hours{1}).hung);
}

TEST(HangDetector, CountsOfALateLookOnlyTheTimeThatWasToBeWaited) {
    HangDetector detector = probed({.state = 'T'});
    (void)detector.take_step(kStart + hours{1});
    EXPECT_EQ(detector.seen(Seen{.state = 'T'}, kStart + hours{1}), Verdict::open);
}

TEST(HangDetector, TellsTheEvidence) {
    HangDetector detector = probed({.state = 'R', .cpu = 100});
    (void)detector.take_step(after(1005));
    (void)detector.seen(Seen{.state = 'R', .cpu = 2600}, after(1005));
    EXPECT_EQ(detector.evidence(),
              (HangEvidence{.vitals = *std::optional<Vitals>{Seen{.state = 'R', .cpu = 2600}},
                            .pending = milliseconds{5},
                            .cpu = milliseconds{2500}}));
}

/// Stopped, and told so.
HangDetector hung() {
    HangDetector detector = probed({.state = 'T'});
    Verdict verdict = Verdict::open;
    while (verdict == Verdict::open) {
        const TimePoint due = detector.deadline().value();
        (void)detector.take_step(due);
        verdict = detector.seen(Seen{.state = 'T'}, due);
    }
    EXPECT_EQ(verdict, Verdict::hung);
    return detector;
}

TEST(HangDetector, SaysItAgainAfterAnotherTimeout) {
    HangDetector detector = hung();
    EXPECT_TRUE(detector.is_hung());
    const TimePoint first = kStart + milliseconds{1000} + detector.evidence().pending;
    Verdict verdict = Verdict::open;
    while (verdict == Verdict::open) {
        const TimePoint due = detector.deadline().value();
        EXPECT_EQ(detector.take_step(due), Step::look);
        verdict = detector.seen(Seen{.state = 'T'}, due);
    }
    EXPECT_EQ(verdict, Verdict::hung);
    EXPECT_GE(kStart + milliseconds{1000} + detector.evidence().pending, first + kTimeout);
}

TEST(HangDetector, SeesThatItGoesOnAfterAll) {
    HangDetector detector = hung();
    const TimePoint due = detector.deadline().value();
    (void)detector.take_step(due);
    EXPECT_EQ(detector.seen(Seen{.pending = false}, due), Verdict::responsive);
    EXPECT_FALSE(detector.is_hung());
    EXPECT_THAT(detector.deadline(), Optional(due + milliseconds{1000}));
}

TEST(HangDetector, BeginsAfreshWithTheNextProcess) {
    HangDetector detector = hung();
    const TimePoint due = detector.deadline().value();
    (void)detector.take_step(due);
    EXPECT_EQ(detector.seen(Seen{.state = 'T', .pid = 101}, due), Verdict::open);
    EXPECT_FALSE(detector.is_hung());
    EXPECT_THAT(detector.deadline(), Optional(due + milliseconds{1000}));
}

TEST(HangDetector, BeginsAfreshWhenItIsToldThatTheProcessIsGone) {
    HangDetector detector = hung();
    detector.forget(after(10'000));
    EXPECT_FALSE(detector.is_hung());
    EXPECT_THAT(detector.deadline(), Optional(after(11'000)));
    EXPECT_EQ(detector.take_step(after(11'000)), Step::probe);
}

// ---- whatever happens ----

Lateness any_lateness() {
    const auto late = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100'000)));
    return [late](int look) { return milliseconds{late[static_cast<std::size_t>(look) % late.size()]}; };
}

RC_GTEST_PROP(HangDetectorProperty, WhoIsStoppedHangsInBoundedTime, ()) {
    const char state = *rc::gen::element('T', 't', 'S', 'D');
    const auto until = milliseconds{1'000'000'000};
    const auto outcome = watch(stays(state), any_lateness(), until);
    RC_ASSERT(outcome.hung);
    RC_ASSERT(outcome.at >= kTimeout);
    RC_ASSERT(outcome.looks <= 20);
}

RC_GTEST_PROP(HangDetectorProperty, LateLooksAloneAreNoHang, ()) {
    // However long it was not looked, whoever answers by the fifteenth look has not hung.
    const char state = *rc::gen::element('T', 't', 'S', 'D', 'R');
    const auto lateness = any_lateness();
    HangDetector detector = probed({.state = state});
    int cpu = 0;
    for (int look = 0; look < 15; ++look) {
        const TimePoint now = detector.deadline().value() + lateness(look);
        (void)detector.take_step(now);
        cpu += *rc::gen::inRange(0, 1'000'000);
        RC_ASSERT(detector.seen(Seen{.state = state, .cpu = cpu}, now) == Verdict::open);
    }
    const TimePoint now = detector.deadline().value();
    (void)detector.take_step(now);
    RC_ASSERT(detector.seen(Seen{.pending = false, .cpu = cpu}, now) == Verdict::responsive);
}

RC_GTEST_PROP(HangDetectorProperty, WhoIsStarvedNeverHangs, ()) {
    // Less than half of the timeout in all, in whatever portions.
    const auto portions = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 50));
    std::size_t next = 0;
    int cpu = 0;
    const auto starved = [&](milliseconds /*time*/) {
        const int portion = next < portions.size() ? portions[next++] : 0;
        cpu = cpu + portion < 2500 ? cpu + portion : cpu;
        return Seen{.state = 'R', .cpu = cpu, .switches = static_cast<std::uint64_t>(next)};
    };
    RC_ASSERT(!watch(starved, any_lateness(), hours{10}).hung);
}

RC_GTEST_PROP(HangDetectorProperty, WhoAlwaysAnswersNeverHangs, ()) {
    const auto lateness = any_lateness();
    HangDetector detector = begun();
    for (int turn = 0; turn < 200; ++turn) {
        const TimePoint now = detector.deadline().value() + lateness(turn);
        const bool pending = detector.take_step(now) == Step::probe;
        const char state = *rc::gen::element('T', 't', 'S', 'D', 'R');
        RC_ASSERT(detector.seen(Seen{.state = state, .pending = pending}, now) != Verdict::hung);
        RC_ASSERT(!detector.is_hung());
    }
}

}  // namespace
}  // namespace vipwarden::supervisor
