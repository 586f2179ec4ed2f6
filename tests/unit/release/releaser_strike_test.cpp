// SPDX-License-Identifier: MIT
// The release that is prepared before it is needed: what it does at once, and how the whole release goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/releasing.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::release {
namespace {

using netlink::InterfaceAddress;
using support::FakeKernel;
using testing::ElementsAre;
using testing::InSequence;
using testing::IsEmpty;
using testing::Return;
using testing::StrictMock;
using testing::Throw;

const std::vector<Vip> kTwoVips{vip("10.0.0.100/32", "eth0"), vip("10.0.0.101/32", "eth0")};

/// Two VIPs and an address of the host.
class ReleaserStrikes : public testing::Test {
 protected:
    void SetUp() override {
        for (const char* address : {"10.0.0.1/24", "10.0.0.100/32", "10.0.0.101/32"}) {
            kernel_.put(on(2, address));
        }
    }

    FakeKernel kernel_{eth0_and_eth1()};
    Releaser releaser_{kernel_.addresses(), kernel_.links()};
    Releaser::Planner planner_ = planner_for(kTwoVips);
};

TEST_F(ReleaserStrikes, RemovesWhatWasPlannedAndNothingElse) {
    const auto prepared = releaser_.prepare(planner_);
    kernel_.put(on(2, "10.0.0.102/32"));

    const auto struck = releaser_.strike(prepared);

    EXPECT_THAT(texts(kernel_.addresses().list()), ElementsAre("2 10.0.0.1/24", "2 10.0.0.102/32"));
    EXPECT_THAT(outcomes(struck.report.removals),
                ElementsAre("10.0.0.101/32 removed", "10.0.0.100/32 removed"));
    EXPECT_FALSE(struck.as_expected);  // There is one that nobody knew of.
}

TEST_F(ReleaserStrikes, ChangesNothingWhilePreparing) {
    const auto before = kernel_.addresses().list();

    const auto prepared = releaser_.prepare(planner_);

    EXPECT_EQ(kernel_.addresses().list(), before);
    EXPECT_EQ(prepared.expected, std::vector{before.front()});
}

TEST_F(ReleaserStrikes, IsContentWithWhatIsGoneAlready) {
    const auto prepared = releaser_.prepare(planner_);
    (void)kernel_.addresses().remove(prepared.entries);

    const auto struck = releaser_.strike(prepared);

    EXPECT_TRUE(struck.as_expected);
    EXPECT_TRUE(releaser_.release(planner_, struck).clean());
}

TEST_F(ReleaserStrikes, LeavesNothingToTheReleaseThatFollows) {
    const auto report = releaser_.release(planner_, releaser_.strike(releaser_.prepare(planner_)));

    EXPECT_THAT(outcomes(report.removals), ElementsAre("10.0.0.101/32 removed", "10.0.0.100/32 removed"));
    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.verified());
}

TEST_F(ReleaserStrikes, LetsTheReleaseRemoveWhatComesBack) {
    auto struck = releaser_.strike(releaser_.prepare(planner_));
    kernel_.put(on(2, "10.0.0.101/32"));

    const auto report = releaser_.release(planner_, std::move(struck));

    EXPECT_THAT(outcomes(report.removals),
                ElementsAre("10.0.0.101/32 removed", "10.0.0.100/32 removed", "10.0.0.101/32 removed"));
    EXPECT_EQ(report.rounds, 2);
    EXPECT_TRUE(report.verified());
}

TEST_F(ReleaserStrikes, PutsBackWhatGoesAlong) {
    kernel_.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    kernel_.put(on(2, "10.1.0.100/24"));
    kernel_.put(on(2, "10.1.0.1/24"));
    const auto planner = planner_for({vip("10.1.0.100/24", "eth0")});

    auto struck = releaser_.strike(releaser_.prepare(planner));

    EXPECT_FALSE(struck.as_expected);
    EXPECT_THAT(outcomes(struck.report.restores), ElementsAre("eth0 10.1.0.1/24 restored"));
    const auto report = releaser_.release(planner, std::move(struck));
    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.1.0.1/24 restored"));
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserStrikes, EndsWhenItMayNot) {
    kernel_.before_remove = [](const InterfaceAddress&) {
        return make_error_code(std::errc::operation_not_permitted);
    };

    const auto report = releaser_.release(planner_, releaser_.strike(releaser_.prepare(planner_)));

    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.permission_denied());
    EXPECT_FALSE(report.clean());
}

TEST(ReleaserStrike, DoesNothingWhereNothingIsToGo) {
    FakeKernel kernel{eth0_and_eth1()};
    Releaser releaser{kernel.addresses(), kernel.links()};
    const auto planner = planner_for(kTwoVips);

    const auto struck = releaser.strike(releaser.prepare(planner));

    EXPECT_EQ(struck.report.rounds, 0);
    EXPECT_EQ(releaser.release(planner, struck).rounds, 0);
}

TEST(ReleaserStrike, AsksForNothingButTheRemovalAndOneDumpOfTheAddresses) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    const auto first = on(2, "10.0.0.100/32");
    const auto second = on(2, "10.0.0.101/32");
    const InSequence in_this_order;
    EXPECT_CALL(addresses, list()).WillOnce(Return(std::vector{first, second}));
    EXPECT_CALL(links, list()).WillOnce(Return(eth0_and_eth1()));
    EXPECT_CALL(addresses, list_on(2, netlink::Family::ipv4)).WillOnce(Return(std::vector{first, second}));
    EXPECT_CALL(addresses, remove(ElementsAre(second, first)))
        .WillOnce(Return(std::vector<std::error_code>(2)));
    EXPECT_CALL(addresses, list_on(2, netlink::Family::ipv4))
        .WillOnce(Return(std::vector<InterfaceAddress>{}));
    Releaser releaser{addresses, links};

    EXPECT_TRUE(releaser.strike(releaser.prepare(planner_for(kTwoVips))).as_expected);
}

TEST(ReleaserStrike, LooksAtAllPlacesThatItRemovedFrom) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.100/32"));
    kernel.put(on(3, "10.0.0.101/32"));
    Releaser releaser{kernel.addresses(), kernel.links()};
    const auto planner = planner_for({vip("10.0.0.100/32", "eth0"), vip("10.0.0.101/32", "eth1")});
    auto prepared = releaser.prepare(planner);
    auto once_more = prepared;
    kernel.put(on(3, "10.0.0.102/32"));

    EXPECT_FALSE(releaser.strike(std::move(prepared)).as_expected);
    (void)kernel.addresses().remove(std::vector{on(3, "10.0.0.102/32")});
    EXPECT_TRUE(releaser.strike(std::move(once_more)).as_expected);
}

TEST(ReleaserStrike, TellsWhatItRemovedAndOwesTheRestIfItCanNotLook) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    const auto of_the_host = on(2, "10.0.0.1/24");
    const auto first = on(2, "10.0.0.100/32");
    EXPECT_CALL(addresses, list()).WillOnce(Return(std::vector{of_the_host, first}));
    EXPECT_CALL(links, list()).WillOnce(Return(eth0_and_eth1()));
    EXPECT_CALL(addresses, remove(ElementsAre(first))).WillOnce(Return(std::vector<std::error_code>(1)));
    EXPECT_CALL(addresses, list_on(2, netlink::Family::ipv4))
        .WillOnce(Return(std::vector{of_the_host, first}))
        .WillOnce(Throw(std::system_error{make_error_code(std::errc::too_many_files_open)}));
    Releaser releaser{addresses, links};

    const auto struck = releaser.strike(releaser.prepare(planner_for({vip("10.0.0.100/32", "eth0")})));

    EXPECT_FALSE(struck.as_expected);
    EXPECT_THAT(outcomes(struck.report.removals), ElementsAre("10.0.0.100/32 removed"));
    ASSERT_EQ(struck.owed.size(), 1U);
    EXPECT_EQ(struck.owed.front().address, of_the_host);
    EXPECT_EQ(struck.owed.front().interface, "eth0");
}

TEST(ReleaserStrike, SilencesManyBeforeItRemovesTheFirst) {
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.254/24"));
    std::vector<Vip> vips;
    for (int i = 0; i < 200; ++i) {
        vips.push_back(vip(fmt::format("10.0.0.{}/32", i + 1), "eth0"));
        kernel.put(on(2, fmt::format("10.0.0.{}/32", i + 1)));
    }
    std::vector<std::size_t> silenced_before;
    kernel.after_remove = [&](const InterfaceAddress&) { silenced_before.push_back(kernel.silenced.size()); };

    (void)release(kernel, planner_for(vips));

    EXPECT_EQ(silenced_before, std::vector<std::size_t>(200, 200));
}

}  // namespace
}  // namespace vipwarden::release
