// SPDX-License-Identifier: MIT
// What only another version of keepalived would take for a VIP.
#include <gmock/gmock.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PlanInput present(std::vector<netlink::InterfaceAddress> addresses) {
    return {.present = {.addresses = std::move(addresses), .links = eth0_and_eth1()}};
}

TEST(PlanDoubtful, KeepsTheAddressAsASuspect) {
    auto input = present({on(2, "10.0.0.1/0")});
    input.doubtful = {doubtful(vip("10.0.0.1/0", "eth0"))};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(verdicts(result.kept), ElementsAre("eth0 10.0.0.1/0 doubtful"));
    EXPECT_TRUE(is_suspect(result.kept[0].reason));
    EXPECT_EQ(result.kept[0].reading, "2.1.5");
    EXPECT_EQ(result.kept[0].vip, vip("10.0.0.1/0", "eth0"));
}

TEST(PlanDoubtful, KeepsItEvenWhereAllSpeaksForKeepalived) {
    auto input = present({marked(on(2, "10.0.0.1/32"))});
    input.doubtful = {doubtful(vip("10.0.0.1/32", "eth0"))};
    input.snapshot = with_baseline({});
    input.options = {.any_prefix = true, .include_owner = true};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth0 10.0.0.1/32 doubtful"));
}

TEST(PlanDoubtful, ConcernsOnlyTheAddressThatItSpells) {
    auto input = present({on(2, "10.0.0.1/24"), on(2, "10.0.0.2/32"), on(3, "10.0.0.1/32")});
    input.doubtful = {doubtful(vip("10.0.0.1/32", "eth0"))};

    const auto result = plan(input);

    EXPECT_THAT(result.removals, IsEmpty());
    EXPECT_THAT(result.kept, IsEmpty());
}

TEST(PlanDoubtful, FindsARenamedVmacDevice) {
    auto input = present({on(7, "10.0.0.1/32")});
    input.present.links.push_back(vmac_link(7, "vrrp1.51"));
    input.doubtful = {doubtful(on_vmac(vip("10.0.0.1/32", "vrrp.51")))};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.kept), ElementsAre("vrrp1.51 10.0.0.1/32 doubtful"));
    EXPECT_THAT(result.links, IsEmpty());
}

TEST(PlanDoubtful, YieldsToAVipOnThatInterface) {
    auto input = present({on(2, "10.0.0.1/0"), on(2, "10.0.0.1/32")});
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.doubtful = {doubtful(vip("10.0.0.1/0", "eth0"))};

    EXPECT_THAT(verdicts(plan(input).removals),
                ElementsAre("eth0 10.0.0.1/32 declared", "eth0 10.0.0.1/0 prefix-zero"));
}

TEST(PlanDoubtful, SaysMoreThanThatAVipBelongsElsewhere) {
    auto input = present({on(3, "10.0.0.1/32")});
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.doubtful = {doubtful(vip("10.0.0.1/32", "eth1"))};

    EXPECT_THAT(verdicts(plan(input).kept), ElementsAre("eth1 10.0.0.1/32 doubtful"));
}

TEST(PlanDoubtful, IsNoSuspectWhenItIsTheHostsOrHeldOrToBeKept) {
    auto input = present({on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32"), on(2, "10.0.0.3/32")});
    input.doubtful = {doubtful(vip("10.0.0.1/32", "eth0")), doubtful(vip("10.0.0.2/32", "eth0")),
                      doubtful(vip("10.0.0.3/32", "eth0"))};
    input.snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/32"))});
    input.holders = {{.pid = 123, .vips = {{vip("10.0.0.2/32", "eth0")}}}};
    input.options.keep = {{.address = ip("10.0.0.3")}};

    EXPECT_THAT(verdicts(plan(input).kept),
                ElementsAre("eth0 10.0.0.1/32 host-address", "eth0 10.0.0.2/32 held",
                            "eth0 10.0.0.3/32 kept-by-operator"));
}

TEST(PlanDoubtful, IsNotMissedWhenItsInterfaceDoesNotExist) {
    auto input = present({});
    input.doubtful = {doubtful(vip("10.0.0.1/32", "gone0"))};

    EXPECT_THAT(plan(input).without_interface, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::release
