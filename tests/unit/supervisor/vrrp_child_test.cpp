// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_child.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/test_children.hpp"
#include "tests/unit/supervisor/test_events.hpp"

namespace vipwarden::supervisor {
namespace {

namespace fs = std::filesystem;

/// Two programs that are called keepalived: a shell that starts the other one, and tells its number.
class VrrpChildTest : public testing::Test {
 protected:
    VrrpChildTest() {
        fs::create_directory(dir_ / "child");
        fs::copy_file(fs::canonical("/bin/sh"), dir_ / "keepalived");
        fs::copy_file(fs::canonical("/bin/sleep"), dir_ / "child" / "keepalived");
    }

    [[nodiscard]] std::string pid_file() const { return (dir_ / "vrrp.pid").string(); }

    /// The parent; its child has its number in vrrp.pid as soon as an event tells so.
    [[nodiscard]] pid_t start_parent() const {
        return start_child(program((dir_ / "keepalived").string(),
                                   {"-c", R"("$0" 600 & echo $! > "$1.new"; mv "$1.new" "$1"; wait)",
                                    (dir_ / "child" / "keepalived").string(), pid_file()}));
    }

    test::TemporaryDirectory dir_;
    EventSource events_;
    VrrpChild vrrp_{events_};
};

TEST_F(VrrpChildTest, TellsWhenItAppearsAndWhenItEnds) {
    vrrp_.watch_pid_file(pid_file());
    const KillAtEnd parent{start_parent()};
    ASSERT_EQ(next(events_), Event{VrrpChildAppeared{}});
    const auto named = vrrp_.named_by_pid_file();
    ASSERT_TRUE(named);
    EXPECT_EQ(named->parent, parent.pid());
    const KillAtEnd child{named->pid};

    EXPECT_FALSE(vrrp_.watch(*named));
    EXPECT_EQ(vrrp_.process(), named);
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    child.kill();

    EXPECT_EQ(next(events_), Event{VrrpChildEnded{}});
    EXPECT_EQ(vrrp_.process(), std::nullopt);
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
}

TEST_F(VrrpChildTest, IsToldOnceThoughItIsWatchedTwice) {
    const KillAtEnd process{start_child(program("/bin/sleep", {"600"}))};
    const auto seen = find_process(process.pid()).value();
    EXPECT_FALSE(vrrp_.watch(seen));
    EXPECT_FALSE(vrrp_.watch(seen));

    process.kill();

    EXPECT_EQ(next(events_), Event{VrrpChildEnded{}});
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
}

TEST_F(VrrpChildTest, IsWatchedNoMoreWhenAnotherOneIs) {
    const KillAtEnd first{start_child(program("/bin/sleep", {"600"}))};
    const KillAtEnd second{start_child(program("/bin/sleep", {"600"}))};
    EXPECT_FALSE(vrrp_.watch(find_process(first.pid()).value()));
    EXPECT_TRUE(vrrp_.watch(find_process(second.pid()).value()));

    first.kill();
    first.wait();

    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});
    EXPECT_EQ(vrrp_.process()->pid, second.pid());
}

TEST_F(VrrpChildTest, ThatIsGoneAlreadyLeavesTheWatchedOneAlone) {
    const KillAtEnd living{start_child(program("/bin/sleep", {"600"}))};
    auto gone = find_process(living.pid()).value();
    --gone.start_time;  // Another process has its number now.
    EXPECT_FALSE(vrrp_.watch(find_process(living.pid()).value()));

    EXPECT_FALSE(vrrp_.watch(gone));

    EXPECT_EQ(vrrp_.process()->start_time, gone.start_time + 1);
}

TEST_F(VrrpChildTest, IsMissedOnceIfItEndsBeforeItIsWatched) {
    vrrp_.watch_pid_file(pid_file());
    const KillAtEnd parent{start_parent()};
    ASSERT_EQ(next(events_), Event{VrrpChildAppeared{}});
    const KillAtEnd child{vrrp_.named_by_pid_file().value().pid};
    EXPECT_FALSE(vrrp_.missed_one());

    child.kill();
    child.wait();

    EXPECT_TRUE(vrrp_.missed_one());
    EXPECT_FALSE(vrrp_.missed_one());
}

TEST_F(VrrpChildTest, IsNotMissedIfItWasWatched) {
    vrrp_.watch_pid_file(pid_file());
    const KillAtEnd parent{start_parent()};
    ASSERT_EQ(next(events_), Event{VrrpChildAppeared{}});
    const auto named = vrrp_.named_by_pid_file().value();
    const KillAtEnd child{named.pid};
    EXPECT_FALSE(vrrp_.watch(named));

    child.kill();

    EXPECT_EQ(next(events_), Event{VrrpChildEnded{}});
    EXPECT_FALSE(vrrp_.missed_one());
}

TEST_F(VrrpChildTest, IsNoProcessThatNoKeepalivedHasStarted) {
    const KillAtEnd child{start_child(program((dir_ / "child" / "keepalived").string(), {"600"}))};
    test::write_text(pid_file(), std::to_string(child.pid()) + "\n");
    vrrp_.watch_pid_file(pid_file());

    EXPECT_EQ(vrrp_.named_by_pid_file(), std::nullopt);
}

TEST_F(VrrpChildTest, IsNoOtherProgramWhoseNumberStandsInAnOldPidFile) {
    const KillAtEnd other{start_child(program("/bin/sleep", {"600"}))};
    test::write_text(pid_file(), std::to_string(other.pid()) + "\n");
    vrrp_.watch_pid_file(pid_file());

    EXPECT_EQ(vrrp_.named_by_pid_file(), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::supervisor
