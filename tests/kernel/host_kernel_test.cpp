// SPDX-License-Identifier: MIT
#include <csignal>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"
#include "tests/unit/supervisor/forked_process.hpp"
#include "wrapper/commands/other_namespaces.hpp"
#include "wrapper/host/sysctls.hpp"

namespace vipwarden::commands {
namespace {

using netlink::NetworkNamespace;
using support::ip;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<Vip> kVips{{.address = ip("172.31.161.41")}, {.address = ip("2001:db8::41")}};

class HostKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->hide_run();
        host->ip("netns add lb");
        host->ip("-n lb link set lo up");
        host->ip("addr add 172.31.161.41/24 dev lo");
    }

    /// As seen from here, when only this process and the names of /run/netns are known.
    [[nodiscard]] static std::vector<host::Finding> found(const NetworkNamespace& but) {
        const std::vector processes{supervisor::find_process(::getpid()).value()};
        return find_in_other_namespaces(processes, host::look_at_namespaces(processes), but, kVips);
    }
};

TEST_F(HostKernel, FindsTheVipInANamedNamespace) {
    host->ip("-n lb addr add 172.31.161.41/32 dev lo");
    host->ip("-n lb addr add 2001:db8::41/128 dev lo nodad");

    EXPECT_THAT(
        found(NetworkNamespace::current()),
        ElementsAre(host::Finding{.where = "network namespace lb",
                                  .text = "has 172.31.161.41, 2001:db8::41 on an interface",
                                  .advice = "if its interface leads to the same network, it answers for "
                                            "it; see who lives there, and remove it there"}));
}

TEST_F(HostKernel, LooksNeitherAtOtherAddressesNorAtTheNamespaceItself) {
    host->ip("-n lb addr add 172.31.161.4/32 dev lo");

    EXPECT_THAT(found(NetworkNamespace::current()), IsEmpty());
}

TEST_F(HostKernel, FindsTheVipWhereAProcessLives) {
    const auto findings = found(NetworkNamespace::named("lb"));

    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].where, "network namespace of process " + std::to_string(::getpid()) + " (" +
                                     supervisor::find_process(::getpid())->name + ")");
    EXPECT_EQ(findings[0].text, "has 172.31.161.41 on an interface");
}

TEST_F(HostKernel, PassesOverAProcessThatHasGone) {
    auto gone = supervisor::find_process(::getpid()).value();
    gone.pid = 1 << 30;
    gone.netns_inode = 1;

    EXPECT_THAT(find_in_other_namespaces({gone}, {}, NetworkNamespace::current(), kVips), IsEmpty());
}

TEST_F(HostKernel, SaysHowManyNamespacesItCanNotSee) {
    const std::vector<supervisor::Process> processes{
        {.pid = 2, .state = 'S', .name = "a", .arguments = {"a"}},
        {.pid = 3, .state = 'Z', .name = "b", .arguments = {"b"}},
        {.pid = 4, .state = 'S', .name = "c", .executable = "/c"},
        {.pid = 5, .state = 'R', .name = "ends"}};

    EXPECT_THAT(
        find_in_other_namespaces(processes, {}, NetworkNamespace::current(), kVips),
        ElementsAre(host::Finding{.where = "/proc",
                                  .text = "does not show the network namespace of process 2 (a) and 1 more",
                                  .advice = "run this as root, outside of containers"}));
}

TEST_F(HostKernel, SaysWhatCanNotBeLookedInto) {
    const host::Namespaces namespaces{.here = 0, .names = {{1, "bad/name"}}, .contained = {}};

    EXPECT_THAT(
        find_in_other_namespaces({}, namespaces, NetworkNamespace::current(), kVips),
        ElementsAre(host::Finding{
            .where = "network namespace bad/name",
            .text = "can't be looked into: network namespace 'bad/name': not a name: Invalid argument",
            .advice = "look with `nsenter --net=/proc/PID/ns/net ip address`, as root"}));
}

TEST_F(HostKernel, KnowsAProcessInAContainer) {
    int ends[2]{};
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    const UniqueFd reader{ends[0]};
    const UniqueFd writer{ends[1]};
    const supervisor::ForkedProcess runtime{[&] {
        const bool entered = unshare(CLONE_NEWPID) == 0;
        const pid_t child = entered ? fork() : -1;
        if (child == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            closefrom(3);  // ForkedProcess waits for the end of a pipe.
            while (true) {
                pause();
            }
        }
        (void)write(writer.get(), &child, sizeof(child));
    }};
    pid_t contained = -1;
    ASSERT_EQ(read(reader.get(), &contained, sizeof(contained)), static_cast<ssize_t>(sizeof(contained)));
    ASSERT_GT(contained, 0);

    EXPECT_THAT(host::look_at_namespaces({{.pid = contained}, runtime.seen()}).contained,
                ElementsAre(contained));
}

TEST_F(HostKernel, FindsTheSysctlsOfThisNamespace) {
    const auto present = [](const char* path) { return Contains(Field(&host::Finding::where, path)); };
    constexpr const char* kBind = "/proc/sys/net/ipv4/ip_nonlocal_bind";
    constexpr const char* kIgnore = "/proc/sys/net/ipv4/conf/lo/arp_ignore";
    host->set_sysctl("ipv4/ip_nonlocal_bind", "0");
    host->set_sysctl("ipv4/conf/lo/arp_ignore", "0");
    ASSERT_THAT(host::find_sysctls("/"), AllOf(Not(present(kBind)), Not(present(kIgnore))));

    host->set_sysctl("ipv4/ip_nonlocal_bind", "1");
    host->set_sysctl("ipv4/conf/lo/arp_ignore", "2");

    EXPECT_THAT(host::find_sysctls("/"), AllOf(present(kBind), present(kIgnore)));
}

}  // namespace
}  // namespace vipwarden::commands
