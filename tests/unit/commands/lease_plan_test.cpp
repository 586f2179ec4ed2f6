// SPDX-License-Identifier: MIT
// Which addresses get a lease, and which never do.
#include "wrapper/commands/lease_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_addr.h>

#include "tests/unit/commands/address_changes.hpp"

namespace vipwarden::commands {
namespace {

using release::secondary;
using release::was_on;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Planned for what is present, each address of it added by this author while our VRRP process lived.
LeasePlan planned(const Scene& scene, const std::vector<netlink::InterfaceAddress>& present, Author author) {
    auto authors = scene.authors;
    for (const auto& address : present) {
        authors.note({.change = {.address = address}, .author = author});
    }
    return plan_lease(scene.target, {.addresses = present, .links = scene.links}, authors);
}

std::vector<std::string> texts(const std::vector<release::PlannedAddress>& planned) {
    return release::verdicts(planned);
}

Scene declaring(std::vector<Vip> vips) {
    Scene scene;
    scene.target.declared = std::move(vips);
    return scene;
}

TEST(LeasePlan, LeasesWhatKeepalivedHasAddedInTheKernelsOrder) {
    const auto scene = declaring({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth0")});

    EXPECT_THAT(
        texts(
            planned(scene, {on(kEth0, "10.0.0.2/32"), on(kEth0, "10.0.0.1/32")}, Author::keepalived).leased),
        ElementsAre("eth0 10.0.0.2/32 declared", "eth0 10.0.0.1/32 declared"));
}

TEST(LeasePlan, LeasesWhatWasLearnt) {
    Scene scene;
    scene.target.snapshot->learnt = {learnt("10.0.0.9/32")};

    EXPECT_THAT(texts(planned(scene, {on(kEth0, "10.0.0.9/32")}, Author::keepalived).leased),
                ElementsAre("eth0 10.0.0.9/32 learnt"));
}

TEST(LeasePlan, LeasesAVipOfIpv6ThoughItsAuthorIsNotTold) {
    const auto scene = declaring({vip("2001:db8::1/128", "eth0")});

    EXPECT_THAT(texts(planned(scene, {on(kEth0, "2001:db8::1/128")}, Author::unknown).leased),
                ElementsAre("eth0 2001:db8::1/128 declared"));
}

TEST(LeasePlan, LeavesWhatSomebodyElseHasAdded) {
    const auto scene = declaring({vip("10.0.0.1/32", "eth0")});

    for (const auto author : {Author::other, Author::kernel, Author::us}) {
        EXPECT_THAT(planned(scene, {on(kEth0, "10.0.0.1/32")}, author).leased, IsEmpty());
    }
}

TEST(LeasePlan, LeasesAVipThatNobodyIsKnownToHaveAdded) {
    auto scene = declaring({vip("10.0.0.1/32", "eth0")});
    scene.authors.note(added("10.0.0.1/32", Author::other));
    scene.authors.forget();  // Changes were missed.

    EXPECT_THAT(
        texts(plan_lease(scene.target, {.addresses = {on(kEth0, "10.0.0.1/32")}, .links = scene.links},
                         scene.authors)
                  .leased),
        ElementsAre("eth0 10.0.0.1/32 declared"));
}

TEST(LeasePlan, LeavesWhatADeadVrrpProcessHasLeft) {
    auto scene = declaring({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth0")});
    auto of_dead = added("10.0.0.1/32", Author::keepalived);
    of_dead.change.port = 4711;
    scene.authors.note(of_dead);
    scene.authors.has_ended({4711});
    auto of_living = added("10.0.0.2/32", Author::keepalived);
    of_living.change.port = 4712;
    scene.authors.note(of_living);

    EXPECT_THAT(
        texts(
            planned(scene, {on(kEth0, "10.0.0.1/32"), on(kEth0, "10.0.0.2/32")}, Author::keepalived).leased),
        ElementsAre("eth0 10.0.0.2/32 declared"));
}

TEST(LeasePlan, LeavesTheHostsOwnAddress) {
    auto scene = declaring({vip("10.0.0.1/24", "eth0")});
    scene.target.snapshot->baseline = {was_on("eth0", on(kEth0, "10.0.0.1/24"))};

    EXPECT_THAT(
        planned(scene, {on(kEth0, "10.0.0.1/24"), on(kEth0, "10.0.0.9/24")}, Author::keepalived).leased,
        IsEmpty());
}

TEST(LeasePlan, LeavesAnIpv6AddressThatWouldTakeTheRouteToItsSubnetAlong) {
    const auto scene = declaring({vip("2001:db8::1/64", "eth0"), vip("2001:db8::2/64", "eth0")});
    auto without_route = on(kEth0, "2001:db8::2/64");
    without_route.flags = IFA_F_NOPREFIXROUTE;

    const auto plan = planned(scene, {on(kEth0, "2001:db8::1/64"), without_route}, Author::unknown);

    EXPECT_THAT(texts(plan.leased), ElementsAre("eth0 2001:db8::2/64 declared"));
    ASSERT_THAT(plan.exempt, SizeIs(1));
    EXPECT_EQ(explain(plan.exempt.front()),
              "no lease for 2001:db8::1/64 on eth0: with such an address the kernel ends the route to its "
              "subnet, which may be the host's. Declare it as 2001:db8::1/128; as it is, it stays if "
              "everything here dies or freezes");
}

TEST(LeasePlan, LeavesAVipThatKeepalivedDoesNotTrack) {
    auto scene = declaring({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth0")});
    scene.target.parsed = config_with(
        "vrrp_instance V1 {\n interface eth0\n virtual_router_id 51\n"
        " virtual_ipaddress {\n 10.0.0.1/32\n 10.0.0.2/32 no_track\n }\n}\n");

    const auto plan =
        planned(scene, {on(kEth0, "10.0.0.1/32"), on(kEth0, "10.0.0.2/32")}, Author::keepalived);

    EXPECT_THAT(texts(plan.leased), ElementsAre("eth0 10.0.0.1/32 declared"));
    ASSERT_THAT(plan.exempt, SizeIs(1));
    EXPECT_EQ(explain(plan.exempt.front()),
              "no lease for 10.0.0.2/32 on eth0: keepalived would not add it again if it ended with a late "
              "renewal. Declare it without no_track; as it is, it stays if everything here dies or freezes");
}

TEST(LeasePlan, SaysWhereTheHostsAddressesWouldEndWithAVip) {
    const auto scene = declaring({vip("10.0.0.1/24", "eth0"), vip("10.0.0.2/24", "eth0")});
    auto authors = scene.authors;
    authors.note(added("10.0.0.1/24", Author::keepalived));
    authors.note(added("10.0.0.2/24", Author::keepalived));
    const auto vips = std::vector{on(kEth0, "10.0.0.1/24"), secondary(on(kEth0, "10.0.0.2/24"))};
    auto with_host = vips;
    with_host.push_back(secondary(on(kEth0, "10.0.0.7/24")));

    EXPECT_THAT(plan_lease(scene.target, {.addresses = vips, .links = scene.links}, authors).promote,
                IsEmpty());
    EXPECT_THAT(plan_lease(scene.target, {.addresses = with_host, .links = scene.links}, authors).promote,
                ElementsAre(kEth0));
}

TEST(LeasePlan, SaysNothingOfTheKindOfAPrimaryThatGetsNoLease) {
    const auto scene = declaring({vip("10.0.0.1/24", "eth0")});

    EXPECT_THAT(planned(scene, {on(kEth0, "10.0.0.1/24"), secondary(on(kEth0, "10.0.0.7/24"))}, Author::other)
                    .promote,
                IsEmpty());
}

TEST(LeasePlan, CanLeaveOutAnInterface) {
    constexpr int kEth1 = 3;
    const auto scene = declaring({vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth1")});
    auto plan = planned(scene, {on(kEth0, "10.0.0.1/32"), on(kEth1, "10.0.0.2/32")}, Author::keepalived);

    leave_out(plan, {kEth0});

    EXPECT_THAT(texts(plan.leased), ElementsAre("eth1 10.0.0.2/32 declared"));
}

}  // namespace
}  // namespace vipwarden::commands
