// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/network_rights.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/supervisor/forked_process.hpp"
#include "wrapper/supervisor/proc_files.hpp"

namespace vipwarden::supervisor {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

constexpr uid_t kNobody = 65534;

bool may(const ForkedProcess& process) {
    return may_change_addresses(open_process(process.pid()));
}

/// For a body: any user, who may become root in user namespaces of its own.
void become_nobody() {
    if (::setresuid(kNobody, kNobody, kNobody) != 0) {
        ::_exit(1);
    }
}

void leave_for(int namespaces) {
    become_nobody();
    if (::unshare(namespaces) != 0) {
        ::_exit(1);
    }
}

/// The namespace of the test belongs to the user namespace of the test, and root is root there.
class NetworkRights : public testing::Test {
 protected:
    void SetUp() override {
        if (::geteuid() != 0) {
            GTEST_SKIP() << "SKIPPED-CAPABILITY: having rights and dropping them needs root";
        }
    }
};

TEST_F(NetworkRights, AreRoots) {
    EXPECT_TRUE(may(ForkedProcess{}));
}

TEST_F(NetworkRights, AreNotThoseOfAnyUser) {
    const ForkedProcess user{become_nobody};

    EXPECT_FALSE(may(user));
}

TEST_F(NetworkRights, AreNotThoseOfAUserWhoIsRootInAUserNamespace) {
    const ForkedProcess user{[] { leave_for(CLONE_NEWUSER); }};
    if (user.seen().state == 'Z') {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: users may not make user namespaces here";
    }

    EXPECT_FALSE(may(user));
}

TEST_F(NetworkRights, AreThoseOfAUserInANetworkNamespaceOfItsOwn) {
    const ForkedProcess user{[] { leave_for(CLONE_NEWUSER | CLONE_NEWNET); }};
    if (user.seen().state == 'Z') {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: users may not make user namespaces here";
    }

    EXPECT_TRUE(may(user));
}

TEST_F(NetworkRights, AreRootsInANetworkNamespaceThatAUserHasMade) {
    const ForkedProcess user{[] { leave_for(CLONE_NEWUSER | CLONE_NEWNET); }};
    if (user.seen().state == 'Z') {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: users may not make user namespaces here";
    }
    const auto network = "/proc/" + std::to_string(user.pid()) + "/ns/net";
    const ForkedProcess root{[&] {
        if (::setns(::open(network.c_str(), O_RDONLY | O_CLOEXEC), CLONE_NEWNET) != 0) {
            ::_exit(1);
        }
    }};
    ASSERT_EQ(root.seen().netns_inode, user.seen().netns_inode);

    EXPECT_TRUE(may(root));
}

TEST_F(NetworkRights, MayBeThereWhereNothingCanBeSeen) {
    EXPECT_TRUE(may_change_addresses(UniqueFd{}));
}

TEST_F(NetworkRights, AreWhatMakesAKeepalived) {
    const test::TemporaryDirectory directory;
    fs::permissions(directory.path(), fs::perms{0755});
    fs::copy_file(fs::canonical("/bin/sleep"), directory / "keepalived");
    const auto run = run_sleep(directory / "keepalived");
    const ForkedProcess real{run};
    const ForkedProcess users{[run] {
        become_nobody();
        run();
    }};

    const auto keepaliveds = list_keepaliveds();
    const auto all = list_processes();

    EXPECT_THAT(keepaliveds, Contains(Field(&Process::pid, real.pid())));
    EXPECT_THAT(keepaliveds, Not(Contains(Field(&Process::pid, users.pid()))));
    EXPECT_THAT(all, Contains(AllOf(Field(&Process::pid, users.pid()), Field(&Process::powerless, true),
                                    Field(&Process::arguments, IsEmpty()))));
    EXPECT_TRUE(is_alive(users.seen()));
}

// ---- what a process can make of its own entry in /proc ----

/// Field `number` of /proc/self/stat, counted as proc(5) does.
std::uint64_t stat_field(int number) {
    const auto text = read_file(open_process(::getpid()), "stat").value();
    std::size_t at = text.rfind(") ") + 2;
    for (int i = 3; i < number; ++i) {
        at = text.find(' ', at) + 1;
    }
    return parse_number<std::uint64_t>(text.substr(at, text.find_first_of(" \n", at) - at)).value();
}

/// prctl(2), PR_SET_MM_MAP: all as it is, but the command line is elsewhere.
prctl_mm_map with_arguments(const char* begin, std::size_t size) {
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    return {.start_code = stat_field(26),
            .end_code = stat_field(27),
            .start_data = stat_field(45),
            .end_data = stat_field(46),
            .start_brk = stat_field(47),
            .brk = reinterpret_cast<std::uintptr_t>(::sbrk(0)),
            .start_stack = stat_field(28),
            .arg_start = address,
            .arg_end = address + size,
            .env_start = stat_field(50),
            .env_end = stat_field(51),
            .auxv = nullptr,
            .auxv_size = 0,
            .exe_fd = static_cast<std::uint32_t>(-1)};
}

TEST(ProcFile, IsReadToABoundThoughAnyProcessCanMakeItsCommandLineEndless) {
    constexpr std::size_t kSize = std::size_t{1} << 36;
    auto* const memory = static_cast<char*>(
        ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    ASSERT_NE(memory, MAP_FAILED);
    const auto map = with_arguments(memory, kSize);
    const ForkedProcess endless{[&] {
        if (::prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0) != 0) {
            ::_exit(1);
        }
    }};
    (void)::munmap(memory, kSize);
    const auto directory = open_process(endless.pid());
    if (parse_stat(read_file(directory, "stat").value()).value().state == 'Z') {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: the kernel lets no process move its command line";
    }

    const auto text = read_file(directory, "cmdline").value();

    EXPECT_GT(text.size(), kLongestProcFile);
    EXPECT_LT(text.size(), 2 * kLongestProcFile);
}

}  // namespace
}  // namespace vipwarden::supervisor
