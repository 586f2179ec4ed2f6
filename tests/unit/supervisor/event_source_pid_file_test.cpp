// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/test_children.hpp"
#include "tests/unit/supervisor/test_events.hpp"
#include "wrapper/supervisor/event_source.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;

class EventSourcePidFile : public testing::Test {
 protected:
    EventSourcePidFile() { events_.watch_child(child_.pid()); }

    [[nodiscard]] std::string number() const { return std::to_string(child_.pid()); }

    test::TemporaryDirectory dir_;
    EventSource events_;
    KillAtEnd child_{start_child(program("sleep", {"600"}))};
};

TEST_F(EventSourcePidFile, MeansReadyWhenItNamesTheChild) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, IsReportedOnce) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
}

TEST_F(EventSourcePidFile, MayBeThereBeforeItIsWatched) {
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, MayBeThereBeforeTheChildIsWatched) {
    EventSource events;
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    events.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events), Event{DeadlinePassed{}});
    events.watch_child(child_.pid());
    EXPECT_EQ(already_there(events), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, CountsOnlyWithTheNumberOfTheChild) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    for (const std::string& text : {std::string{"1\n"}, std::string{}, std::string{"\n"} + number() + "\n",
                                    number() + "0\n", number() + "x\n"}) {
        test::write_text(dir_ / "keepalived.pid", text);
        EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}}) << text;
    }
    test::write_text(dir_ / "keepalived.pid", number());
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, CountsBeforeItIsClosed) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    std::ofstream stream{dir_ / "keepalived.pid"};
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    stream << number() << std::endl;
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, MayBeMovedIntoItsPlace) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "new", number() + "\n");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    std::filesystem::rename(dir_ / "new", dir_ / "keepalived.pid");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, MayAppearInADirectoryThatIsMadeLater) {
    events_.watch_pid_file((dir_ / "keepalived/blue/keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    std::filesystem::create_directory(dir_ / "keepalived");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    std::filesystem::create_directory(dir_ / "keepalived/blue");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "keepalived/blue/keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, IsFoundThoughItsDirectoryWasMadeAgain) {
    std::filesystem::create_directory(dir_ / "keepalived");
    events_.watch_pid_file((dir_ / "keepalived/keepalived.pid").string());
    std::filesystem::remove(dir_ / "keepalived");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    std::filesystem::create_directory(dir_ / "keepalived");
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "keepalived/keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, IsFoundWithoutInotify) {
    // No free descriptor: inotify_init1 fails as it does when the user's inotify instances are used up.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next_fd = ::dup(0);
    ::close(next_fd);
    const rlimit none_free{.rlim_cur = static_cast<rlim_t>(next_fd), .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_free), 0);
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);

    const TimePoint deadline = Clock::now() + milliseconds{150};
    EXPECT_EQ(events_.wait(deadline), Event{DeadlinePassed{}});
    EXPECT_GE(Clock::now(), deadline);
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(events_.wait(std::nullopt), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, IsFoundThoughItsEventsWereLost) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    test::write_text(dir_ / "a", "");
    for (int i = 0; i < 10000; ++i) {
        std::filesystem::rename(dir_ / "a", dir_ / "b");
        std::filesystem::rename(dir_ / "b", dir_ / "a");
    }
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{PidFileWritten{}});
}

TEST_F(EventSourcePidFile, IsOfNoInterestAfterTheEnd) {
    events_.watch_pid_file((dir_ / "keepalived.pid").string());
    child_.kill();
    EXPECT_EQ(next(events_), (Event{KeepalivedEnded{{.by_signal = true, .value = SIGKILL}}}));
    test::write_text(dir_ / "keepalived.pid", number() + "\n");
    EXPECT_EQ(next(events_), Event{AllGone{}});
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
}

}  // namespace
}  // namespace vipwarden::supervisor
