// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vitals.hpp"

#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tests/unit/supervisor/forked_process.hpp"

namespace vipwarden::supervisor {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

constexpr const char* kStat =
    "4711 (a) R (b) S 1 4711 4711 0 -1 4194560 100 0 0 0 12 34 5 6 20 0 5 0 987654 1000 10 "
    "18446744073709551615\n";
constexpr const char* kStatus =
    "Name:\ta) R (b\nState:\tS (sleeping)\nSigPnd:\t0000000000010000\nShdPnd:\t0000000000014000\n"
    "voluntary_ctxt_switches:\t42\nnonvoluntary_ctxt_switches:\t77\n";

TEST(ParseVitals, ReadsWhatMatters) {
    EXPECT_THAT(parse_vitals(4711, kStat, kStatus, 100),
                Optional(Vitals{.pid = 4711,
                                .start_time = 987654,
                                .state = 'S',
                                .sigchld_pending = true,
                                .cpu = std::chrono::milliseconds{460},
                                .in_kernel = std::chrono::milliseconds{340},
                                .voluntary_switches = 42}));
}

TEST(ParseVitals, TakesNoOtherSignalForSigchld) {
    const std::string status = "ShdPnd:\t0000000000004000\nvoluntary_ctxt_switches:\t0\n";
    EXPECT_FALSE(parse_vitals(4711, kStat, status, 100).value().sigchld_pending);
}

TEST(ParseVitals, ReadsNothingOfHalfATruth) {
    EXPECT_EQ(parse_vitals(4711, "", kStatus, 100), std::nullopt);
    EXPECT_EQ(parse_vitals(4711, "4711 (x) S 1 2 3", kStatus, 100), std::nullopt);
    EXPECT_EQ(parse_vitals(4711, kStat, "", 100), std::nullopt);
    EXPECT_EQ(parse_vitals(4711, kStat, "ShdPnd:\t0000000000000000\n", 100), std::nullopt);
    EXPECT_EQ(parse_vitals(4711, kStat, "ShdPnd:\tnone\nvoluntary_ctxt_switches:\t0\n", 100), std::nullopt);
}

void block_sigchld(sigset_t& set) {
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

/// As keepalived does it: blocked, and read by signalfd.
void read_signals() {
    sigset_t set{};
    block_sigchld(set);
    (void)::close_range(3, ~0U, 0);  // tells the test that we are about to
    const int fd = ::signalfd(-1, &set, SFD_CLOEXEC);
    signalfd_siginfo info{};
    while (::read(fd, &info, sizeof info) > 0) {
    }
    ::_exit(1);
}

void read_no_signals() {
    sigset_t set{};
    block_sigchld(set);
}

void run_in_circles() {
    read_no_signals();
    (void)::close_range(3, ~0U, 0);
    while (true) {
        asm volatile("");  // NOLINT: or the compiler may do without the loop
    }
}

Vitals vitals_of(const ForkedProcess& child) {
    return read_vitals(child.seen()).value();
}

/// No event tells of it.
template <typename Condition>
void wait_until(const ForkedProcess& child, Condition condition) {
    while (!condition(vitals_of(child))) {
        ::sched_yield();
    }
}

bool is_not_pending(const Vitals& vitals) {
    return !vitals.sigchld_pending;
}

TEST(ReadVitals, TellsWhichProcessItIs) {
    const ForkedProcess child;
    const auto vitals = vitals_of(child);
    EXPECT_EQ(vitals.pid, child.pid());
    EXPECT_EQ(vitals.start_time, child.seen().start_time);
}

TEST(ReadVitals, ShowsThatTheSignalIsTaken) {
    const ForkedProcess child{read_signals};
    for (int round = 0; round < 100; ++round) {
        ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});
        wait_until(child, is_not_pending);
    }
}

TEST(ReadVitals, ShowsThatAStoppedProcessDoesNotTakeItUntilItGoesOn) {
    const ForkedProcess child{read_signals};
    (void)::kill(child.pid(), SIGSTOP);
    wait_until(child, [](const Vitals& vitals) { return vitals.state == 'T'; });

    ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});

    EXPECT_TRUE(vitals_of(child).sigchld_pending);
    (void)::kill(child.pid(), SIGCONT);
    wait_until(child, is_not_pending);
}

TEST(ReadVitals, ShowsThatATracedProcessDoesNotTakeIt) {
    const ForkedProcess child{read_signals};
    ASSERT_EQ(::ptrace(PTRACE_SEIZE, child.pid(), nullptr, nullptr), 0);
    ASSERT_EQ(::ptrace(PTRACE_INTERRUPT, child.pid(), nullptr, nullptr), 0);
    wait_until(child, [](const Vitals& vitals) { return vitals.state == 't'; });

    ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});

    EXPECT_TRUE(vitals_of(child).sigchld_pending);
}

TEST(ReadVitals, ShowsThatAnEndlessLoopUsesProcessorTimeAndTakesNoSignal) {
    const ForkedProcess child{run_in_circles};
    ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});

    const auto before = vitals_of(child);
    wait_until(child, [&](const Vitals& vitals) {
        return vitals.cpu >= before.cpu + std::chrono::milliseconds{30};
    });

    EXPECT_EQ(vitals_of(child).state, 'R');
    EXPECT_TRUE(vitals_of(child).sigchld_pending);
}

TEST(ReadVitals, ShowsThatAProcessWaitsForSomethingElse) {
    const ForkedProcess child{read_no_signals};
    wait_until(child, [](const Vitals& vitals) { return vitals.state == 'S'; });
    const auto before = vitals_of(child);

    ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});

    auto expected = before;
    expected.sigchld_pending = true;
    EXPECT_EQ(vitals_of(child), expected);
}

TEST(ReadVitals, CountsHowOftenTheProcessHasWaited) {
    const ForkedProcess child{read_signals};
    wait_until(child, [](const Vitals& vitals) { return vitals.state == 'S'; });
    const auto before = vitals_of(child);

    ASSERT_EQ(send_signal(child.seen(), SIGCHLD), std::error_code{});

    wait_until(child, [&](const Vitals& vitals) {
        return vitals.voluntary_switches > before.voluntary_switches && vitals.state == 'S';
    });
}

TEST(ReadVitals, ReadsNothingOfAProcessThatHasInheritedTheNumber) {
    const ForkedProcess child;
    Process earlier = child.seen();
    earlier.start_time -= 1;
    EXPECT_EQ(read_vitals(earlier), std::nullopt);
    EXPECT_EQ(waits_in(earlier), "");
}

TEST(ReadVitals, ReadsTheStateOfAZombieAndNothingOfWhoIsGone) {
    ForkedProcess child;
    const auto process = child.seen();
    child.become_zombie();
    EXPECT_EQ(read_vitals(process).value().state, 'Z');
    (void)child.reap();
    EXPECT_EQ(read_vitals(process), std::nullopt);
    EXPECT_EQ(waits_in(process), "");
}

TEST(WaitsIn, NamesAFunctionOfTheKernelOrNothing) {
    const ForkedProcess child{read_no_signals};
    wait_until(child, [](const Vitals& vitals) { return vitals.state == 'S'; });
    EXPECT_THAT(waits_in(child.seen()), AnyOf(HasSubstr("pause"), IsEmpty()));
}

}  // namespace
}  // namespace vipwarden::supervisor
