// SPDX-License-Identifier: MIT
// Addresses of an instance with priority 255, which may be the host's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One VIP, 10.0.0.1/32 on eth0, present as it is declared.
PlanInput one_vip() {
    return {.declared = {vip("10.0.0.1/32", "eth0")},
            .present = {.addresses = {on(2, "10.0.0.1/32")}, .links = eth0_and_eth1()}};
}

TEST(Plan, SuspectsAnOwnersAddressWithoutABaseline) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};

    const auto without_snapshot = plan(input);
    input.snapshot = recorded({owned(vip("10.0.0.1/32", "eth0"))});
    const auto without_baseline = plan(input);

    EXPECT_THAT(without_snapshot.removals, IsEmpty());
    EXPECT_THAT(verdicts(without_snapshot.kept), ElementsAre("eth0 10.0.0.1/32 owner"));
    EXPECT_TRUE(is_suspect(without_snapshot.kept.front().reason));
    EXPECT_THAT(verdicts(without_baseline.kept), ElementsAre("eth0 10.0.0.1/32 owner"));
}

TEST(Plan, RemovesAnOwnersAddressThatTheBaselineDoesNotHave) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.snapshot = with_baseline({});

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, SuspectsAVipThatADamagedBaselineDoesNotHave) {
    auto input = one_vip();
    input.snapshot = with_baseline({});
    input.snapshot->baseline_damaged = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 baseline-damaged"));
}

TEST(Plan, RemovesAMarkedVipThatADamagedBaselineDoesNotHave) {
    auto input = one_vip();
    input.present.addresses = {marked(on(2, "10.0.0.1/32"))};
    input.snapshot = with_baseline({});
    input.snapshot->baseline_damaged = true;

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, KeepsTheHostsAddressThatADamagedBaselineHas) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});
    input.snapshot->baseline_damaged = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
}

TEST(Plan, RemovesAnOwnersAddressThatKeepalivedMarked) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.present.addresses = {marked(on(2, "10.0.0.1/32"))};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, RemovesAnOwnersAddressIfTheOperatorAsks) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.options.include_owner = true;

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, RemovesAnOwnersAddressThatAnotherInstanceDeclaresToo) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.snapshot = recorded({vip("10.0.0.1/32", "eth0")});
    const auto owner_first = plan(input);
    input.declared = {vip("10.0.0.1/32", "eth0"), owned(vip("10.0.0.1/32", "eth0"))};
    input.snapshot.reset();
    const auto owner_last = plan(input);

    EXPECT_THAT(verdicts(owner_first.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(verdicts(owner_last.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, CountsOnlyExactVipsAgainstTheOwner) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0")), vip("10.0.0.1/24", "eth0"),
                      vip("10.0.0.1/32", "eth1")};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 owner"));
}

}  // namespace
}  // namespace vipwarden::release
