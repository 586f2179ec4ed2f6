// SPDX-License-Identifier: MIT
// VMAC devices go after their addresses, and only if nothing else is on them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/releasing.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using support::FakeKernel;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;
using testing::SizeIs;
using testing::StrictMock;

class ReleaserWithVmac : public testing::Test {
 protected:
    void SetUp() override {
        kernel_.put(on(7, "10.0.0.1/32"));
        kernel_.put(on(7, "fe80::1/64"));
    }

    FakeKernel kernel_{{{.index = 2, .name = "eth0"}, vmac_link(7, "vrrp.51")}};
    Releaser::Planner planner_ =
        planner_for({on_vmac(vip("10.0.0.1/32", "vrrp.51")), vip("10.0.0.2/32", "gone0")});
};

TEST_F(ReleaserWithVmac, RemovesTheDeviceAfterItsAddresses) {
    const auto first = release(kernel_, planner_);
    const auto second = release(kernel_, planner_);

    EXPECT_THAT(kernel_.links().list(), SizeIs(1));
    EXPECT_THAT(outcomes(first.removals), ElementsAre("10.0.0.1/32 removed"));
    EXPECT_THAT(outcomes(first.links), ElementsAre("vrrp.51 removed"));
    EXPECT_TRUE(first.clean());
    EXPECT_EQ(first.rounds, 1);
    EXPECT_EQ(second.rounds, 0);
    EXPECT_TRUE(second.clean());
}

TEST_F(ReleaserWithVmac, RemovesAnIpvlanWithItsOwnAddress) {
    FakeKernel kernel{
        {{.index = 2, .name = "eth0"}, {.index = 7, .name = "ipvl0", .kind = "ipvlan", .lower_index = 2}}};
    kernel.put(on(7, "10.0.0.77/24"));
    const DeclaredDevice device{
        .kind = DeclaredDevice::Kind::ipvlan, .name = "ipvl0", .base = "eth0", .address = ip("10.0.0.77")};

    const auto report = release(kernel, planner_for(PlanInput{.devices = {device}}));

    EXPECT_THAT(outcomes(report.links), ElementsAre("ipvl0 removed"));
    EXPECT_THAT(kernel.links().list(), SizeIs(1));
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithVmac, DoesNotMissTheInterfaceThatItRemovedItself) {
    const auto report = release(kernel_, planner_);

    EXPECT_THAT(report.without_interface, ElementsAre(vip("10.0.0.2/32", "gone0")));
}

TEST_F(ReleaserWithVmac, ReportsADeviceThatCannotBeRemoved) {
    kernel_.refuse_link_changes = make_error_code(std::errc::device_or_resource_busy);

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(outcomes(report.links), ElementsAre("vrrp.51 Device or resource busy"));
    EXPECT_EQ(report.rounds, kMaxRounds);
    EXPECT_THAT(report.leftovers, IsEmpty());
    EXPECT_FALSE(report.clean());
    EXPECT_FALSE(report.permission_denied());
}

TEST_F(ReleaserWithVmac, ForgetsAFailureOnceTheDeviceIsGone) {
    StrictMock<MockLinkTable> links;
    EXPECT_CALL(links, list()).WillRepeatedly([&] { return kernel_.links().list(); });
    EXPECT_CALL(links, remove(7)).WillOnce([&](int ifindex) {
        (void)kernel_.links().remove(ifindex);
        return make_error_code(std::errc::timed_out);
    });

    const auto report = Releaser{kernel_.addresses(), links}.release(planner_);

    EXPECT_THAT(outcomes(report.links), ElementsAre("vrrp.51 removed"));
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithVmac, ReportsADeviceThatIsStillThereThoughItsRemovalSucceeded) {
    StrictMock<MockLinkTable> links;
    EXPECT_CALL(links, list()).WillRepeatedly([&] { return kernel_.links().list(); });
    EXPECT_CALL(links, remove(7)).Times(kMaxRounds).WillRepeatedly(Return(std::error_code{}));

    const auto report = Releaser{kernel_.addresses(), links}.release(planner_);

    EXPECT_THAT(outcomes(report.links), ElementsAre("vrrp.51 Device or resource busy"));
    EXPECT_FALSE(report.clean());
}

TEST_F(ReleaserWithVmac, StopsIfItMayNotRemoveTheDevice) {
    kernel_.refuse_link_changes = make_error_code(std::errc::operation_not_permitted);

    const auto report = release(kernel_, planner_);

    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.permission_denied());
}

TEST_F(ReleaserWithVmac, KeepsADeviceThatGotAnotherAddressMeanwhile) {
    kernel_.after_remove = [&](const InterfaceAddress&) { kernel_.put(on(7, "10.0.0.7/32")); };

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(texts(kernel_.addresses().list()), ElementsAre("7 10.0.0.7/32", "7 fe80::1/64"));
    EXPECT_THAT(report.links, IsEmpty());
    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithVmac, KeepsADeviceWhoseAddressCouldNotBeRemoved) {
    kernel_.before_remove = [&](const InterfaceAddress&) {
        return make_error_code(std::errc::no_buffer_space);
    };

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(kernel_.links().list(), SizeIs(2));
    EXPECT_THAT(verdicts(report.leftovers), ElementsAre("vrrp.51 10.0.0.1/32 declared"));
    EXPECT_FALSE(report.clean());
}

TEST_F(ReleaserWithVmac, KeepsAnotherDeviceThatGotTheIndexMeanwhile) {
    const std::vector<netlink::Link> before{{.index = 2, .name = "eth0"}, vmac_link(7, "vrrp.51")};
    auto other_mac = before;
    other_mac.back().mac[5] = 52;
    auto other_kind = before;
    other_kind.back().kind = "bridge";

    for (const auto& after : {other_mac, other_kind}) {
        StrictMock<MockLinkTable> links;
        EXPECT_CALL(links, list()).WillOnce(Return(before)).WillRepeatedly(Return(after));

        const auto report = Releaser{kernel_.addresses(), links}.release(planner_);

        EXPECT_THAT(report.links, IsEmpty());
        kernel_.put(on(7, "10.0.0.1/32"));
    }
}

}  // namespace
}  // namespace vipwarden::release
