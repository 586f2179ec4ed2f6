// SPDX-License-Identifier: MIT
// The host's own addresses that keepalived deleted come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/releasing.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using support::FakeKernel;
using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Return;
using testing::StrictMock;

/// The host had 10.0.0.1/24 on eth0; keepalived deleted it for its VIP.
PlanInput host_address_is_gone() {
    return {.declared = {vip("10.0.0.1/24", "eth0")},
            .snapshot = with_baseline({was_on("eth0", on(2, "10.0.0.1/24"))})};
}

TEST(Releaser, PutsTheHostsAddressBack) {
    FakeKernel kernel{eth0_and_eth1()};

    const auto first = release(kernel, planner_for(host_address_is_gone()));
    const auto second = release(kernel, planner_for(host_address_is_gone()));

    EXPECT_THAT(texts(kernel.addresses().list()), ElementsAre("2 10.0.0.1/24"));
    EXPECT_THAT(outcomes(first.restores), ElementsAre("eth0 10.0.0.1/24 restored"));
    EXPECT_TRUE(first.clean());
    EXPECT_EQ(first.rounds, 1);
    EXPECT_EQ(second.rounds, 0);
    EXPECT_THAT(verdicts(second.kept), ElementsAre("eth0 10.0.0.1/24 host-address"));
}

TEST(Releaser, ReportsWhatCannotBePutBack) {
    FakeKernel kernel{eth0_and_eth1()};
    auto other_scope = on(2, "10.0.0.7/24");
    other_scope.scope = 253;
    kernel.put(other_scope);

    const auto report = release(kernel, planner_for(host_address_is_gone()));

    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.0.0.1/24 Invalid argument"));
    EXPECT_EQ(report.rounds, kMaxRounds);
    EXPECT_THAT(report.leftovers, IsEmpty());
    EXPECT_FALSE(report.clean());
}

TEST(Releaser, ReportsWhatVanishesAgainAfterItWasPutBack) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    EXPECT_CALL(addresses, list()).WillRepeatedly(Return(std::vector<InterfaceAddress>{}));
    EXPECT_CALL(addresses, add(on(2, "10.0.0.1/24"))).WillRepeatedly(Return(std::error_code{}));
    EXPECT_CALL(links, list()).WillRepeatedly(Return(eth0_and_eth1()));

    const auto report = Releaser{addresses, links}.release(planner_for(host_address_is_gone()));

    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.0.0.1/24 Cannot assign requested address"));
    EXPECT_EQ(report.rounds, kMaxRounds);
    EXPECT_FALSE(report.clean());
}

TEST(Releaser, BelievesTheDumpRatherThanTheErrorOfARestore) {
    StrictMock<MockAddressTable> addresses;
    FakeKernel kernel{eth0_and_eth1()};
    EXPECT_CALL(addresses, list()).WillRepeatedly([&] { return kernel.addresses().list(); });
    EXPECT_CALL(addresses, add(_)).WillOnce([&](const InterfaceAddress& entry) {
        kernel.put(entry);
        return make_error_code(std::errc::timed_out);
    });

    const auto report = Releaser{addresses, kernel.links()}.release(planner_for(host_address_is_gone()));

    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.0.0.1/24 restored"));
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, ReportsAHostAddressThatOnlyTheLastDumpMisses) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.1/24"));
    kernel.put(on(2, "10.0.1.1/32"));
    auto input = host_address_is_gone();
    input.declared.push_back(vip("10.0.1.1/32", "eth0"));
    int times = 0;
    kernel.after_remove = [&](const InterfaceAddress& entry) {
        if (entry.local != ip("10.0.1.1")) {
            return;
        }
        kernel.put(entry);
        if (++times == kMaxRounds) {
            (void)kernel.addresses().remove(std::vector{on(2, "10.0.0.1/24")});
        }
    };

    const auto report = release(kernel, planner_for(input));

    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.0.0.1/24 Cannot assign requested address"));
    EXPECT_FALSE(report.clean());
}

TEST(Releaser, StopsWhenItMayNotPutBack) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    EXPECT_CALL(addresses, list()).WillRepeatedly(Return(std::vector<InterfaceAddress>{}));
    EXPECT_CALL(addresses, add(_)).WillOnce(Return(make_error_code(std::errc::operation_not_permitted)));
    EXPECT_CALL(links, list()).WillRepeatedly(Return(eth0_and_eth1()));

    const auto report = Releaser{addresses, links}.release(planner_for(host_address_is_gone()));

    EXPECT_TRUE(report.permission_denied());
    EXPECT_FALSE(report.clean());
}

}  // namespace
}  // namespace vipwarden::release
