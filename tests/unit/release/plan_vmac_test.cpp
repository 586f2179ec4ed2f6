// SPDX-License-Identifier: MIT
// Which VMAC devices a plan removes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::release {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const std::vector<PlannedLink>& links) {
    std::vector<std::string> result;
    for (const auto& planned : links) {
        result.push_back(planned.link.name);
    }
    return result;
}

/// The VIP 10.0.0.1/32 on the VMAC device vrrp.51 (7) over eth0 (2), both there.
PlanInput vip_on_vmac() {
    return {
        .declared = {on_vmac(vip("10.0.0.1/32", "vrrp.51"))},
        .present = {
            .addresses = {on(7, "10.0.0.1/32")},
            .links = {{.index = 2, .name = "eth0"}, {.index = 3, .name = "eth1"}, vmac_link(7, "vrrp.51")}}};
}

TEST(Plan, RemovesTheVmacDeviceAfterItsAddresses) {
    const auto input = vip_on_vmac();

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("vrrp.51 10.0.0.1/32 declared"));
    EXPECT_THAT(result.links,
                ElementsAre(PlannedLink{.link = vmac_link(7, "vrrp.51"), .vip = input.declared.front()}));
}

TEST(Plan, RemovesAVmacDeviceThatOnlyTheSnapshotKnows) {
    auto input = vip_on_vmac();
    input.snapshot = recorded(input.declared);
    input.declared = {};

    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, RemovesAVmacDeviceWithNothingButLinkLocalAddresses) {
    auto input = vip_on_vmac();
    input.present.addresses = {on(7, "fe80::1/64"), on(7, "febf::1/64")};

    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, KeepsAVmacDeviceWithAForeignAddress) {
    auto input = vip_on_vmac();
    input.present.addresses = {on(7, "10.0.0.1/32"), on(7, "10.0.0.7/24")};
    const auto with_ipv4 = plan(input);
    input.present.addresses = {on(7, "10.0.0.1/32"), on(7, "fec0::7/64")};
    const auto with_site_local = plan(input);
    input.present.addresses = {on(7, "10.0.0.1/32"), on(7, "2a80::7/64")};
    const auto with_global = plan(input);

    EXPECT_THAT(verdicts(with_ipv4.removals), ElementsAre("vrrp.51 10.0.0.1/32 declared"));
    EXPECT_THAT(with_ipv4.links, IsEmpty());
    EXPECT_THAT(with_site_local.links, IsEmpty());
    EXPECT_THAT(with_global.links, IsEmpty());
}

TEST(Plan, KeepsAVmacDeviceWithAnAddressThatStays) {
    auto input = vip_on_vmac();
    input.present.addresses = {on(7, "10.0.0.1/24")};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.kept), ElementsAre("vrrp.51 10.0.0.1/24 other-prefix"));
    EXPECT_THAT(result.links, IsEmpty());
}

TEST(Plan, KeepsAVmacDeviceWithALinkLocalVipThatTheOperatorKeeps) {
    auto input = vip_on_vmac();
    input.declared = {on_vmac(vip("fe80::1/128", "vrrp.51"))};
    input.present.addresses = {on(7, "fe80::1/128")};
    input.options.keep = {{.address = ip("fe80::1")}};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.kept), ElementsAre("vrrp.51 fe80::1/128 kept-by-operator"));
    EXPECT_THAT(result.links, IsEmpty());
}

TEST(Plan, KeepsADeviceWithAnotherMacKindOrBase) {
    auto input = vip_on_vmac();
    auto other_router = vmac_link(4, "vrrp.52");
    other_router.mac[5] = 52;
    auto other_family = vmac_link(5, "vrrp6.51");
    other_family.mac[4] = 2;
    auto other_kind = vmac_link(6, "br51");
    other_kind.kind = "bridge";
    auto other_base = vmac_link(8, "vrrp3.51");
    other_base.lower_index = 3;
    auto own_mac = vmac_link(9, "vrrp.51");
    own_mac.mac = {0x02, 0, 0, 0, 0, 51};
    input.present = {.links = {{.index = 2, .name = "eth0"},
                               {.index = 3, .name = "eth1"},
                               other_router,
                               other_family,
                               other_kind,
                               other_base,
                               own_mac}};

    EXPECT_THAT(plan(input).links, IsEmpty());
}

/// A VMAC device whose base has another name by now.
TEST(Plan, RemovesAVmacDeviceWhoseBaseWasRenamed) {
    auto input = vip_on_vmac();
    input.present.links.front().name = "lan0";
    const auto known_by_its_own_name = plan(input);
    input.present.links.back().name = "renamed";
    input.snapshot = recorded(input.declared);
    input.snapshot->generations[0][0].vmac->base_ifindex = 2;
    const auto known_by_the_index_of_its_base = plan(input);
    input.snapshot.reset();
    const auto known_by_nothing = plan(input);

    EXPECT_THAT(names(known_by_its_own_name.links), ElementsAre("vrrp.51"));
    EXPECT_THAT(names(known_by_the_index_of_its_base.links), ElementsAre("renamed"));
    EXPECT_THAT(known_by_nothing.links, IsEmpty());
}

DeclaredDevice declared_device() {
    return {.name = "vrrp.51", .base = "eth0", .mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 51}, .instance = "V2"};
}

TEST(Plan, RemovesADeviceOnWhichNoVipEverWas) {
    auto input = vip_on_vmac();
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.present.addresses = {};
    const auto undeclared = plan(input);
    input.devices = {declared_device()};
    const auto declared = plan(input);
    input.devices.clear();
    input.snapshot = snapshot::Snapshot{.devices = {declared_device()}};
    const auto recorded = plan(input);

    EXPECT_THAT(undeclared.links, IsEmpty());
    EXPECT_THAT(names(declared.links), ElementsAre("vrrp.51"));
    EXPECT_EQ(declared.links.front().vip.instance, "V2");
    EXPECT_THAT(names(recorded.links), ElementsAre("vrrp.51"));
}

TEST(Plan, RemovesADeviceWithAMacOfItsOwn) {
    auto input = vip_on_vmac();
    input.present.links.back().mac = {0x02, 0, 0, 0, 0, 7};
    const auto without_its_mac = plan(input);
    input.devices = {declared_device()};
    input.devices.front().mac = {0x02, 0, 0, 0, 0, 7};

    EXPECT_THAT(without_its_mac.links, IsEmpty());
    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, KeepsADeviceThatAnotherKeepalivedDeclares) {
    auto input = vip_on_vmac();
    input.present.addresses = {};
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{}, .devices = {declared_device()}}};

    EXPECT_THAT(plan(input).links, IsEmpty());
}

/// An ipvlan has its base's MAC address, so its name has to tell.
PlanInput with_ipvlan() {
    auto input = vip_on_vmac();
    input.declared = {vip("10.0.0.1/32", "eth0")};
    input.devices = {
        {.kind = DeclaredDevice::Kind::ipvlan, .name = "ipvl0", .base = "eth0", .address = ip("10.0.0.77")}};
    input.present.links.back() = {.index = 7, .name = "ipvl0", .kind = "ipvlan", .lower_index = 2};
    input.present.addresses = {on(7, "10.0.0.77/24")};
    return input;
}

TEST(Plan, RemovesAnIpvlanDeviceWithTheAddressThatKeepalivedGaveIt) {
    EXPECT_THAT(names(plan(with_ipvlan()).links), ElementsAre("ipvl0"));
}

TEST(Plan, KeepsAnIpvlanDeviceThatIsAnother) {
    auto other_address = with_ipvlan();
    other_address.present.addresses = {on(7, "10.0.0.78/24")};
    auto other_name = with_ipvlan();
    other_name.present.links.back().name = "ipvl1";
    auto other_base = with_ipvlan();
    other_base.present.links.back().lower_index = 3;
    auto other_kind = with_ipvlan();
    other_kind.present.links.back().kind = "macvlan";

    for (const auto& input : {other_address, other_name, other_base, other_kind}) {
        EXPECT_THAT(plan(input).links, IsEmpty());
    }
}

TEST(Plan, KnowsTheVmacDeviceOfAnIpv6Router) {
    auto input = vip_on_vmac();
    input.declared = {on_vmac(vip("2001:db8::1/64", "vrrp.51"), netlink::Family::ipv6)};
    input.present.links.back().mac[4] = 2;
    input.present.addresses = {on(7, "2001:db8::1/64")};

    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, RemovesAVmacDeviceWhoseBaseCannotBeSeen) {
    auto input = vip_on_vmac();
    input.present.links = {vmac_link(7, "vrrp.51")};

    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, KnowsTheVmacDeviceOverABaseThatIsAMacvlanItself) {
    // As in a container: both macvlans have the host's device as their lower one, and 3 is another link here.
    auto input = vip_on_vmac();
    input.present.links = {{.index = 2, .name = "eth0", .kind = "macvlan", .lower_index = 3},
                           {.index = 3, .name = "eth1"},
                           vmac_link(7, "vrrp1.51")};
    input.present.links.back().lower_index = 3;

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("vrrp1.51 10.0.0.1/32 declared"));
    EXPECT_THAT(names(result.links), ElementsAre("vrrp1.51"));
}

TEST(Plan, KeepsADeviceBesideTheBaseInsteadOfOverIt) {
    // 7 sits on eth1, and so does eth0: as a VLAN, which can carry a macvlan itself, or as a macvlan
    // elsewhere.
    auto input = vip_on_vmac();
    input.present.addresses = {};
    input.present.links = {{.index = 2, .name = "eth0", .kind = "vlan", .lower_index = 3},
                           {.index = 3, .name = "eth1"},
                           {.index = 4, .name = "eth2"},
                           vmac_link(7, "vrrp1.51")};
    input.present.links.back().lower_index = 3;
    const auto beside_a_vlan = plan(input);
    input.present.links.front().kind = "macvlan";
    input.present.links.front().lower_index = 4;
    const auto beside_a_macvlan = plan(input);

    EXPECT_THAT(beside_a_vlan.links, IsEmpty());
    EXPECT_THAT(beside_a_macvlan.links, IsEmpty());
}

TEST(Plan, KeepsAVmacDeviceThatAnotherKeepalivedUses) {
    auto input = vip_on_vmac();
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{on_vmac(vip("10.0.0.9/32", "vrrp.51"))}}};

    const auto result = plan(input);

    EXPECT_THAT(verdicts(result.removals), ElementsAre("vrrp.51 10.0.0.1/32 declared"));
    EXPECT_THAT(result.links, IsEmpty());
}

TEST(Plan, RemovesAVmacDeviceThatNoOtherKeepalivedUses) {
    auto input = vip_on_vmac();
    input.holders = {{.pid = 124, .vips = std::vector<Vip>{vip("10.0.0.9/32", "eth0")}}};

    EXPECT_THAT(names(plan(input).links), ElementsAre("vrrp.51"));
}

TEST(Plan, KeepsAVmacDeviceThatAnUnreadableKeepalivedMayUse) {
    auto input = vip_on_vmac();
    input.present.addresses = {};
    input.holders = {{.pid = 124}};

    EXPECT_THAT(plan(input).links, IsEmpty());
}

TEST(Plan, KeepsVmacDevicesIfKeepalivedWasNotToRelease) {
    auto input = vip_on_vmac();
    input.present.addresses = {};
    input.options.keep_all = true;

    EXPECT_THAT(plan(input).links, IsEmpty());
}

TEST(Plan, KeepsAVmacDeviceOnWhichAnAddressIsPutBack) {
    auto input = vip_on_vmac();
    input.present.addresses = {};
    input.snapshot = with_baseline({was_on("vrrp.51", on(7, "10.0.0.1/32"))});

    const auto result = plan(input);

    EXPECT_THAT(texts(result.restores), ElementsAre("vrrp.51 10.0.0.1/32"));
    EXPECT_THAT(result.links, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::release
