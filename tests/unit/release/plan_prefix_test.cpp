// SPDX-License-Identifier: MIT
// A VIP's IP on the VIP's interface under a prefix that no VIP has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The VIP is 10.0.0.1/32 on eth0; what is there is given.
PlanInput present_is(netlink::InterfaceAddress address) {
    return {.declared = {vip("10.0.0.1/32", "eth0")},
            .present = {.addresses = {std::move(address)}, .links = eth0_and_eth1()}};
}

TEST(Plan, SuspectsAnotherPrefixWithoutProof) {
    const auto result = plan(present_is(on(2, "10.0.0.1/24")));

    EXPECT_THAT(result.removals, IsEmpty());
    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/24 other-prefix"));
    EXPECT_TRUE(is_suspect(result.kept.front().reason));
    EXPECT_FALSE(result.kept.front().kept_by_exact);
}

TEST(Plan, RemovesPrefixLengthZero) {
    EXPECT_THAT(verdicts(plan(present_is(on(2, "10.0.0.1/0"))).removals),
                ElementsAre("eth0 10.0.0.1/0 prefix-zero"));
}

TEST(Plan, RemovesAnotherPrefixThatKeepalivedMarked) {
    EXPECT_THAT(verdicts(plan(present_is(marked(on(2, "10.0.0.1/24")))).removals),
                ElementsAre("eth0 10.0.0.1/24 protocol-keepalived"));
}

TEST(Plan, BelievesNoOtherProtocol) {
    auto address = on(2, "10.0.0.1/24");
    address.protocol = 2;  // IFAPROT_KERNEL_RA

    EXPECT_THAT(verdicts(plan(present_is(address)).kept), ElementsAre("eth0 10.0.0.1/24 other-prefix"));
}

TEST(Plan, RemovesAnotherPrefixThatTheBaselineDoesNotHave) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.snapshot =
        with_baseline({was_on("eth0", on(2, "10.0.0.1/25")), was_on("eth1", on(3, "10.0.0.1/24")),
                       was_on("eth0", on(2, "10.0.0.2/24"))});

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/24 not-in-baseline"));
}

TEST(Plan, SuspectsAnotherPrefixThatADamagedBaselineDoesNotHave) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.snapshot = with_baseline({});
    input.snapshot->baseline_damaged = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/24 other-prefix"));
}

TEST(Plan, RemovesAnotherPrefixThatAnEarlierKeepalivedMarked) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.snapshot = with_baseline({was_on("eth0", marked(on(2, "10.0.0.1/24")))});

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/24 protocol-keepalived"));
}

TEST(Plan, RemovesAnyPrefixIfTheOperatorAsks) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.options.any_prefix = true;

    EXPECT_THAT(verdicts(plan(input).removals), ElementsAre("eth0 10.0.0.1/24 any-prefix"));
}

TEST(Plan, RemovesNoPrefixOfAnotherInterfaceEvenIfTheOperatorAsksForAny) {
    auto input = present_is(on(3, "10.0.0.1/24"));
    input.options.any_prefix = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth1 10.0.0.1/24 elsewhere"));
}

TEST(Plan, NeverTouchesAnotherPrefixWithExact) {
    auto input = present_is(on(2, "10.0.0.1/0"));
    input.present.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.1/0"), marked(on(2, "10.0.0.1/24")),
                               on(2, "10.0.0.1/25")};
    input.snapshot = with_baseline({});
    input.options = {.any_prefix = true, .exact = true};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(verdicts(result.kept),
                ElementsAre("eth0 10.0.0.1/0 other-prefix", "eth0 10.0.0.1/24 other-prefix",
                            "eth0 10.0.0.1/25 other-prefix"));
    EXPECT_TRUE(result.kept.front().kept_by_exact);
}

TEST(Plan, DoesNotBlameExactForWhatWouldStayWithoutIt) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.options.exact = true;

    const auto result = plan(input);

    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/24 other-prefix"));
    EXPECT_FALSE(result.kept.front().kept_by_exact);
}

TEST(Plan, SuspectsAnotherPrefixOfAnOwnersAddress) {
    auto input = present_is(on(2, "10.0.0.1/24"));
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.options.include_owner = true;

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/24 other-prefix"));
}

TEST(Plan, RemovesAnotherPrefixOfAnOwnersAddressWithProof) {
    auto input = present_is(on(2, "10.0.0.1/0"));
    input.declared = {owned(vip("10.0.0.1/32", "eth0"))};
    input.present.addresses = {on(2, "10.0.0.1/0"), marked(on(2, "10.0.0.1/24"))};

    EXPECT_THAT(verdicts(plan(input).removals),
                ElementsAre("eth0 10.0.0.1/24 protocol-keepalived", "eth0 10.0.0.1/0 prefix-zero"));
}

TEST(Plan, DistinguishesIpv6Prefixes) {
    auto input = present_is(on(2, "2001:db8::1/64"));
    input.declared = {vip("2001:db8::1/128", "eth0")};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 2001:db8::1/64 other-prefix"));
}

}  // namespace
}  // namespace vipwarden::release
