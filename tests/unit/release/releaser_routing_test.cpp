// SPDX-License-Identifier: MIT
// Routes and rules go after the addresses, and what became of them stands in the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_routing_table.hpp"
#include "tests/unit/release/releasing.hpp"
#include "tests/unit/release/routing_builders.hpp"

namespace vipwarden::release {
namespace {

using netlink::RoutingEntry;
using support::FakeKernel;
using support::FakeRoutingTable;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> outcomes(const std::vector<RoutingOutcome>& routing) {
    std::vector<std::string> result;
    for (const auto& outcome : routing) {
        result.push_back(
            fmt::format("{} {}", outcome.planned.text, outcome.error ? outcome.error.message() : "removed"));
    }
    return result;
}

class ReleaserOfRouting : public testing::Test {
 protected:
    void SetUp() override {
        kernel_.put(on(2, "10.0.0.1/32"));
        table_.put(route("10.1.0.0/24"));
        table_.put(route("10.2.0.0/24"));
        table_.put(rule(7, 100));
    }

    ReleaseReport release() {
        return Releaser{kernel_.addresses(), kernel_.links(), {.table = &table_, .protocols = {18}}}.release(
            planner_for(input_));
    }

    FakeKernel kernel_{eth0_and_eth1()};
    FakeRoutingTable table_;
    PlanInput input_{.declared = {vip("10.0.0.1/32", "eth0")},
                     .routing = lines({line(route("10.1.0.0/24"))}, {line(rule(7, 100))})};
};

TEST_F(ReleaserOfRouting, RemovesWhatIsDeclaredAndReportsTheRest) {
    const auto first = release();
    const auto second = release();

    EXPECT_THAT(outcomes(first.routing), ElementsAre("rule pref 7 table 100 protocol keepalived removed",
                                                     "route 10.1.0.0/24 dev eth0 proto keepalived removed"));
    EXPECT_THAT(verdicts(first.routing_kept),
                ElementsAre("route 10.2.0.0/24 dev eth0 proto keepalived: undeclared"));
    EXPECT_THAT(table_.entries(), ElementsAre(RoutingEntry{route("10.2.0.0/24")}));
    EXPECT_THAT(outcomes(first.removals), ElementsAre("10.0.0.1/32 removed"));
    EXPECT_TRUE(first.settled());
    EXPECT_EQ(first.rounds, 1);
    EXPECT_EQ(second.rounds, 0);
    EXPECT_THAT(second.routing, IsEmpty());
}

TEST_F(ReleaserOfRouting, RemovesRoutesAfterAddresses) {
    std::vector<std::string> order;
    table_.after_remove = [&](const RoutingEntry&) { order.emplace_back("routing"); };
    kernel_.after_remove = [&](const netlink::InterfaceAddress&) { order.emplace_back("address"); };

    (void)release();

    EXPECT_THAT(order, ElementsAre("address", "routing", "routing"));
}

TEST_F(ReleaserOfRouting, RemovesOnceMoreWhatCameBack) {
    int comebacks = 2;
    table_.after_remove = [&](const RoutingEntry& entry) {
        if (comebacks-- > 0) {
            table_.put(entry);
        }
    };

    const auto report = release();

    EXPECT_THAT(table_.entries(), SizeIs(1));
    EXPECT_THAT(report.routing, SizeIs(4));
    EXPECT_EQ(report.rounds, 2);
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserOfRouting, NamesWhatDoesNotGo) {
    table_.before_remove = [](const RoutingEntry& entry) {
        return std::holds_alternative<netlink::Rule>(entry)
                   ? make_error_code(std::errc::device_or_resource_busy)
                   : std::error_code{};
    };

    const auto report = release();

    EXPECT_THAT(verdicts(report.routing_leftovers),
                ElementsAre("rule pref 7 table 100 protocol keepalived: declared"));
    EXPECT_THAT(outcomes(report.routing).back(),
                "rule pref 7 table 100 protocol keepalived Device or resource busy");
    EXPECT_EQ(report.rounds, kMaxRounds);
    EXPECT_FALSE(report.clean());
    EXPECT_THAT(kernel_.addresses().list(), IsEmpty());
}

TEST_F(ReleaserOfRouting, StopsIfItMayNotRemove) {
    table_.before_remove = [](const RoutingEntry&) {
        return make_error_code(std::errc::operation_not_permitted);
    };

    const auto report = release();

    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.permission_denied());
}

TEST_F(ReleaserOfRouting, ReleasesTheAddressesEvenIfRoutesCannotBeRead) {
    table_.refuse_to_list = make_error_code(std::errc::no_buffer_space);

    const auto report = release();

    EXPECT_THAT(kernel_.addresses().list(), IsEmpty());
    EXPECT_EQ(report.routing_error, std::errc::no_buffer_space);
    EXPECT_FALSE(report.clean());
    EXPECT_THAT(table_.entries(), SizeIs(3));
}

TEST_F(ReleaserOfRouting, IsNotSettledWhileSomebodyHoldsARoute) {
    input_.holders = {
        {.pid = 124, .vips = std::vector<Vip>{}, .routing = lines({line(route("10.1.0.0/24"))})}};

    const auto report = release();

    EXPECT_THAT(verdicts(report.routing_kept),
                ElementsAre("route 10.1.0.0/24 dev eth0 proto keepalived: held",
                            "route 10.2.0.0/24 dev eth0 proto keepalived: undeclared"));
    EXPECT_TRUE(report.verified());
    EXPECT_FALSE(report.settled());
}

TEST_F(ReleaserOfRouting, IsNotVerifiedWithASuspect) {
    input_.routing = lines({line(of(kStatic, route("10.3.0.0/24")))});
    table_.put(of(kStatic, route("10.3.0.0/24")));

    const auto report =
        Releaser{kernel_.addresses(), kernel_.links(), {.table = &table_, .protocols = {4, 18}}}.release(
            planner_for(input_));

    EXPECT_TRUE(report.clean());
    EXPECT_TRUE(report.has_suspects());
    EXPECT_FALSE(report.verified());
}

TEST_F(ReleaserOfRouting, LooksAtNoRouteWithoutAView) {
    const auto report = Releaser{kernel_.addresses(), kernel_.links()}.release(planner_for(input_));

    EXPECT_THAT(report.routing, IsEmpty());
    EXPECT_TRUE(report.settled());
    EXPECT_THAT(table_.entries(), SizeIs(3));
}

}  // namespace
}  // namespace vipwarden::release
