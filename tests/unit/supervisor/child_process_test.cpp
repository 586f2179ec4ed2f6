// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/child_process.hpp"

#include <array>
#include <cerrno>
#include <set>
#include <sstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/test_children.hpp"

namespace vipwarden::supervisor {
namespace {

using testing::ElementsAre;
using testing::StrEq;

/// Runs it to its end and gives the file that it wrote.
std::string output_of(const ChildOptions& options, const std::string& file) {
    EXPECT_EQ(wait_for_end(start_child(options)), 0);
    return test::read_text(file);
}

/// A line of /proc/PID/status, a set of signals, as a number.
unsigned long signal_set(const std::string& status, const std::string& name) {
    const std::size_t at = status.find(name + ":\t");
    return at == std::string::npos ? ~0UL : std::stoul(status.substr(at + name.size() + 2), nullptr, 16);
}

constexpr unsigned long bit(int signal) {
    return 1UL << static_cast<unsigned>(signal - 1);
}

/// Ours that stay open across exec.
std::set<int> inheritable_fds() {
    std::set<int> fds;
    for (int fd = 0; fd < 1024; ++fd) {
        if (const int flags = ::fcntl(fd, F_GETFD); flags >= 0 && (flags & FD_CLOEXEC) == 0) {
            fds.insert(fd);
        }
    }
    return fds;
}

std::set<int> numbers_in(const std::string& text) {
    std::istringstream stream{text};
    return {std::istream_iterator<int>{stream}, {}};
}

TEST(StartChild, PassesProgramAndArgumentsUnchanged) {
    const test::TemporaryDirectory dir;
    const std::string out = (dir / "out").string();
    const std::string text = "tr '\\0' '\\n' < /proc/$$/cmdline > \"$0\"; exit 0";
    EXPECT_THAT(output_of(script(text, {out, "", "two words", "*"}), out),
                StrEq("/bin/sh\n-c\n" + text + "\n" + out + "\n\ntwo words\n*\n"));
}

TEST(StartChild, GivesExactlyTheGivenEnvironment) {
    const test::TemporaryDirectory dir;
    const std::string out = (dir / "out").string();
    ChildOptions options = script("tr '\\0' '\\n' < /proc/$$/environ > \"$0\"; exit 0", {out});
    options.environment = {"A=1", "B=two words"};
    EXPECT_THAT(output_of(options, out), StrEq("A=1\nB=two words\n"));
}

TEST(StartChild, GivesTheWantedSignalMaskAndStandardSigpipe) {
    const test::TemporaryDirectory dir;
    const std::string out = (dir / "out").string();
    ChildOptions options = script("exec cat /proc/self/status > \"$0\"", {out});
    ::sigaddset(&options.signal_mask, SIGUSR1);
    sigset_t blocked{};
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    sigset_t before{};
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto old_handler = std::signal(SIGPIPE, SIG_IGN);

    const std::string status = output_of(options, out);

    std::signal(SIGPIPE, old_handler);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_EQ(signal_set(status, "SigBlk"), bit(SIGUSR1));
    EXPECT_EQ(signal_set(status, "SigIgn") & bit(SIGPIPE), 0U);
}

TEST(StartChild, InheritsTheStandardStreamsAndNothingOfOurs) {
    const test::TemporaryDirectory dir;
    const std::string out = (dir / "out").string();
    const std::set<int> expected = inheritable_fds();
    const ChildOptions options = script(R"(
        for fd in /proc/$$/fd/*; do [ -e "$fd" ] && open="$open ${fd##*/}"; done
        echo $open > "$0")",
                                        {out});
    EXPECT_EQ(numbers_in(output_of(options, out)), expected);
}

TEST(StartChild, PutsTheChildInAProcessGroupOfItsOwn) {
    const KillAtEnd child{start_child(program("sleep", {"600"}))};
    EXPECT_EQ(::getpgid(child.pid()), child.pid());
    EXPECT_NE(::getpgid(0), child.pid());
}

TEST(StartChild, FindsTheProgramInThePath) {
    EXPECT_EQ(wait_for_end(start_child(program("true", {}))), 0);
}

TEST(StartChild, NamesAProgramThatDoesNotExist) {
    try {
        (void)start_child(program("/nonexistent/keepalived", {"-n"}));
        FAIL() << "it was started";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
        EXPECT_THAT(error.what(), StrEq("start '/nonexistent/keepalived': No such file or directory"));
    }
}

TEST(StartChild, SaysWhyAFileCannotBeExecuted) {
    const test::TemporaryDirectory dir;
    test::write_text(dir / "keepalived", "text");
    try {
        (void)start_child(program((dir / "keepalived").string(), {}));
        FAIL() << "it was started";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::permission_denied);
    }
}

TEST(StartChild, LeavesNoChildBehindWhenItFails) {
    EXPECT_THROW((void)start_child(program("/nonexistent/keepalived", {})), std::system_error);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(StartChild, EndsTheChildCleanlyWhenItsParentIsKilled) {
    become_subreaper();
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const pid_t wrapper = ::fork();
    if (wrapper == 0) {
        const pid_t child = start_child(program("sleep", {"600"}));
        (void)!::write(ends[1], &child, sizeof child);
        ::pause();
        ::_exit(1);
    }
    pid_t child = 0;
    ASSERT_EQ(::read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
    ::close(ends[0]);
    ::close(ends[1]);

    ::kill(wrapper, SIGKILL);
    wait_for_end(wrapper);

    const int status = wait_for_end(child);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST(BecomeSubreaper, MakesUsTheParentOfOrphans) {
    const test::TemporaryDirectory dir;
    const std::string out = (dir / "out").string();
    become_subreaper();
    const std::string number = output_of(script("sleep 600 & echo $! > \"$0\"", {out}), out);
    const KillAtEnd orphan{std::stoi(number)};

    orphan.kill();

    const int status = wait_for_end(orphan.pid());
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST(BecomeUrgent, PrefersUsAndNotTheChild) {
    const int before = become_urgent();
    const int now = ::getpriority(PRIO_PROCESS, 0);
    auto options = program("/bin/sleep", {"600"});
    options.nice = before;
    const KillAtEnd child{start_child(options)};

    EXPECT_EQ(::getpriority(PRIO_PROCESS, static_cast<id_t>(child.pid())), before);
    EXPECT_LE(now, before);
    (void)::setpriority(PRIO_PROCESS, 0, before);
}

}  // namespace
}  // namespace vipwarden::supervisor
