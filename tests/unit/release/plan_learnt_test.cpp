// SPDX-License-Identifier: MIT
// What keepalived was seen adding, and nothing declares.
#include <gmock/gmock.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PlanInput learnt_and_present(std::vector<netlink::InterfaceAddress> learnt_ones,
                             std::vector<netlink::InterfaceAddress> addresses) {
    return {.snapshot = learnt(std::move(learnt_ones)),
            .present = {.addresses = std::move(addresses), .links = eth0_and_eth1()}};
}

TEST(PlanLearnt, RemovesTheAddress) {
    const auto result = plan(learnt_and_present({on(2, "10.0.0.1/24")}, {on(2, "10.0.0.1/24")}));

    ASSERT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/24 learnt"));
    EXPECT_EQ(result.removals[0].vip.interface, "eth0");
    EXPECT_EQ(result.removals[0].vip.instance, "");
    EXPECT_THAT(result.kept, IsEmpty());
}

TEST(PlanLearnt, TouchesNothingButThisVeryEntry) {
    const auto result = plan(learnt_and_present({on(2, "10.0.0.1 peer 10.0.0.9/32")},
                                                {on(2, "10.0.0.1/32"), on(2, "10.0.0.1/24"),
                                                 on(2, "10.0.0.1 peer 10.0.0.8/32"), on(3, "10.0.0.1/32")}));

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(result.kept, IsEmpty());
}

TEST(PlanLearnt, FindsARenamedInterfaceByItsIndexAndNoOtherByItsName) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32")}, {on(2, "10.0.0.1/32"), on(9, "10.0.0.1/32")});
    input.present.links = {{.index = 2, .name = "lan0"}, {.index = 9, .name = "eth0"}};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("lan0 10.0.0.1/32 learnt"));
}

TEST(PlanLearnt, LeavesADeclaredOrRecordedAddressItsReason) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")},
                                    {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")});
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.snapshot->generations = {{vip("10.0.0.2/32", "eth0")}};

    EXPECT_THAT(verdicts(plan(input).removals),
                ElementsAre("eth0 10.0.0.2/32 recorded", "eth0 10.0.0.1/32 declared"));
}

TEST(PlanLearnt, NeedsNoOtherProofUnderAnotherPrefixOfAVip) {
    auto input = learnt_and_present({on(2, "10.0.0.1/24")}, {on(2, "10.0.0.1/24"), on(2, "10.0.0.1/16")});
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.options.exact = true;

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/24 learnt"));
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/16 other-prefix"));
}

TEST(PlanLearnt, ProvesThatTheAddressOfAnOwnerIsKeepaliveds) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32")}, {on(2, "10.0.0.1/32")});
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(PlanLearnt, RemovesItEvenIfTheBaselineIsDamagedOrUnknown) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32")}, {on(2, "10.0.0.1/32")});
    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 learnt"));

    input.snapshot->baseline.emplace();
    input.snapshot->baseline_damaged = true;
    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 learnt"));
}

TEST(PlanLearnt, TurnsADoubtfulVipIntoOneThatGoes) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32")}, {on(2, "10.0.0.1/32")});
    input.doubtful = {doubtful(vip("10.0.0.1/32", "eth0"))};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 learnt"));
}

TEST(PlanLearnt, KeepsTheHostsOwnAndWhatTheOperatorKeeps) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")},
                                    {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")});
    input.snapshot->baseline = {was_on("eth0", on(2, "10.0.0.1/32"))};
    input.options.keep = {{.address = ip("10.0.0.2")}};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(verdicts(result.kept),
                ElementsAre("eth0 10.0.0.1/32 host-address", "eth0 10.0.0.2/32 kept-by-operator"));
}

TEST(PlanLearnt, KeepsItUnderDontReleaseVrrp) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32")}, {on(2, "10.0.0.1/32")});
    input.options.keep_all = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 dont-release"));
}

TEST(PlanLearnt, KeepsItWhileTheKeepalivedThatAddedItLives) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")},
                                    {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")});
    input.declared = {vip("10.0.0.2/32", "eth0")};  // since the file was edited
    input.holders = {{.pid = 123, .vips = std::vector<Vip>{}, .same_configuration = true}};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 held", "eth0 10.0.0.2/32 held"));
    EXPECT_EQ(result.kept[0].holder, 123);
}

TEST(PlanLearnt, KeepsItForAKeepalivedThatDeclaresItOrMayHoldAnything) {
    auto input = learnt_and_present({on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")},
                                    {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")});
    input.holders = {{.pid = 123, .vips = {{vip("10.0.0.1/32", "eth0")}}}};
    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.2/32 learnt"));

    input.holders.push_back({.pid = 124});
    EXPECT_THAT(verdicts(plan(input).kept),
                ElementsAre("eth0 10.0.0.1/32 held", "eth0 10.0.0.2/32 maybe-held"));
}

TEST(PlanLearnt, SwitchesPromotionOnWhereHostAddressesWouldGoAlong) {
    const auto result = plan(
        learnt_and_present({on(2, "10.0.0.1/24")}, {on(2, "10.0.0.1/24"), secondary(on(2, "10.0.0.7/24"))}));

    EXPECT_THAT(result.promote, ElementsAre(2));
}

TEST(PlanLearnt, FreesTheDeviceThatItIsOn) {
    auto input = learnt_and_present({on(7, "10.0.0.1/32")}, {on(7, "10.0.0.1/32")});
    input.present.links.push_back(vmac_link(7, "vrrp.51"));
    input.declared = {on_vmac(vip("10.0.0.2/32", "vrrp.51"))};

    EXPECT_THAT(plan(input).links, testing::SizeIs(1));
}

TEST(PlanLearnt, MissesNothingWhenItsInterfaceIsGone) {
    const auto result = plan(learnt_and_present({on(99, "10.0.0.1/32")}, {}));

    EXPECT_EQ(result, Plan{});
}

}  // namespace
}  // namespace vipwarden::release
