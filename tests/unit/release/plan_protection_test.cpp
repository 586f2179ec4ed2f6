// SPDX-License-Identifier: MIT
// What keeps an address although a VIP means it, and which protection comes first.
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

TEST(Plan, KeepsWhatTheOperatorKeeps) {
    auto input = one_vip();
    input.declared.push_back(vip("10.0.0.2/32", "eth0"));
    input.present.addresses.push_back(on(2, "10.0.0.2/32"));
    input.options.keep = {{.address = ip("10.0.0.1")}};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.2/32 declared"));
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 kept-by-operator"));
    EXPECT_FALSE(is_suspect(result.kept.front().reason));
}

TEST(Plan, KeepsWhatTheOperatorKeepsOnlyOnTheInterfaceOfTheRule) {
    auto input = one_vip();
    input.declared.push_back(vip("10.0.0.1/32", "eth1"));
    input.present.addresses.push_back(on(3, "10.0.0.1/32"));
    input.options.keep = {{.address = ip("10.0.0.1"), .interface = "eth1"}};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth1 10.0.0.1/32 kept-by-operator"));
}

TEST(Plan, KeepsOtherPrefixesOfWhatTheOperatorKeeps) {
    auto input = one_vip();
    input.present.addresses = {on(2, "10.0.0.1/0"), on(2, "10.0.0.1/24")};
    input.options.keep = {{.address = ip("10.0.0.1")}};

    EXPECT_THAT(verdicts(plan(input).kept),
                ElementsAre("eth0 10.0.0.1/0 kept-by-operator", "eth0 10.0.0.1/24 kept-by-operator"));
}

TEST(Plan, PutsTheOperatorsRuleFirst) {
    auto input = one_vip();
    input.options.keep = {{.address = ip("10.0.0.1")}};
    input.options.keep_all = true;
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 kept-by-operator"));
}

TEST(Plan, KeepsEveryVipIfKeepalivedWasNotToRelease) {
    auto input = one_vip();
    input.present.addresses.push_back(on(2, "10.0.0.1/0"));
    input.options.keep_all = true;

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(verdicts(result.kept),
                ElementsAre("eth0 10.0.0.1/32 dont-release", "eth0 10.0.0.1/0 dont-release"));
    EXPECT_FALSE(is_suspect(result.kept.front().reason));
}

TEST(Plan, PutsDontReleaseBeforeTheBaseline) {
    auto input = one_vip();
    input.options.keep_all = true;
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 dont-release"));
}

TEST(Plan, KeepsTheHostsOwnAddressWithTheVipsPrefix) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
    EXPECT_FALSE(is_suspect(result.kept.front().reason));
}

TEST(Plan, KeepsTheHostsOwnAddressWithAnotherPrefix) {
    auto input = one_vip();
    input.present.addresses.push_back(on(2, "10.0.0.1/24"));
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/24"))});

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/24 host-address"));
}

TEST(Plan, KeepsTheHostsOwnAddressThoughKeepalivedPutItBackMarked) {
    auto input = one_vip();
    input.present.addresses = {marked(on(2, "10.0.0.1/32"))};
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
}

TEST(Plan, KeepsTheHostsOwnAddressWhatEverTheOptions) {
    auto input = one_vip();
    input.present.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.1/24")};
    input.snapshot =
        with_baseline({was_on("eth0", on(2, "10.0.0.1/32")), was_on("eth0", on(2, "10.0.0.1/24"))});
    input.options = {.any_prefix = true, .include_owner = true};

    EXPECT_THAT(plan(input).removals, IsEmpty());
}

TEST(Plan, KnowsTheHostsAddressOnItsRenamedInterface) {
    PlanInput input{
        .declared = {vip("10.0.0.1/32", "lan0")},
        .snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))}),
        .present = {.addresses = {on(2, "10.0.0.1/32")}, .links = {{.index = 2, .name = "lan0"}}}};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("lan0 10.0.0.1/32 host-address"));
}

TEST(Plan, KnowsTheHostsAddressOnAnInterfaceThatWasMadeAnew) {
    PlanInput input{
        .declared = {vip("10.0.0.1/32", "eth0")},
        .snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))}),
        .present = {.addresses = {on(9, "10.0.0.1/32")}, .links = {{.index = 9, .name = "eth0"}}}};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
}

TEST(Plan, RemovesAVipThatTheBaselineHasOnAnotherInterface) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth1", on(3, "10.0.0.1/32"))});

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, RemovesWhatAnEarlierKeepalivedLeftInTheBaseline) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth0", marked(on(2, "10.0.0.1/32")))});

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, BelievesTheHostsEntryBesideKeepalivedsInTheBaseline) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth0", marked(on(2, "10.0.0.1/32"))),
                                    was_on("eth0", on(2, "10.0.0.1 peer 10.0.0.9/32")),
                                    was_on("eth0", marked(on(2, "10.0.0.1 peer 10.0.0.8/32")))});

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
}

TEST(Plan, KeepsWhatAnotherKeepalivedHolds) {
    auto input = one_vip();
    input.declared.push_back(vip("10.0.0.2/32", "eth0"));
    input.present.addresses.push_back(on(2, "10.0.0.2/32"));
    input.holders = {{.pid = 123, .config_path = "/etc/keepalived/b.conf", .vips = std::vector<Vip>{}},
                     {.pid = 124,
                      .config_path = "/etc/keepalived/c.conf",
                      .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth0")}}};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.2/32 declared"));
    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 held"));
    EXPECT_EQ(result.kept.front().holder, 124);
    EXPECT_EQ(result.kept.front().holder_config, "/etc/keepalived/c.conf");
    EXPECT_FALSE(is_suspect(result.kept.front().reason));
}

TEST(Plan, RemovesWhatAnotherKeepalivedHoldsElsewhereOrUnderAnotherPrefix) {
    auto input = one_vip();
    input.holders = {
        {.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth1"), vip("10.0.0.1/24", "eth0")}}};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(Plan, KeepsWhatAnotherKeepalivedHoldsOnAVmacDevice) {
    auto input = one_vip();
    input.declared = {on_vmac(vip("10.0.0.1/32", "vrrp.51"))};
    input.present = {.addresses = {on(7, "10.0.0.1/32")},
                     .links = {{.index = 2, .name = "eth0"}, vmac_link(7, "vrrp1.51")}};
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{on_vmac(vip("10.0.0.1/32", "vrrp.51"))}}};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("vrrp1.51 10.0.0.1/32 held"));
}

TEST(Plan, SuspectsWhatAKeepalivedWithAnUnreadableConfigurationMayHold) {
    auto input = one_vip();
    input.present.addresses.push_back(on(2, "10.0.0.1/0"));
    input.holders = {{.pid = 124, .config_path = "/etc/keepalived/c.conf"}};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    ASSERT_THAT(verdicts(result.kept),
                ElementsAre("eth0 10.0.0.1/32 maybe-held", "eth0 10.0.0.1/0 maybe-held"));
    EXPECT_EQ(result.kept.front().holder, 124);
    EXPECT_EQ(result.kept.front().holder_config, "/etc/keepalived/c.conf");
    EXPECT_TRUE(is_suspect(result.kept.front().reason));
}

TEST(Plan, KeepsAnotherPrefixBesideTheVipThatALiveKeepalivedHolds) {
    auto input = one_vip();
    input.options.any_prefix = true;
    input.present.addresses.push_back(on(2, "10.0.0.1/0"));
    input.holders = {{.pid = 124,
                      .config_path = "/etc/keepalived/c.conf",
                      .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth0")}}};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 held", "eth0 10.0.0.1/0 held"));
    EXPECT_EQ(explain(result.kept.back()),
              "keepalived (pid 124, /etc/keepalived/c.conf) runs and holds this IP under another prefix: it "
              "would take the removal for the loss of its VIP");
}

TEST(Plan, RemovesAnotherPrefixOfAVipThatALiveKeepalivedDoesNotHoldNow) {
    auto input = one_vip();
    input.present.addresses = {on(2, "10.0.0.1/0")};
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth0")}}};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/0 prefix-zero"));
}

TEST(Plan, RemovesAnotherPrefixOfAVipThatALiveKeepalivedHoldsOnAnotherInterface) {
    auto input = one_vip();
    input.present = {.addresses = {on(2, "10.0.0.1/0"), on(3, "10.0.0.1/32")},
                     .links = {{.index = 2, .name = "eth0"}, {.index = 3, .name = "eth1"}}};
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth1")}}};

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/0 prefix-zero"));
}

TEST(Plan, PrefersTheHolderThatIsKnownToTheOneThatIsNot) {
    auto input = one_vip();
    input.holders = {{.pid = 123}, {.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth0")}}};

    const auto result = plan(input);

    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/32 held"));
    EXPECT_EQ(result.kept.front().holder, 124);
}

TEST(Plan, PutsTheBaselineBeforeTheHolders) {
    auto input = one_vip();
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});
    input.holders = {{.pid = 124}};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 host-address"));
}

TEST(Plan, PutsTheHoldersBeforeTheOwner) {
    auto input = one_vip();
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/32", "eth0")}}};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 held"));
}

}  // namespace
}  // namespace vipwarden::release
