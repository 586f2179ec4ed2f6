// SPDX-License-Identifier: MIT
// Which present addresses a VIP means: by IP, interface and prefix.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

TEST(Plan, LeavesOnlyTheHostsAddressInTheIncident) {
    auto labelled = on(2, "172.31.161.42/0");
    labelled.label = "eno1::1";
    PlanInput input{.declared = {vip("172.31.161.41/32", "eno1"), vip("172.31.161.42/32", "eno1")},
                    .present = {.addresses = {on(2, "172.31.161.42/32"), on(2, "172.31.161.41/32"),
                                              on(2, "172.31.161.38/24"), labelled},
                                .links = {{.index = 2, .name = "eno1"}}}};

    const auto first = plan(input);

    EXPECT_THAT(verdicts(first.removals),
                ElementsAre("eno1 172.31.161.42/0 label eno1::1 prefix-zero",
                            "eno1 172.31.161.41/32 declared", "eno1 172.31.161.42/32 declared"));
    EXPECT_THAT(first.kept, IsEmpty());
    EXPECT_THAT(first.promote, IsEmpty());

    input.present.addresses = {on(2, "172.31.161.38/24")};

    EXPECT_THAT(plan(input), Eq(Plan{}));
}

TEST(Plan, RemovesExactlyWhatIsDeclaredOnItsInterface) {
    const auto result =
        plan({.declared = {vip("10.0.0.25/32", "eth0")},
              .present = {.addresses = {on(2, "10.0.0.25/32"), on(2, "10.0.0.255/32"), on(2, "10.0.0.2/32")},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.25/32 declared"));
    EXPECT_THAT(result.kept, IsEmpty());
}

TEST(Plan, RemovesTheEntryExactlyAsTheKernelReportsIt) {
    auto entry = on(2, "10.0.0.1 peer 10.0.0.9/32");
    entry.label = "eth0:7";
    entry.scope = 253;
    entry.flags = 0x80;

    const auto result = plan({.declared = {vip("10.0.0.1/32", "eth0")},
                              .present = {.addresses = {entry}, .links = eth0_and_eth1()}});

    ASSERT_THAT(verdicts(result.removals),
                ElementsAre("eth0 10.0.0.1 peer 10.0.0.9/32 label eth0:7 declared"));
    EXPECT_THAT(result.removals.front().address, Eq(entry));
}

TEST(Plan, RemovesOneAddressUnderTwoDeclaredPrefixes) {
    const auto result = plan(
        {.declared = {vip("10.0.0.1/32", "eth0"), vip("10.0.0.1/24", "eth0")},
         .present = {.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.1/24")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals),
                ElementsAre("eth0 10.0.0.1/24 declared", "eth0 10.0.0.1/32 declared"));
}

TEST(Plan, KnowsAnIpv6AddressInAnySpelling) {
    const auto result = plan({.declared = {vip("2001:DB8:0:0::1/64", "eth0")},
                              .present = {.addresses = {on(2, "2001:db8::1/64"), on(2, "2001:db8::2/64")},
                                          .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 2001:db8::1/64 declared"));
}

TEST(Plan, RemovesWhatOnlyTheSnapshotDeclares) {
    const auto result = plan(
        {.declared = {vip("10.0.0.1/32", "eth0")},
         .snapshot = recorded({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth0")}),
         .present = {.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals),
                ElementsAre("eth0 10.0.0.2/32 recorded", "eth0 10.0.0.1/32 declared"));
}

TEST(Plan, RemovesWhatAnyGenerationDeclares) {
    snapshot::Snapshot snapshot;
    snapshot.generations = {{vip("10.0.0.1/32", "eth0")}, {vip("10.0.0.2/32", "eth0")}, {}};

    const auto result = plan(
        {.snapshot = snapshot,
         .present = {.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals),
                ElementsAre("eth0 10.0.0.2/32 recorded", "eth0 10.0.0.1/32 recorded"));
}

TEST(Plan, KeepsTheSameIpOnAnInterfaceThatNobodyNames) {
    const auto result = plan(
        {.declared = {vip("10.0.0.1/32", "eth0")},
         .present = {.addresses = {on(2, "10.0.0.1/32"), on(3, "10.0.0.1/32")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth1 10.0.0.1/32 elsewhere"));
    EXPECT_FALSE(is_suspect(result.kept.front().reason));
}

TEST(Plan, ReportsTheHostsAddressOnAnotherInterfaceAsElsewhere) {
    const auto result = plan({.declared = {vip("10.0.0.1/32", "eth0")},
                              .snapshot = with_baseline({was_on("eth1", on(3, "10.0.0.1/32"))}),
                              .present = {.addresses = {on(3, "10.0.0.1/32")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth1 10.0.0.1/32 elsewhere"));
}

TEST(Plan, FindsARecordedVipOnItsRenamedInterface) {
    const auto result =
        plan({.snapshot = recorded({recorded_at(2, vip("10.0.0.1/32", "eth0"))}),
              .present = {.addresses = {on(2, "10.0.0.1/32")}, .links = {{.index = 2, .name = "lan0"}}}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("lan0 10.0.0.1/32 recorded"));
    EXPECT_THAT(result.without_interface, IsEmpty());
}

TEST(Plan, FindsARecordedVipOnAnInterfaceThatWasMadeAnew) {
    const auto result =
        plan({.snapshot = recorded({recorded_at(2, vip("10.0.0.1/32", "eth0"))}),
              .present = {.addresses = {on(9, "10.0.0.1/32")}, .links = {{.index = 9, .name = "eth0"}}}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 recorded"));
}

TEST(Plan, TakesNoUnknownIndexForAnInterface) {
    // A declared VIP has ifindex 0: that must not match an entry that is on index 0 of a broken dump.
    const auto result = plan({.declared = {vip("10.0.0.1/32", "eth0")},
                              .present = {.addresses = {on(0, "10.0.0.1/32")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.kept), ElementsAre("if0 10.0.0.1/32 elsewhere"));
}

TEST(Plan, FindsAVipOnTheVmacDeviceWhateverItsName) {
    auto links = eth0_and_eth1();
    links.push_back(vmac_link(7, "vrrp1.51"));

    const auto result = plan({.declared = {on_vmac(vip("10.0.0.1/32", "vrrp.51"))},
                              .present = {.addresses = {on(7, "10.0.0.1/32")}, .links = links}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("vrrp1.51 10.0.0.1/32 declared"));
    EXPECT_THAT(result.without_interface, IsEmpty());
}

TEST(Plan, ListsEachVipWithoutAnInterfaceOnce) {
    const auto result = plan({.declared = {vip("10.0.0.1/32", "gone0"), vip("10.0.0.2/32", "eth0")},
                              .snapshot = recorded({recorded_at(8, vip("10.0.0.1/32", "gone0"))}),
                              .present = {.links = eth0_and_eth1()}});

    EXPECT_THAT(result.without_interface, ElementsAre(vip("10.0.0.1/32", "gone0")));
}

TEST(Plan, HasAnInterfaceForADeclaredVipWhoseInterfaceTheSnapshotFindsRenamed) {
    const auto result = plan({.declared = {vip("10.0.0.1/32", "eth0")},
                              .snapshot = recorded({recorded_at(2, vip("10.0.0.1/32", "eth0"))}),
                              .present = {.links = {{.index = 2, .name = "lan0"}}}});

    EXPECT_THAT(result.without_interface, IsEmpty());
}

TEST(Plan, RemovesInTheReverseOfTheKernelsOrderAndKeepsInTheKernels) {
    const auto result =
        plan({.declared = {vip("10.0.0.1/24", "eth0"), vip("10.0.0.2/24", "eth0"), vip("10.1.0.1/24", "eth1"),
                           vip("10.1.0.2/24", "eth1")},
              .present = {.addresses = {on(2, "10.0.0.1/24"), secondary(on(2, "10.0.0.2/24")),
                                        on(3, "10.1.0.1/24"), on(3, "10.1.0.2/25"), on(3, "10.0.0.2/24")},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(
        verdicts(result.removals),
        ElementsAre("eth1 10.1.0.1/24 declared", "eth0 10.0.0.2/24 declared", "eth0 10.0.0.1/24 declared"));
    EXPECT_THAT(verdicts(result.kept),
                ElementsAre("eth1 10.1.0.2/25 other-prefix", "eth1 10.0.0.2/24 elsewhere"));
}

TEST(Plan, NamesTheVipThatBroughtAnAddressIn) {
    auto wide = vip("10.0.0.1/24", "eth0");
    wide.instance = "V2";
    auto exact = vip("10.0.0.1/32", "eth0");
    exact.instance = "V3";

    const auto result = plan(
        {.declared = {vip("10.0.0.1/32", "eth1"), wide, exact},
         .present = {.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.1/25")}, .links = eth0_and_eth1()}});

    ASSERT_THAT(verdicts(result.removals), ElementsAre("eth0 10.0.0.1/32 declared"));
    EXPECT_THAT(result.removals.front().vip, Eq(exact));
    ASSERT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/25 other-prefix"));
    EXPECT_THAT(result.kept.front().vip, Eq(wide));
}

TEST(Plan, ChangesNothingWithoutVips) {
    const auto result = plan(
        {.present = {.addresses = {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/0")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(result, Eq(Plan{}));
    EXPECT_TRUE(result.changes_nothing());
}

}  // namespace
}  // namespace vipwarden::release
