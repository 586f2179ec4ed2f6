// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/event_source.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/test_children.hpp"
#include "tests/unit/supervisor/test_events.hpp"
#include "wrapper/unique_fd.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::seconds;

void send_to_self(int signal) {
    ASSERT_EQ(::kill(::getpid(), signal), 0);
}

sigset_t current_mask() {
    sigset_t mask{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return mask;
}

bool is_blocked(int signal) {
    const sigset_t mask = current_mask();
    return ::sigismember(&mask, signal) == 1;
}

// ---- signals ----

TEST(EventSourceSignals, AreReportedOneByOne) {
    EventSource events;
    send_to_self(SIGHUP);
    EXPECT_EQ(next(events), Event{SignalReceived{SIGHUP}});
    send_to_self(SIGTERM);
    EXPECT_EQ(next(events), Event{SignalReceived{SIGTERM}});
    EXPECT_EQ(already_there(events), Event{DeadlinePassed{}});
}

TEST(EventSourceSignals, AreAllReportedWhenTheyComeTogether) {
    EventSource events;
    for (const int signal : {SIGTERM, SIGUSR2, SIGUSR1, SIGINT}) {
        send_to_self(signal);
    }
    // The kernel hands out the lowest number first (signal(7)).
    EXPECT_EQ(next(events), Event{SignalReceived{SIGINT}});
    EXPECT_EQ(next(events), Event{SignalReceived{SIGUSR1}});
    EXPECT_EQ(next(events), Event{SignalReceived{SIGUSR2}});
    EXPECT_EQ(next(events), Event{SignalReceived{SIGTERM}});
}

TEST(EventSourceSignals, IncludeEachRealTimeSignalWithItsNumber) {
    EventSource events;
    send_to_self(SIGRTMIN + 2);
    send_to_self(SIGRTMIN + 2);
    send_to_self(SIGRTMAX);
    EXPECT_EQ(next(events), Event{SignalReceived{SIGRTMIN + 2}});
    EXPECT_EQ(next(events), Event{SignalReceived{SIGRTMIN + 2}});
    EXPECT_EQ(next(events), Event{SignalReceived{SIGRTMAX}});
}

TEST(EventSourceSignals, SurviveMoreThanOneReadTakes) {
    EventSource events;
    for (int i = 0; i < 40; ++i) {
        send_to_self(SIGRTMIN);
    }
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(next(events), Event{SignalReceived{SIGRTMIN}});
    }
    EXPECT_EQ(already_there(events), Event{DeadlinePassed{}});
}

TEST(EventSourceSignals, AreUnblockedAgainAtTheEnd) {
    {
        const EventSource events;
        EXPECT_TRUE(is_blocked(SIGTERM));
        EXPECT_TRUE(is_blocked(SIGRTMAX));
    }
    EXPECT_FALSE(is_blocked(SIGTERM));
    EXPECT_FALSE(is_blocked(SIGRTMAX));
}

TEST(EventSourceSignals, DoNotKillUsWhenTheyComeTooLate) {
    {
        const EventSource events;
        send_to_self(SIGTERM);
    }
    EXPECT_FALSE(is_blocked(SIGTERM));
}

TEST(EventSourceSignals, LeaveTheOriginalMaskForTheChild) {
    sigset_t usr1{};
    ::sigemptyset(&usr1);
    ::sigaddset(&usr1, SIGUSR1);
    sigset_t before{};
    ::pthread_sigmask(SIG_BLOCK, &usr1, &before);
    {
        const EventSource events;
        EXPECT_EQ(::sigismember(&events.original_mask(), SIGUSR1), 1);
        EXPECT_EQ(::sigismember(&events.original_mask(), SIGTERM), 0);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// ---- deadline ----

TEST(EventSourceDeadline, IsNeverReportedEarly) {
    EventSource events;
    for (int us = 500; us < 5000; us += 700) {
        const TimePoint deadline = Clock::now() + std::chrono::microseconds{us};
        EXPECT_EQ(events.wait(deadline), Event{DeadlinePassed{}});
        EXPECT_GE(Clock::now(), deadline);
    }
}

TEST(EventSourceDeadline, GivesWayToASignalThatIsThere) {
    EventSource events;
    send_to_self(SIGHUP);
    EXPECT_EQ(events.wait(Clock::now() - seconds{1}), Event{SignalReceived{SIGHUP}});
    EXPECT_EQ(events.wait(Clock::now() - seconds{1}), Event{DeadlinePassed{}});
}

TEST(EventSourceDeadline, MayBeAbsent) {
    EventSource events;
    const KillAtEnd child{start_child(script("kill -HUP $PPID"))};
    EXPECT_EQ(events.wait(std::nullopt), Event{SignalReceived{SIGHUP}});
}

// ---- children ----

class EventSourceChildren : public testing::Test {
 protected:
    /// A process that passes for keepalived: its program has that name.
    std::string keepalived() {
        std::filesystem::copy_file("/bin/sleep", (dir_ / "keepalived").string(),
                                   std::filesystem::copy_options::skip_existing);
        return (dir_ / "keepalived").string();
    }

    /// Runs a script that leaves a process behind and exits with 3, to its end. Returns the number of what is
    /// left. In the script: $0 is a keepalived, $1 takes the number of the orphan, $2 and $3 are free.
    pid_t leave_orphan(const std::string& text) {
        events_.watch_child(
            start_child(script(text, {keepalived(), (dir_ / "orphan").string(), (dir_ / "second").string(),
                                      (dir_ / "done").string()})));
        EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = false, .value = 3}}}));
        return std::stoi(test::read_text(dir_ / "orphan"));
    }

    static void SetUpTestSuite() { become_subreaper(); }

    test::TemporaryDirectory dir_;
    EventSource events_;
};

TEST_F(EventSourceChildren, ReportTheExitCode) {
    const KillAtEnd child{start_child(script("exit 3"))};
    events_.watch_child(child.pid());
    EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = false, .value = 3}}}));
}

TEST_F(EventSourceChildren, ReportTheSignalThatKilledThem) {
    const KillAtEnd child{start_child(program("sleep", {"600"}))};
    events_.watch_child(child.pid());
    child.kill();
    EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}}));
}

TEST_F(EventSourceChildren, ReportAnEndThatCameBeforeTheyWereWatched) {
    const KillAtEnd child{start_child(script("exit 4"))};
    wait_for_zombie(child.pid());
    events_.watch_child(child.pid());
    EXPECT_EQ(already_there(events_), (Event{KeepalivedEnded{{.by_signal = false, .value = 4}}}));
}

TEST_F(EventSourceChildren, KeepTheirNumberWhileTheEndIsActedOn) {
    const KillAtEnd child{start_child(program("sleep", {"600"}))};
    events_.watch_child(child.pid());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    child.kill();
    wait_for_zombie(child.pid());
    send_to_self(SIGTERM);
    EXPECT_EQ(next(events_), Event{SignalReceived{SIGTERM}});
    EXPECT_TRUE(exists(child.pid()));
    EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}}));
    EXPECT_TRUE(exists(child.pid()));
    EXPECT_EQ(next(events_), Event{AllGone{}});
    EXPECT_FALSE(exists(child.pid()));
}

TEST_F(EventSourceChildren, AreAllGoneOnce) {
    events_.watch_child(start_child(script("exit 0")));
    (void)next(events_);
    EXPECT_EQ(next(events_), Event{AllGone{}});
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
}

TEST_F(EventSourceChildren, AreReapedSilentlyWhenNotWatched) {
    const pid_t other = start_child(script("exit 7"));
    wait_for_zombie(other);
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    EXPECT_FALSE(exists(other));
}

TEST_F(EventSourceChildren, AreReapedEvenBehindTheWatchedOne) {
    const pid_t child = start_child(script("exit 0"));
    events_.watch_child(child);
    const pid_t other = start_child(script("exit 0"));
    wait_for_zombie(child);
    wait_for_zombie(other);
    EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = false, .value = 0}}}));
    EXPECT_EQ(next(events_), Event{AllGone{}});
    EXPECT_FALSE(exists(other));
}

TEST_F(EventSourceChildren, AreNotAllGoneWhileAnOrphanedKeepalivedLives) {
    const KillAtEnd orphan{leave_orphan(R"(
        "$0" 600 & echo $! > "$1"
        until [ /proc/$!/exe -ef "$0" ]; do :; done
        exit 3)")};
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    orphan.kill();
    EXPECT_EQ(events_.wait(std::nullopt), Event{AllGone{}});
    EXPECT_FALSE(exists(orphan.pid()));
}

TEST_F(EventSourceChildren, AreAllGoneThoughAnOrphanedScriptLives) {
    const KillAtEnd orphan{leave_orphan("sleep 600 & echo $! > \"$1\"; exit 3")};
    EXPECT_EQ(next(events_), Event{AllGone{}});
    EXPECT_TRUE(exists(orphan.pid()));
}

TEST_F(EventSourceChildren, AreAllGoneWhenAKeepalivedEndsUnseen) {
    // The orphan is the parent of a keepalived and reaps it itself: no SIGCHLD tells us.
    const KillAtEnd orphan{leave_orphan(R"(
        ( "$0" 600 & echo $! > "$2"
          until [ /proc/$!/exe -ef "$0" ]; do :; done
          echo > "$3"
          wait
          exec sleep 600 ) &
        echo $! > "$1"
        until [ -e "$3" ]; do :; done
        exit 3)")};
    const KillAtEnd keepalived{std::stoi(test::read_text(dir_ / "second"))};
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    keepalived.kill();
    keepalived.wait();
    EXPECT_EQ(already_there(events_), Event{AllGone{}});
}

TEST(EventSourceSigchld, IsHeardEvenIfItWasInheritedAsIgnored) {
    const auto before = std::signal(SIGCHLD, SIG_IGN);
    {
        EventSource events;
        const KillAtEnd child{start_child(script("exit 5"))};
        events.watch_child(child.pid());
        EXPECT_EQ(next(events), (Event{KeepalivedEnded{{.by_signal = false, .value = 5}}}));
    }
    EXPECT_EQ(std::signal(SIGCHLD, before), SIG_IGN);
}

// ---- other descriptors ----

/// A pipe whose read end is watched.
struct WatchedPipe {
    WatchedPipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0) {
            read_end = UniqueFd{ends[0]};
            write_end = UniqueFd{ends[1]};
        }
    }
    void write() const { ASSERT_EQ(::write(write_end.get(), "x", 1), 1); }
    [[nodiscard]] bool take() const {
        char byte = 0;
        return ::read(read_end.get(), &byte, 1) == 1;
    }
    UniqueFd read_end{};
    UniqueFd write_end{};
};

TEST(EventSourceDescriptors, GiveTheEventsThatTheirReaderMakes) {
    EventSource events;
    const WatchedPipe pipe;
    events.watch_descriptor(pipe.read_end.get(), [&]() -> std::optional<Event> {
        return pipe.take() ? std::optional<Event>{AddressesChanged{}} : std::nullopt;
    });
    EXPECT_EQ(already_there(events), Event{DeadlinePassed{}});
    pipe.write();
    EXPECT_EQ(next(events), Event{AddressesChanged{}});
}

TEST(EventSourceDescriptors, WhoseReaderHasNothingToSayAreNoEvent) {
    EventSource events;
    const WatchedPipe pipe;
    events.watch_descriptor(pipe.read_end.get(), [&]() -> std::optional<Event> {
        EXPECT_TRUE(pipe.take());
        send_to_self(SIGHUP);
        return std::nullopt;
    });
    pipe.write();
    EXPECT_EQ(next(events), Event{SignalReceived{SIGHUP}});
}

TEST(EventSourceDescriptors, AreNotAskedAnyMoreOnceTheyAreForgotten) {
    EventSource events;
    WatchedPipe forgotten;
    const WatchedPipe other;
    events.watch_descriptor(forgotten.read_end.get(), [&]() -> std::optional<Event> {
        events.forget_descriptor(forgotten.read_end.get());
        forgotten.read_end.reset();
        return AddressesChanged{};
    });
    events.watch_descriptor(other.read_end.get(), [&]() -> std::optional<Event> {
        return other.take() ? std::optional<Event>{KeepalivedReloads{}} : std::nullopt;
    });
    forgotten.write();
    other.write();

    EXPECT_EQ(next(events), Event{AddressesChanged{}});
    EXPECT_EQ(next(events), Event{KeepalivedReloads{}});
    EXPECT_EQ(already_there(events), Event{DeadlinePassed{}});
}

TEST(EventSourceDescriptors, WhoseReaderFailsAreNotAskedAgain) {
    EventSource events;
    const WatchedPipe pipe;
    int asked = 0;
    events.watch_descriptor(pipe.read_end.get(), [&]() -> std::optional<Event> {
        ++asked;
        throw std::runtime_error{"broken"};
    });
    pipe.write();
    EXPECT_EQ(events.wait(Clock::now() + std::chrono::milliseconds{20}), Event{DeadlinePassed{}});
    EXPECT_EQ(asked, 1);
}

TEST(EventSourceDescriptors, ThatNeverEndDoNotDelayADeadline) {
    EventSource events;
    const WatchedPipe pipe;
    events.watch_descriptor(pipe.read_end.get(), []() -> std::optional<Event> { return AddressesChanged{}; });
    pipe.write();
    const auto deadline = Clock::now() + std::chrono::milliseconds{20};
    Event event = events.wait(deadline);
    while (event != Event{DeadlinePassed{}} && Clock::now() < deadline + seconds{10}) {
        event = events.wait(deadline);
    }
    EXPECT_EQ(event, Event{DeadlinePassed{}});
}

}  // namespace
}  // namespace vipwarden::supervisor
