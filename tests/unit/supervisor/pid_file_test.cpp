// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/pid_file.hpp"

#include <chrono>
#include <ctime>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/forked_process.hpp"

namespace vipwarden::supervisor {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Optional;

class PidFile : public testing::Test {
 protected:
    void write(const std::string& content) const { test::write_text(file, content); }

    /// As if the file had been written that long ago.
    void set_age(milliseconds age) const {
        timespec now{};
        ASSERT_EQ(::clock_gettime(CLOCK_REALTIME, &now), 0);
        const auto then = seconds{now.tv_sec} +
                          std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds{now.tv_nsec}) -
                          age;
        const auto whole = std::chrono::floor<seconds>(then);
        const timespec time{.tv_sec = whole.count(),
                            .tv_nsec = std::chrono::nanoseconds{then - whole}.count()};
        const timespec times[2]{time, time};
        ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
    }

    [[nodiscard]] std::string sentence(const std::string& rest) const {
        return "pid file '" + file.native() + "' " + rest;
    }

    test::TemporaryDirectory directory{};
    fs::path file{directory / "keepalived.pid"};
};

TEST_F(PidFile, IsNotStaleWhenItIsMissing) {
    EXPECT_EQ(why_stale(file), std::nullopt);
}

TEST_F(PidFile, IsNotStaleWhenItsProcessLives) {
    const ForkedProcess child;
    write(std::to_string(child.pid()) + "\n");

    EXPECT_EQ(why_stale(file), std::nullopt);
}

TEST_F(PidFile, IsReadAsKeepalivedReadsIt) {
    const ForkedProcess child;
    for (const auto* format : {"{}", " \n\t{}\n", "+{}", "{} x\nyz"}) {
        const auto content = fmt::format(fmt::runtime(format), child.pid());
        write(content);

        EXPECT_EQ(why_stale(file), std::nullopt) << content;
    }
}

TEST_F(PidFile, IsStaleWhenItsProcessDoesNotExist) {
    ForkedProcess child;
    const auto pid = std::to_string(child.pid());
    write(pid + "\n");
    child.become_zombie();
    (void)child.reap();

    EXPECT_THAT(why_stale(file), Optional(sentence("names process " + pid + ", which does not exist")));
}

TEST_F(PidFile, IsStaleWhenItsProcessIsAZombie) {
    const ForkedProcess child;
    const auto pid = std::to_string(child.pid());
    write(pid + "\n");
    child.become_zombie();

    EXPECT_THAT(why_stale(file), Optional(sentence("names process " + pid + ", which is dead (a zombie)")));
}

TEST_F(PidFile, IsStaleWhenItNamesNoProcess) {
    for (const auto* content :
         {"", "\n", "0\n", "-1\n", "- 5", "keepalived", "x123", "99999999999999999999", "++5"}) {
        write(content);

        EXPECT_THAT(why_stale(file), Optional(sentence("names no process"))) << content;
    }
}

TEST_F(PidFile, IsStaleWhenItsNumberWasReused) {
    const ForkedProcess child{[] { (void)::prctl(PR_SET_NAME, "cron"); }};
    const auto pid = std::to_string(child.pid());
    write(pid + "\n");
    set_age(seconds{60});

    EXPECT_THAT(why_stale(file),
                Optional(sentence("names process " + pid +
                                  ", which is 'cron' and started after the file was written")));
}

TEST_F(PidFile, IsNotStaleWhileTheClocksProveNothing) {
    const ForkedProcess child;
    write(std::to_string(child.pid()) + "\n");
    set_age(milliseconds{1500});

    EXPECT_EQ(why_stale(file), std::nullopt);
}

TEST_F(PidFile, IsNotStaleWhenItSeemsToComeFromTheFuture) {
    const ForkedProcess child;
    write(std::to_string(child.pid()) + "\n");
    set_age(-seconds{3600});

    EXPECT_EQ(why_stale(file), std::nullopt);
}

/// The wall clock may have been set forward after keepalived wrote the file.
TEST_F(PidFile, IsNotStaleWhenItNamesALivingKeepalivedHoweverOldItSeems) {
    const auto program = directory / "keepalived";
    fs::copy_file("/bin/sleep", program);
    const ForkedProcess child{run_sleep(program)};
    write(std::to_string(child.pid()) + "\n");
    set_age(std::chrono::hours{1});

    EXPECT_EQ(why_stale(file), std::nullopt);
}

/// keepalived 2.3.2 and later locks the file first and writes its number later.
TEST_F(PidFile, IsNotStaleWhileItIsLocked) {
    write("");
    const UniqueFd holder{::open(file.c_str(), O_RDWR | O_CLOEXEC)};
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    ASSERT_EQ(::fcntl(holder.get(), F_OFD_SETLK, &lock), 0);

    EXPECT_EQ(why_stale(file), std::nullopt);
}

TEST_F(PidFile, IsLeftAloneWhenItIsNoRegularFile) {
    write("-1");
    fs::rename(file, directory / "elsewhere");
    fs::create_symlink(directory / "elsewhere", file);
    EXPECT_EQ(why_stale(file), std::nullopt) << "a symbolic link";

    fs::remove(file);
    fs::create_directory(file);
    EXPECT_EQ(why_stale(file), std::nullopt) << "a directory";

    fs::remove(file);
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    EXPECT_EQ(why_stale(file), std::nullopt) << "a FIFO";
}

}  // namespace
}  // namespace vipwarden::supervisor
