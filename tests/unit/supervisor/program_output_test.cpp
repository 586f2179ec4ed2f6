// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/program_output.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"
#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Eq;
using testing::Optional;

constexpr seconds kPatience{30};

std::optional<std::string> output_of_script(const std::string& text, milliseconds timeout = kPatience) {
    return output_of("/bin/sh", {"-c", text}, timeout);
}

/// The process whose number the script has written; nothing once it is gone.
std::optional<Process> process_in(const std::filesystem::path& file) {
    pid_t pid = 0;
    std::ifstream{file} >> pid;
    EXPECT_GT(pid, 0);
    auto process = find_process(pid);
    return process && is_alive(*process) ? process : std::nullopt;
}

TEST(OutputOf, IsWhatTheProgramPrintsOnBothStreams) {
    EXPECT_THAT(output_of_script("echo one; echo two >&2; echo three"), Optional(Eq("one\ntwo\nthree\n")));
}

TEST(OutputOf, IsThereWhateverTheExitStatus) {
    EXPECT_THAT(output_of_script("printf x; exit 3"), Optional(Eq("x")));
}

TEST(OutputOf, FindsTheProgramInThePath) {
    EXPECT_THAT(output_of("printf", {"%s-%s", "a b", "*"}, kPatience), Optional(Eq("a b-*")));
}

TEST(OutputOf, IsEmptyForAProgramThatDoesNotExist) {
    EXPECT_THAT(output_of("/nowhere/keepalived", {"--version"}, kPatience), Optional(Eq("")));
    EXPECT_THAT(output_of("no-such-program-anywhere", {}, kPatience), Optional(Eq("")));
}

TEST(OutputOf, GivesTheProgramNothingToRead) {
    EXPECT_THAT(output_of_script("cat; echo end"), Optional(Eq("end\n")));
}

TEST(OutputOf, IsNotWaitedForLongerThanTheTimeout) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "pid";
    const auto begin = std::chrono::steady_clock::now();

    const auto output =
        output_of_script("echo $$ > " + file.string() + "; echo begun; exec sleep 60", milliseconds{500});

    EXPECT_EQ(output, std::nullopt);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{20});
    EXPECT_EQ(process_in(file), std::nullopt);
}

TEST(OutputOf, DoesNotWaitForWhatTheProgramLeavesBehindButEndsIt) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "pid";

    // The subshell keeps the pipe open.
    const auto output = output_of_script("sleep 60 & echo $! > " + file.string() + "; echo done");

    EXPECT_THAT(output, Optional(Eq("done\n")));
    if (const auto left = process_in(file)) {
        EXPECT_TRUE(wait_until_gone({*left}, kPatience));
    }
}

TEST(OutputOf, GivesUpOnAProgramThatPrintsWithoutEnd) {
    EXPECT_EQ(output_of("yes", {}, kPatience), std::nullopt);
}

TEST(OutputOf, LeavesNoChildAndNoSignalBehind) {
    (void)output_of_script("true");

    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(OutputOf, WorksWhileTheCallerBlocksAndIgnoresSignals) {
    sigset_t all{};
    ::sigfillset(&all);
    sigset_t before{};
    ::pthread_sigmask(SIG_BLOCK, &all, &before);

    // Without a shell: it blocks signals itself while it starts something.
    const auto output = output_of("grep", {"SigBlk", "/proc/self/status"}, kPatience);

    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_THAT(output, Optional(Eq("SigBlk:\t0000000000000000\n")));
}

}  // namespace
}  // namespace vipwarden::supervisor
