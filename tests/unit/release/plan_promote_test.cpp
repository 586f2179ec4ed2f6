// SPDX-License-Identifier: MIT
// Where a plan switches promote_secondaries on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/secondary_trap.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Plan, PromotesWhereAHostAddressIsSecondaryToAVip) {
    const auto result =
        plan({.declared = {vip("10.0.0.100/24", "eth0")},
              .present = {.addresses = {on(2, "10.0.0.100/24"), secondary(on(2, "10.0.0.1/24"))},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, ElementsAre(2));
}

TEST(Plan, PromotesEachInterfaceOnceInAscendingOrder) {
    const auto result =
        plan({.declared = {vip("10.0.0.100/24", "eth0"), vip("10.1.0.100/24", "eth1")},
              .present = {.addresses = {on(3, "10.1.0.100/24"), secondary(on(3, "10.1.0.1/24")),
                                        on(2, "10.0.0.100/24"), secondary(on(2, "10.0.0.1/24")),
                                        secondary(on(2, "10.0.0.2/24"))},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, ElementsAre(2, 3));
}

TEST(Plan, DoesNotPromoteWhereTheKernelDoesAlready) {
    auto links = eth0_and_eth1();
    links[0].promote_secondaries = true;

    const auto result =
        plan({.declared = {vip("10.0.0.100/24", "eth0")},
              .present = {.addresses = {on(2, "10.0.0.100/24"), secondary(on(2, "10.0.0.1/24"))},
                          .links = links}});

    EXPECT_THAT(result.promote, IsEmpty());
}

TEST(Plan, DoesNotPromoteIfEverySecondaryGoesToo) {
    const auto result =
        plan({.declared = {vip("10.0.0.100/24", "eth0"), vip("10.0.0.101/24", "eth0")},
              .present = {.addresses = {on(2, "10.0.0.100/24"), secondary(on(2, "10.0.0.101/24"))},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, IsEmpty());
}

TEST(Plan, DoesNotPromoteForAnotherPrimary) {
    const auto result = plan(
        {.declared = {vip("10.0.0.100/24", "eth0")},
         .present = {.addresses = {on(2, "10.0.0.100/24"), on(2, "10.0.0.1/24")}, .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, IsEmpty());
}

TEST(Plan, DoesNotPromoteIfTheVipIsTheSecondary) {
    const auto result = plan({.declared = {vip("10.0.0.100/24", "eth0")},
                              .present = {.addresses = {on(2, "10.0.0.1/24"), secondary(on(2, "10.0.0.2/24")),
                                                        secondary(on(2, "10.0.0.100/24"))},
                                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, IsEmpty());
}

TEST(Plan, DoesNotPromoteForSecondariesOfAnotherSubnetPrefixOrInterface) {
    const auto result = plan({.declared = {vip("10.0.0.100/24", "eth0")},
                              .present = {.addresses = {on(2, "10.0.0.100/24"), on(2, "10.0.1.1/24"),
                                                        secondary(on(2, "10.0.1.2/24")), on(2, "10.0.0.1/25"),
                                                        secondary(on(2, "10.0.0.2/25")), on(3, "10.0.0.1/24"),
                                                        secondary(on(3, "10.0.0.2/24"))},
                                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, IsEmpty());
}

TEST(Plan, ComparesSubnetsByThePeerAsTheKernelDoes) {
    // 10.9.0.1 peer 10.0.0.9/24 lives in 10.0.0.0/24, not in 10.9.0.0/24.
    const auto result =
        plan({.declared = {vip("10.9.0.1/24", "eth0")},
              .present = {.addresses = {on(2, "10.9.0.1 peer 10.0.0.9/24"), on(2, "10.9.0.2/24"),
                                        secondary(on(2, "10.9.0.3/24"))},
                          .links = eth0_and_eth1()}});
    const auto with_peers_in_common =
        plan({.declared = {vip("10.9.0.1/24", "eth0")},
              .present = {.addresses = {on(2, "10.9.0.1 peer 10.0.0.9/24"),
                                        secondary(on(2, "10.8.0.1 peer 10.0.0.8/24"))},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, IsEmpty());
    EXPECT_THAT(with_peers_in_common.promote, ElementsAre(2));
}

TEST(Plan, PromotesForPrefixLengthZeroWhichHoldsEverySubnet) {
    const auto result = plan({.declared = {vip("10.0.0.1/32", "eth0")},
                              .present = {.addresses = {on(2, "10.0.0.1/0"), secondary(on(2, "192.0.2.1/0"))},
                                          .links = eth0_and_eth1()}});

    EXPECT_THAT(result.promote, ElementsAre(2));
}

TEST(Plan, KnowsNoSecondariesInIpv6) {
    // The bit is IFA_F_TEMPORARY there.
    const auto result =
        plan({.declared = {vip("2001:db8::100/64", "eth0")},
              .present = {.addresses = {on(2, "2001:db8::100/64"), secondary(on(2, "2001:db8::1/64"))},
                          .links = eth0_and_eth1()}});

    EXPECT_THAT(verdicts(result.removals), ElementsAre("eth0 2001:db8::100/64 declared"));
    EXPECT_THAT(result.promote, IsEmpty());
}

std::vector<snapshot::BaselineAddress> host(const char* address) {
    return {{.interface = "eth0", .address = on(2, address)}};
}

TEST(InterfacesAtRisk, HaveAVipInASubnetOfTheHost) {
    const auto links = eth0_and_eth1();
    const auto at_risk = [&](const char* cidr) {
        return interfaces_at_risk(links, host("10.0.0.1/24"), std::vector{recorded_at(2, vip(cidr, "eth0"))});
    };
    EXPECT_THAT(at_risk("10.0.0.100/24"), ElementsAre(2));
    EXPECT_THAT(at_risk("10.0.0.100/32"), IsEmpty());
    EXPECT_THAT(at_risk("10.0.1.100/24"), IsEmpty());
    EXPECT_THAT(interfaces_at_risk(links, host("10.0.0.1/24"),
                                   std::vector{recorded_at(3, vip("10.0.0.100/24", "eth1"))}),
                IsEmpty());
    EXPECT_THAT(interfaces_at_risk(links, host("2001:db8::1/64"),
                                   std::vector{recorded_at(2, vip("2001:db8::2/64", "eth0"))}),
                IsEmpty());
}

TEST(InterfacesAtRisk, AreNotThoseWhereTheKernelPromotesAlready) {
    auto links = eth0_and_eth1();
    links[0].promote_secondaries = true;
    EXPECT_THAT(interfaces_at_risk(links, host("10.0.0.1/24"),
                                   std::vector{recorded_at(2, vip("10.0.0.100/24", "eth0"))}),
                IsEmpty());
}

}  // namespace
}  // namespace vipwarden::release
