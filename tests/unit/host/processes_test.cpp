// SPDX-License-Identifier: MIT
#include "wrapper/host/processes.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "netlink/network_namespace.hpp"

namespace vipwarden::host {
namespace {

using supervisor::Process;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kHere = 4026531840;
constexpr std::uint64_t kLb = 4026532000;
constexpr std::uint64_t kUnnamed = 4026532001;
const Namespaces kNamespaces{.here = kHere, .names = {{kLb, "lb"}}, .contained = {77}};

Process process(pid_t pid, const std::string& program, std::uint64_t netns = kHere, char state = 'S') {
    return {.pid = pid,
            .state = state,
            .name = program,
            .executable = "/usr/sbin/" + program,
            .arguments = {program},
            .netns_inode = netns};
}

TEST(FindKeepaliveds, SaysHowToEndOne) {
    EXPECT_THAT(
        find_keepaliveds({process(1, "systemd"), process(812, "keepalived")}, kNamespaces),
        ElementsAre(Finding{.where = "process 812 (keepalived)",
                            .text = "is alive",
                            .advice = "stop its unit, or end it with `kill`, if it is to serve no longer"}));
}

TEST(FindKeepaliveds, SaysWhereItLives) {
    const auto findings =
        find_keepaliveds({process(5, "keepalived", kLb), process(6, "keepalived", kUnnamed),
                          process(7, "keepalived", 0), process(77, "keepalived", kUnnamed, 'T')},
                         kNamespaces);

    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0].where, "process 5 (keepalived), in network namespace lb");
    EXPECT_EQ(findings[1].where, "process 6 (keepalived), in another network namespace");
    EXPECT_EQ(findings[2].where, "process 7 (keepalived), in a network namespace that can't be seen");
    EXPECT_EQ(findings[3].where, "process 77 (keepalived), in another network namespace, in a container");
    EXPECT_EQ(findings[3].text, "is alive, but stopped: it goes on with the next SIGCONT");
    EXPECT_EQ(findings[3].advice, "stop its container, if it is to serve no longer");
}

TEST(FindKeepaliveds, LeavesOutTheDeadAndThoseOfOtherNames) {
    EXPECT_THAT(find_keepaliveds({process(5, "keepalived", kHere, 'Z'), process(6, "keepalived_exporter"),
                                  process(7, "vipwarden")},
                                 kNamespaces),
                IsEmpty());
}

TEST(FindSpeakers, NamesThoseThatMoveAddresses) {
    const auto findings = find_speakers(
        {process(2, "vrrpd"), process(3, "ucarp", kLb), process(4, "uvrrpd"), process(5, "pacemakerd"),
         process(6, "corosync"), process(7, "carpd"), process(8, "heartbeat")},
        kNamespaces);

    ASSERT_EQ(findings.size(), 7U);
    EXPECT_EQ(findings[1], (Finding{.where = "process 3 (ucarp), in network namespace lb",
                                    .text = "speaks CARP",
                                    .advice = "make sure that none of the VIPs is in its configuration"}));
    EXPECT_EQ(findings[0].text, "speaks VRRP (FRR's vrrpd, or the old daemon of that name)");
}

TEST(FindSpeakers, GoesByTheNameWhereTheProgramCanNotBeSeen) {
    auto hidden = process(2, "ucarp");
    hidden.executable.clear();
    auto renamed = process(3, "bash");
    renamed.name = "ucarp";

    const auto findings = find_speakers({hidden, renamed}, kNamespaces);

    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].where, "process 2 (ucarp)");
}

TEST(FindSpeakers, LeavesOutAllOthersAndTheDead) {
    EXPECT_THAT(
        find_speakers({process(2, "keepalived"), process(3, "ucarp", kHere, 'Z'), process(4, "zebra")},
                      kNamespaces),
        IsEmpty());
}

TEST(LookAtNamespaces, KnowsWhereTheTestItselfLives) {
    const auto processes = supervisor::list_processes();

    const auto namespaces = look_at_namespaces(processes);

    EXPECT_EQ(namespaces.here, netlink::NetworkNamespace::current().inode());
    EXPECT_FALSE(namespaces.contained.contains(::getpid()));
    EXPECT_EQ(namespaces.names.count(0), 0U);
}

}  // namespace
}  // namespace vipwarden::host
