// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/process_table.hpp"

#include <algorithm>
#include <filesystem>
#include <stop_token>
#include <thread>

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/forked_process.hpp"

namespace vipwarden::supervisor {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::minutes;
using test::TemporaryDirectory;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

// ---- find and list ----

TEST(FindProcess, TellsWhatThereIsToKnowOfTheTestItself) {
    struct stat netns {};
    ASSERT_EQ(::stat("/proc/self/ns/net", &netns), 0);

    const auto process = find_process(::getpid()).value();

    EXPECT_EQ(process.pid, ::getpid());
    EXPECT_EQ(process.parent, ::getppid());
    EXPECT_GT(process.start_time, 0U);
    EXPECT_TRUE(is_alive(process));
    EXPECT_EQ(process.executable, fs::read_symlink("/proc/self/exe"));
    EXPECT_EQ(process.netns_inode, netns.st_ino);
}

TEST(FindProcess, ReadsArgumentsAndRunIdOfAnotherProgram) {
    const ForkedProcess child{run_sleep("/bin/sleep", "VIPWARDEN_RUN_ID=4711=a b")};

    const auto process = child.seen();

    EXPECT_EQ(process.parent, ::getpid());
    EXPECT_EQ(process.name, "sleep");
    EXPECT_EQ(process.executable, fs::canonical("/bin/sleep"));
    EXPECT_THAT(process.arguments, ElementsAre("sleep", "60"));
    EXPECT_EQ(process.run_id, "4711=a b");
}

TEST(FindProcess, TakesNoOtherVariableForTheRunId) {
    const ForkedProcess child{run_sleep("/bin/sleep", "XVIPWARDEN_RUN_ID=4711")};

    EXPECT_EQ(child.seen().run_id, "");
}

TEST(FindProcess, KeepsEmptyArguments) {
    const ForkedProcess child{[] {
        std::string shell{"sh"};
        std::string option{"-c"};
        std::string script{"read x; :"};
        std::string empty{};
        std::vector<char*> arguments{shell.data(), option.data(), script.data(),
                                     empty.data(), empty.data(),  nullptr};
        int ends[2]{};
        (void)::pipe(ends);  // nothing ever comes: the shell waits
        (void)::dup2(ends[0], STDIN_FILENO);
        ::execv("/bin/sh", arguments.data());
        ::_exit(127);
    }};

    EXPECT_THAT(child.seen().arguments, ElementsAre("sh", "-c", "read x; :", "", ""));
}

TEST(FindProcess, ReadsANameThatLooksLikeTheFieldsAfterIt) {
    for (const auto* name : {") Z 1 2 3 (", "a b", "))((", "x\ny", ") ", "("}) {
        const ForkedProcess child{[name] { (void)::prctl(PR_SET_NAME, name); }};

        const auto process = child.seen();

        EXPECT_EQ(process.name, name);
        EXPECT_EQ(process.parent, ::getpid()) << name;
        EXPECT_TRUE(is_alive(process)) << name;
    }
}

TEST(FindProcess, NamesTheExecutableThatAnUpgradeHasReplaced) {
    const TemporaryDirectory directory;
    const auto program = directory / "keepalived";
    fs::copy_file("/bin/sleep", program);
    const ForkedProcess child{run_sleep(program)};
    fs::remove(program);

    EXPECT_EQ(child.seen().executable, program);
    EXPECT_TRUE(is_keepalived(child.seen()));
}

TEST(FindProcess, SeesThatAZombieIsNotAlive) {
    const ForkedProcess child;
    child.become_zombie();

    EXPECT_EQ(child.seen().state, 'Z');
    EXPECT_FALSE(is_alive(child.seen()));
    EXPECT_EQ(child.seen().executable, "");
}

TEST(FindProcess, FindsNobodyUnderANumberThatIsFree) {
    ForkedProcess child;
    const auto pid = child.pid();
    child.become_zombie();
    (void)child.reap();

    EXPECT_EQ(find_process(pid), std::nullopt);
    EXPECT_EQ(find_process(0), std::nullopt);
    EXPECT_EQ(find_process(-1), std::nullopt);
}

/// The kernel shows a process that waits for its CLONE_VFORK child in state D, as it shows one that hangs.
void hang() {
    (void)::prctl(PR_SET_NAME, "hanging");
    (void)::close_range(3, ~0U, 0);  // tells the test that we are about to
    const pid_t parent = ::getpid();
    if (::syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) == 0) {
        die_with(parent);
        while (true) {
            ::pause();
        }
    }
}

TEST(FindProcess, DoesNotReadTheMemoryOfAProcessThatHangs) {
    const ForkedProcess child{hang};
    while (child.seen().state != 'D') {
        ::sched_yield();
    }

    const auto process = child.seen();

    EXPECT_EQ(process.name, "hanging");
    EXPECT_EQ(process.executable, fs::read_symlink("/proc/self/exe"));
    EXPECT_THAT(process.arguments, IsEmpty());
}

TEST(ListProcesses, ListsTheTestAndItsChild) {
    const ForkedProcess child;

    const auto processes = list_processes();

    EXPECT_THAT(processes, Contains(Field(&Process::pid, ::getpid())));
    EXPECT_THAT(processes, Contains(Field(&Process::pid, child.pid())));
}

TEST(ListProcesses, ReadsTheArgumentsOfKeepalivedOnly) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: what is no root's is no keepalived";
    }
    const TemporaryDirectory directory;
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived");
    const ForkedProcess keepalived{run_sleep((directory / "keepalived").string())};
    const ForkedProcess other{run_sleep("/bin/sleep")};

    const auto processes = list_processes();

    EXPECT_THAT(processes, Contains(AllOf(Field(&Process::pid, keepalived.pid()),
                                          Field(&Process::arguments, ElementsAre("sleep", "60")))));
    EXPECT_THAT(processes, Contains(AllOf(Field(&Process::pid, other.pid()), Field(&Process::name, "sleep"),
                                          Field(&Process::arguments, IsEmpty()))));
}

TEST(ListProcesses, IsNotDisturbedByProcessesThatEnd) {
    const std::jthread churn{[](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                ::_exit(0);
            }
            (void)::waitpid(pid, nullptr, 0);
        }
    }};

    for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(list_processes(), Contains(Field(&Process::pid, ::getpid())));
    }
}

TEST(ListKeepaliveds, ShowsThemAsTheListOfAllProcessesDoes) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: what is no root's is no keepalived";
    }
    const TemporaryDirectory directory;
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived");
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived-2.3.1");
    const ForkedProcess keepalived{run_sleep((directory / "keepalived").string(), "VIPWARDEN_RUN_ID=7")};
    const ForkedProcess versioned{run_sleep((directory / "keepalived-2.3.1").string())};
    const ForkedProcess upgraded{run_sleep((directory / "keepalived").string())};
    fs::remove(directory / "keepalived");

    const auto listed = list_keepaliveds();

    for (const auto* process : {&keepalived, &versioned, &upgraded}) {
        const auto seen = process->seen();
        EXPECT_THAT(
            listed,
            Contains(AllOf(
                Field(&Process::pid, seen.pid), Field(&Process::start_time, seen.start_time),
                Field(&Process::executable, seen.executable), Field(&Process::arguments, seen.arguments),
                Field(&Process::netns_inode, seen.netns_inode), Field(&Process::run_id, seen.run_id))));
    }
}

TEST(ListKeepaliveds, LeavesOutOthersAndTheDead) {
    const TemporaryDirectory directory;
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived");
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived_exporter");
    const ForkedProcess exporter{run_sleep((directory / "keepalived_exporter").string())};
    const ForkedProcess renamed{[] { (void)::prctl(PR_SET_NAME, "keepalived"); }};
    const ForkedProcess dead{run_sleep((directory / "keepalived").string())};
    dead.become_zombie();

    const auto listed = list_keepaliveds();

    for (const auto* process : {&exporter, &renamed, &dead}) {
        EXPECT_THAT(listed, Not(Contains(Field(&Process::pid, process->pid()))));
    }
}

TEST(ListKeepaliveds, GoesByTheNameWhereTheProgramMayNotBeSeen) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: becoming another user needs root";
    }
    const ForkedProcess hidden{[] { (void)::prctl(PR_SET_NAME, "keepalived"); }};
    const ForkedProcess looking{[&hidden] {
        (void)::setresuid(65534, 65534, 65534);
        const auto listed = list_keepaliveds();
        if (std::ranges::find(listed, hidden.pid(), &Process::pid) == listed.end()) {
            ::_exit(1);
        }
    }};

    EXPECT_EQ(looking.seen().state == 'Z', false) << "it did not find it";
}

// ---- what they are ----

TEST(IsKeepalived, GoesByTheExecutable) {
    EXPECT_TRUE(is_keepalived({.name = "renamed", .executable = "/usr/sbin/keepalived"}));
    EXPECT_TRUE(is_keepalived({.name = "keepalived", .executable = "/opt/k/sbin/keepalived"}));
    EXPECT_TRUE(is_keepalived({.executable = "/opt/k/sbin/keepalived-2.3.1"}));
    EXPECT_TRUE(is_keepalived({.executable = "/opt/k/sbin/keepalived24"}));
    EXPECT_FALSE(is_keepalived({.executable = "/usr/bin/keepalived-exporter"}));
    EXPECT_FALSE(is_keepalived({.executable = "/usr/bin/keepalived-"}));
    EXPECT_FALSE(is_keepalived({.name = "keepalived", .executable = "/usr/bin/python3.11"}));
    EXPECT_FALSE(is_keepalived({.name = "sh", .executable = "/etc/keepalived/check.sh"}));
    EXPECT_FALSE(is_keepalived({.name = "keepalived_expo", .executable = "/usr/bin/keepalived_exporter"}));
}

TEST(IsKeepalived, GoesByTheNameWhereTheExecutableCannotBeRead) {
    EXPECT_TRUE(is_keepalived({.name = "keepalived"}));
    EXPECT_FALSE(is_keepalived({.name = "keepalived_expo"}));
}

TEST(IsAlive, IsFalseForAProcessThatHasGivenUpItsMemory) {
    EXPECT_FALSE(is_alive({.state = 'D', .name = "keepalived"}));
    EXPECT_FALSE(is_alive({.state = 'D', .executable = "/usr/sbin/keepalived"}));
    EXPECT_TRUE(is_alive({.state = 'D', .name = "keepalived", .arguments = {"keepalived"}}));
}

TEST(IsAlive, IsFalseForTheDeadOnly) {
    for (const char state : {'R', 'S', 'D', 'T', 't', 'I', '?'}) {
        EXPECT_TRUE(is_alive({.state = state, .executable = "/bin/true"})) << state;
    }
    for (const char state : {'Z', 'X', 'x'}) {
        EXPECT_FALSE(is_alive({.state = state, .executable = "/bin/true"})) << state;
    }
}

// ---- descendants ----

TEST(DescendantsOf, AreChildrenAndTheirsInTheOrderOfTheList) {
    const std::vector<Process> processes{{.pid = 30, .parent = 20}, {.pid = 20, .parent = 10},
                                         {.pid = 10, .parent = 1},  {.pid = 11, .parent = 1},
                                         {.pid = 21, .parent = 10}, {.pid = 22, .parent = 11}};

    EXPECT_THAT(descendants_of(10, processes),
                ElementsAre(Process{.pid = 30, .parent = 20}, Process{.pid = 20, .parent = 10},
                            Process{.pid = 21, .parent = 10}));
}

TEST(DescendantsOf, AreFoundThoughTheAncestorIsNotListed) {
    EXPECT_THAT(descendants_of(10, {{.pid = 20, .parent = 10}}),
                ElementsAre(Process{.pid = 20, .parent = 10}));
}

TEST(DescendantsOf, AreNoneOfAProcessWithoutChildren) {
    EXPECT_THAT(descendants_of(10, {{.pid = 10, .parent = 1}, {.pid = 20, .parent = 1}}), IsEmpty());
}

/// Processes are read one after the other, so that two can seem to be each other's parents.
TEST(DescendantsOf, EndInACircle) {
    const std::vector<Process> circle{{.pid = 10, .parent = 20}, {.pid = 20, .parent = 10}};

    EXPECT_THAT(descendants_of(10, circle), ElementsAre(Process{.pid = 20, .parent = 10}));
}

// ---- signals ----

TEST(SendSignal, HitsTheProcess) {
    ForkedProcess child;

    EXPECT_EQ(send_signal(child.seen(), SIGTERM), std::error_code{});

    const int status = child.reap();
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST(SendSignal, SparesAProcessThatHasInheritedTheNumber) {
    ForkedProcess child;
    Process earlier = child.seen();
    earlier.start_time -= 1;

    EXPECT_EQ(send_signal(earlier, SIGTERM), std::error_code{});
    EXPECT_EQ(send_signal(child.seen(), SIGINT), std::error_code{});

    const int status = child.reap();
    EXPECT_EQ(WTERMSIG(status), SIGINT) << "the TERM must not have reached it";
}

TEST(SendSignal, IsASuccessWhenTheProcessIsGone) {
    ForkedProcess child;
    const auto process = child.seen();
    child.become_zombie();

    EXPECT_EQ(send_signal(process, SIGTERM), std::error_code{}) << "a zombie";
    (void)child.reap();
    EXPECT_EQ(send_signal(process, SIGTERM), std::error_code{}) << "reaped";
}

TEST(SendSignal, ReportsWhatItIsNotAllowed) {
    const auto target = find_process(::geteuid() == 0 ? ::getpid() : 1);
    ASSERT_TRUE(target.has_value());
    int reported = -1;
    {
        int ends[2]{};
        ASSERT_EQ(::pipe(ends), 0);
        const UniqueFd reader{ends[0]};
        UniqueFd writer{ends[1]};
        const ForkedProcess unprivileged{[&] {
            (void)::setresuid(65534, 65534, 65534);
            const int value = send_signal(*target, 0).value();
            (void)::write(writer.get(), &value, sizeof value);
        }};
        writer.reset();
        ASSERT_EQ(::read(reader.get(), &reported, sizeof reported), static_cast<ssize_t>(sizeof reported));
    }

    EXPECT_EQ(reported, EPERM);
}

TEST(SendSignal, ReportsASignalThatDoesNotExist) {
    const ForkedProcess child;

    EXPECT_EQ(send_signal(child.seen(), 1000), std::errc::invalid_argument);
}

// ---- waiting ----

TEST(WaitUntilGone, ReturnsAtOnceWhenThereIsNobody) {
    EXPECT_TRUE(wait_until_gone({}, minutes{1}));
}

TEST(WaitUntilGone, EndsWhenTheLastHasEnded) {
    const ForkedProcess first;
    const ForkedProcess second;
    const std::vector<Process> both{first.seen(), second.seen()};
    ASSERT_EQ(send_signal(both[1], SIGKILL), std::error_code{});
    ASSERT_EQ(send_signal(both[0], SIGKILL), std::error_code{});

    EXPECT_TRUE(wait_until_gone(both, minutes{1}));
}

TEST(WaitUntilGone, TakesAZombieForGone) {
    const ForkedProcess child;
    const auto alive = child.seen();
    child.become_zombie();

    EXPECT_TRUE(wait_until_gone({alive}, milliseconds{0}));
}

TEST(WaitUntilGone, TakesAProcessForGoneWhoseNumberIsFreeOrAnothers) {
    const ForkedProcess other;
    Process earlier = other.seen();
    earlier.start_time -= 1;
    ForkedProcess child;
    const auto reaped = child.seen();
    child.become_zombie();
    (void)child.reap();

    EXPECT_TRUE(wait_until_gone({earlier, reaped}, milliseconds::max()));
}

TEST(WaitUntilGone, GivesUpOnTheLiving) {
    const ForkedProcess dead;
    const ForkedProcess alive;
    const std::vector<Process> both{dead.seen(), alive.seen()};
    dead.become_zombie();

    EXPECT_FALSE(wait_until_gone(both, milliseconds{1}));
    EXPECT_FALSE(wait_until_gone(both, milliseconds{0}));
    EXPECT_FALSE(wait_until_gone(both, milliseconds{-1}));
    EXPECT_TRUE(is_alive(alive.seen()));
}

// ---- hold ----

TEST(OpenPidfd, OpensNoneForALaterProcessOfThatNumber) {
    const ForkedProcess child{};
    auto earlier = child.seen();
    --earlier.start_time;

    EXPECT_TRUE(open_pidfd(child.seen()));
    EXPECT_FALSE(open_pidfd(earlier));
}

}  // namespace
}  // namespace vipwarden::supervisor
