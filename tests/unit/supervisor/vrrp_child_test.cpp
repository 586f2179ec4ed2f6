// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/vrrp_child.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/forked_process.hpp"
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

/// Looks again and again, for half a minute at most.
bool becomes_true(const std::function<bool()>& condition) {
    const auto deadline = Clock::now() + std::chrono::seconds{30};
    while (!condition()) {
        if (Clock::now() > deadline) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

/// The first process of a PID namespace. Killed, it can't act any more, but its end waits until the others in
/// there are reaped (zap_pid_ns_processes() in kernel/pid_namespace.c): one of them never is.
class HeldAtItsEnd {
 public:
    /// 0 if such a namespace can't be made.
    [[nodiscard]] pid_t pid() const { return *pid_; }

 private:
    static pid_t fork_idle() {
        const pid_t pid = ::fork();
        if (pid == 0) {
            (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
            (void)::close_range(3, ~0U, 0);  // whoever waits for their end need not wait for us
            while (true) {
                ::pause();
            }
        }
        return pid;
    }

    pid_t* pid_{static_cast<pid_t*>(
        ::mmap(nullptr, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))};
    ForkedProcess parent_{[this] {
        if (::unshare(CLONE_NEWPID) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWPID) == 0) {
            *pid_ = fork_idle();
            (void)fork_idle();
        }
    }};
};

/// A process in each state that the kernel can show.
class VrrpChildActing : public VrrpChildTest {
 protected:
    void watch(pid_t pid) { EXPECT_FALSE(vrrp_.watch(find_process(pid).value())); }
};

TEST_F(VrrpChildActing, IsPossibleAsLongAsNoneWasSeen) {
    EXPECT_TRUE(vrrp_.may_act());
    vrrp_.watch_pid_file(pid_file());
    EXPECT_TRUE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsPossibleWhileItLives) {
    const ForkedProcess process;
    watch(process.pid());

    EXPECT_TRUE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsPossibleWhileItIsStopped) {
    const ForkedProcess process;
    watch(process.pid());
    ASSERT_EQ(::kill(process.pid(), SIGSTOP), 0);
    siginfo_t stopped{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(process.pid()), &stopped, WSTOPPED), 0);

    EXPECT_TRUE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsPossibleWhenItIsKilledButHeldBeforeItsEnd) {
    const ForkedProcess process;
    watch(process.pid());
    ASSERT_EQ(::ptrace(PTRACE_SEIZE, process.pid(), nullptr, PTRACE_O_TRACEEXIT), 0);
    ASSERT_EQ(::kill(process.pid(), SIGKILL), 0);
    ASSERT_EQ(::waitpid(process.pid(), nullptr, __WALL), process.pid());  // PTRACE_EVENT_EXIT

    EXPECT_TRUE(vrrp_.may_act());
    EXPECT_EQ(::ptrace(PTRACE_DETACH, process.pid(), nullptr, nullptr), 0);
}

TEST_F(VrrpChildActing, IsImpossibleForAZombie) {
    const ForkedProcess process;
    watch(process.pid());
    process.become_zombie();

    EXPECT_FALSE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsImpossibleWhenItIsGone) {
    ForkedProcess process;
    watch(process.pid());
    process.become_zombie();
    process.reap();

    EXPECT_FALSE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsImpossibleThoughItsEndTakesItsTime) {
    const HeldAtItsEnd process;
    if (process.pid() == 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: no PID namespace can be made here";
    }
    watch(process.pid());
    EXPECT_TRUE(vrrp_.may_act());

    ASSERT_EQ(::kill(process.pid(), SIGKILL), 0);

    EXPECT_TRUE(becomes_true([this] { return !vrrp_.may_act(); }));
    EXPECT_EQ(already_there(events_), Event{DeadlinePassed{}});  // its end is not reported
}

TEST_F(VrrpChildActing, IsPossibleWhileAnotherThreadOfItLives) {
    const ForkedProcess process{[] {
        (void)std::signal(SIGALRM, [](int) { (void)::syscall(SYS_exit, 0); });  // that thread alone
        std::thread{[] {
            while (true) {
                ::pause();
            }
        }}.detach();
    }};
    watch(process.pid());
    ASSERT_EQ(::syscall(SYS_tgkill, process.pid(), process.pid(), SIGALRM), 0);
    ASSERT_TRUE(becomes_true([&] { return process.seen().state == 'Z'; }));

    EXPECT_TRUE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsPossibleWhenThePidFileNamesAnotherOne) {
    const ForkedProcess process;
    watch(process.pid());
    process.become_zombie();
    vrrp_.watch_pid_file(pid_file());
    test::write_text(pid_file(), std::to_string(process.pid()) + "\n");
    ASSERT_FALSE(vrrp_.may_act());

    test::write_text(pid_file(), std::to_string(process.pid() + 1) + "\n");

    EXPECT_TRUE(vrrp_.may_act());
}

TEST_F(VrrpChildActing, IsJudgedByThePidFileOnceTheEndWasReported) {
    const ForkedProcess process;
    watch(process.pid());
    vrrp_.watch_pid_file(pid_file());
    process.become_zombie();
    ASSERT_EQ(next(events_), Event{VrrpChildEnded{}});
    EXPECT_TRUE(vrrp_.may_act());

    test::write_text(pid_file(), std::to_string(process.pid()) + "\n");

    EXPECT_FALSE(vrrp_.may_act());
}

}  // namespace
}  // namespace vipwarden::supervisor
