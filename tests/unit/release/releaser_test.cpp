// SPDX-License-Identifier: MIT
// Rounds, read-back and the report.
#include "wrapper/release/releaser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/releasing.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using support::FakeKernel;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;
using testing::SizeIs;
using testing::StrictMock;

TEST(Releaser, LeavesOnlyTheHostsAddressInTheIncident) {
    FakeKernel kernel{{{.index = 2, .name = "eno1"}}};
    auto labelled = on(2, "172.31.161.42/0");
    labelled.label = "eno1::1";
    for (const auto& address :
         {on(2, "172.31.161.42/32"), on(2, "172.31.161.41/32"), on(2, "172.31.161.38/24"), labelled}) {
        kernel.put(address);
    }
    const auto planner = planner_for({vip("172.31.161.41/32", "eno1"), vip("172.31.161.42/32", "eno1")});

    const auto first = release(kernel, planner);
    const auto second = release(kernel, planner);

    EXPECT_THAT(texts(kernel.addresses().list()), ElementsAre("2 172.31.161.38/24"));
    EXPECT_THAT(outcomes(first.removals),
                ElementsAre("172.31.161.42/0 label eno1::1 removed", "172.31.161.41/32 removed",
                            "172.31.161.42/32 removed"));
    EXPECT_TRUE(first.clean());
    EXPECT_FALSE(first.has_suspects());
    EXPECT_EQ(first.rounds, 1);
    EXPECT_THAT(second.removals, IsEmpty());
    EXPECT_TRUE(second.clean());
    EXPECT_EQ(second.rounds, 0);
}

TEST(Releaser, OnlyLooksIfThereIsNothingToDo) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    EXPECT_CALL(addresses, list()).WillOnce(Return(std::vector{on(2, "10.0.0.1/24")}));
    EXPECT_CALL(links, list()).WillOnce(Return(eth0_and_eth1()));

    const auto report = Releaser{addresses, links}.release(planner_for({vip("10.0.0.2/24", "eth0")}));

    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.rounds, 0);
}

TEST(Releaser, RemovesAgainWhatComesBack) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/32"));
    int times = 0;
    kernel.after_remove = [&](const InterfaceAddress& entry) {
        if (++times == 1) {
            kernel.put(entry);
        }
    };

    const auto report = release(kernel, planner_for({vip("10.0.0.1/32", "eth0")}));

    EXPECT_THAT(kernel.addresses().list(), IsEmpty());
    EXPECT_THAT(outcomes(report.removals), ElementsAre("10.0.0.1/32 removed", "10.0.0.1/32 removed"));
    EXPECT_EQ(report.rounds, 2);
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, GivesUpOnWhatAlwaysComesBackAndReportsIt) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/32"));
    kernel.after_remove = [&](const InterfaceAddress& entry) { kernel.put(entry); };

    const auto report = release(kernel, planner_for({vip("10.0.0.1/32", "eth0")}));

    EXPECT_EQ(report.rounds, kMaxRounds);
    EXPECT_THAT(report.removals, SizeIs(kMaxRounds));
    EXPECT_THAT(verdicts(report.leftovers), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_FALSE(report.clean());
    EXPECT_FALSE(report.permission_denied());
}

TEST(Releaser, TriesAgainAfterAFailure) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/32"));
    kernel.put(on(2, "10.0.0.2/32"));
    int times = 0;
    kernel.before_remove = [&](const InterfaceAddress&) {
        return ++times == 1 ? make_error_code(std::errc::no_buffer_space) : std::error_code{};
    };

    const auto report =
        release(kernel, planner_for({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth0")}));

    EXPECT_THAT(outcomes(report.removals), ElementsAre("10.0.0.2/32 No buffer space available",
                                                       "10.0.0.1/32 removed", "10.0.0.2/32 removed"));
    EXPECT_TRUE(report.clean());
}

class ReleaserWithoutPermission : public testing::TestWithParam<std::errc> {};

TEST_P(ReleaserWithoutPermission, StopsAfterTheFirstRound) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/32"));
    kernel.before_remove = [&](const InterfaceAddress&) { return make_error_code(GetParam()); };

    const auto report = release(kernel, planner_for({vip("10.0.0.1/32", "eth0")}));

    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.permission_denied());
    EXPECT_THAT(verdicts(report.leftovers), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_FALSE(report.clean());
}

INSTANTIATE_TEST_SUITE_P(Errors, ReleaserWithoutPermission,
                         testing::Values(std::errc::operation_not_permitted, std::errc::permission_denied));

TEST(Releaser, ReportsWhatStaysAndSuspectsDoNotMakeItUnclean) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/32"));
    kernel.put(on(2, "10.0.0.1/24"));
    kernel.put(on(3, "10.0.0.1/32"));

    const auto report = release(kernel, planner_for({vip("10.0.0.1/32", "eth0")}));

    EXPECT_THAT(verdicts(report.kept),
                ElementsAre("eth0 10.0.0.1/24 other-prefix", "eth1 10.0.0.1/32 elsewhere"));
    EXPECT_TRUE(report.has_suspects());
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, TellsKeptAddressesAsTheyAreAfterwards) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.100/24"));
    kernel.put(on(2, "10.0.0.1/24"));
    PlanInput input{.declared = {vip("10.0.0.100/24", "eth0"), vip("10.0.0.1/24", "eth0")},
                    .snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/24"))})};

    const auto report = release(kernel, planner_for(input));

    ASSERT_THAT(verdicts(report.kept), ElementsAre("eth0 10.0.0.1/24 host-address"));
    EXPECT_FALSE(is_secondary(report.kept.front().address));
}

TEST(Releaser, RemovesTwoThousandAddressesInOneRound) {
    FakeKernel kernel{eth0_and_eth1()};
    std::vector<Vip> declared;
    for (int i = 0; i < 2000; ++i) {
        const auto cidr = fmt::format("10.1.{}.{}/16", i / 250, i % 250 + 1);
        declared.push_back(vip(cidr, "eth0"));
        kernel.put(on(2, cidr));
    }
    kernel.put(on(2, "10.1.200.1/16"));

    const auto report = release(kernel, planner_for(declared));

    EXPECT_THAT(texts(kernel.addresses().list()), ElementsAre("2 10.1.200.1/16"));
    EXPECT_THAT(report.removals, SizeIs(2000));
    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.clean());
    EXPECT_FALSE(promotes(kernel, 2));
}

TEST(ReleaseReport, IsVerifiedWithoutSuspectsOnly) {
    ReleaseReport report;
    EXPECT_TRUE(report.verified());
    report.kept = {{.reason = Reason::host_address}};
    EXPECT_TRUE(report.verified());
    report.kept = {{.reason = Reason::other_prefix}};
    EXPECT_TRUE(report.clean());
    EXPECT_FALSE(report.verified());
}

TEST(ReleaseReport, IsSettledOnlyIfNothingStaysForTheSakeOfAnother) {
    for (const auto reason : {Reason::held, Reason::dont_release, Reason::owner}) {
        ReleaseReport report;
        report.kept = {{.reason = reason}};
        EXPECT_FALSE(report.settled()) << name(reason);
    }
    ReleaseReport report;
    report.kept = {{.reason = Reason::host_address}};
    EXPECT_TRUE(report.settled());
}

}  // namespace
}  // namespace vipwarden::release
