// SPDX-License-Identifier: MIT
// Which of the host's own addresses a plan puts back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The host had 10.0.0.1/24 on eth0, the VIP is spelt the same, and keepalived has deleted it.
PlanInput deleted_by_keepalived() {
    return {.declared = {vip("10.0.0.1/24", "eth0")},
            .snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/24"))}),
            .present = {.links = eth0_and_eth1()}};
}

TEST(Plan, PutsBackTheHostsAddressThatAVipIsSpeltLike) {
    const auto result = plan(deleted_by_keepalived());

    EXPECT_THAT(texts(result.restores), ElementsAre("eth0 10.0.0.1/24"));
    EXPECT_FALSE(result.changes_nothing());
}

TEST(Plan, PutsBackForAVipThatOnlyTheSnapshotDeclares) {
    auto input = deleted_by_keepalived();
    input.declared = {};
    input.snapshot->generations = {{vip("10.0.0.1/24", "eth0")}};

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Plan, PutsBackInTheOrderOfTheBaseline) {
    auto input = deleted_by_keepalived();
    input.declared = {vip("10.0.0.2/24", "eth0"), vip("10.0.0.1/24", "eth0")};
    input.snapshot =
        with_baseline({was_on("eth0", on(2, "10.0.0.1/24")), was_on("eth0", on(2, "10.0.0.2/24"))});

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24", "eth0 10.0.0.2/24"));
}

TEST(Plan, PutsBackTheSecondariesThatWentWithTheAddressThatKeepalivedDeleted) {
    auto input = deleted_by_keepalived();
    input.snapshot =
        with_baseline({was_on("eth0", on(2, "10.0.0.1/24")), was_on("eth0", secondary(on(2, "10.0.0.2/24"))),
                       was_on("eth1", secondary(on(3, "10.0.0.3/24")))});

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24", "eth0 10.0.0.2/24"));
}

TEST(Plan, PutsBackNoSecondaryWhosePrimaryIsNoVip) {
    auto input = deleted_by_keepalived();
    input.snapshot = with_baseline(
        {was_on("eth0", on(2, "10.0.0.9/24")), was_on("eth0", secondary(on(2, "10.0.0.2/24")))});

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingThatIsThere) {
    auto input = deleted_by_keepalived();
    input.present.addresses = {on(2, "10.0.0.1/24")};

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingThatNoVipIsSpeltLike) {
    auto input = deleted_by_keepalived();
    input.declared = {vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/24", "eth0"), vip("10.0.0.1/24", "eth1")};

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingThatWasKeepalivedsOwn) {
    auto input = deleted_by_keepalived();
    input.snapshot = with_baseline({was_on("eth0", marked(on(2, "10.0.0.1/24")))});

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingAfterARelease) {
    auto input = deleted_by_keepalived();
    input.snapshot->released = true;

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingWithoutABaseline) {
    auto input = deleted_by_keepalived();
    input.snapshot = recorded({vip("10.0.0.1/24", "eth0")});

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingOnAnInterfaceThatIsGone) {
    auto input = deleted_by_keepalived();
    input.present.links = {{.index = 9, .name = "eth0"}};

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackOnARenamedInterface) {
    auto input = deleted_by_keepalived();
    input.present.links = {{.index = 2, .name = "lan0"}};

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Plan, PutsBackForAVipThatNamesTheInterfaceAsItIsCalledNow) {
    auto input = deleted_by_keepalived();
    input.declared = {vip("10.0.0.1/24", "lan0")};
    input.present.links = {{.index = 2, .name = "lan0"}};

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Plan, PutsBackNothingThatAnotherKeepalivedHolds) {
    auto input = deleted_by_keepalived();
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.1/24", "eth0")}}};
    const auto known = plan(input);
    input.holders = {{.pid = 124}};
    const auto unknown = plan(input);
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.9/24", "eth0")}}};
    const auto unconcerned = plan(input);

    EXPECT_THAT(known.restores, IsEmpty());
    EXPECT_THAT(unknown.restores, IsEmpty());
    EXPECT_THAT(texts(unconcerned.restores), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Plan, PutsBackNothingIfKeepalivedWasNotToRelease) {
    auto input = deleted_by_keepalived();
    input.options.keep_all = true;

    EXPECT_THAT(plan(input).restores, IsEmpty());
}

TEST(Plan, PutsBackNothingInTheWayOfWhichAnEntryStays) {
    // The kernel holds an IPv6 address once per interface, whatever its prefix.
    PlanInput input{.declared = {vip("2001:db8::1/64", "eth0"), vip("2001:db8::1/128", "eth0")},
                    .snapshot = with_baseline({was_on("eth0", on(2, "2001:db8::1/64"))}),
                    .present = {.addresses = {on(2, "2001:db8::1/128")}, .links = eth0_and_eth1()}};
    const auto after_its_removal = plan(input);
    input.options.keep = {{.address = ip("2001:db8::1")}};
    const auto while_it_stays = plan(input);

    EXPECT_THAT(texts(after_its_removal.restores), ElementsAre("eth0 2001:db8::1/64"));
    EXPECT_THAT(while_it_stays.restores, IsEmpty());
}

TEST(Plan, PutsBackOnlyTheFirstOfTwoThatTheKernelCannotHoldTogether) {
    auto input = deleted_by_keepalived();
    input.snapshot =
        with_baseline({was_on("eth0", on(2, "10.0.0.1/24")), was_on("eth0", on(2, "10.0.0.1/24")),
                       was_on("eth0", on(2, "10.0.0.1 peer 10.0.0.9/24"))});

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Plan, PutsBackAnIpv4AddressBesideItsOtherPrefix) {
    auto input = deleted_by_keepalived();
    input.present.addresses = {on(2, "10.0.0.1/25"), on(3, "10.0.0.1/24"), on(2, "10.0.0.2/24")};

    EXPECT_THAT(texts(plan(input).restores), ElementsAre("eth0 10.0.0.1/24"));
}

}  // namespace
}  // namespace vipwarden::release
