// SPDX-License-Identifier: MIT
// Host addresses that are secondaries of a VIP survive its removal.
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
using testing::Eq;
using testing::InSequence;
using testing::IsEmpty;
using testing::Return;
using testing::SizeIs;
using testing::StrictMock;

TEST(Releaser, PromotesSecondariesOnlyAroundTheOneBatchOfRemovals) {
    StrictMock<MockAddressTable> addresses;
    StrictMock<MockLinkTable> links;
    const auto first = on(2, "10.0.0.100/24");
    const auto second = secondary(on(2, "10.0.0.101/24"));
    const auto host = secondary(on(2, "10.0.0.1/24"));
    EXPECT_CALL(links, list()).WillRepeatedly(Return(eth0_and_eth1()));
    {
        const InSequence in_this_order;
        EXPECT_CALL(addresses, list()).WillOnce(Return(std::vector{first, second, host}));
        EXPECT_CALL(links, set_promote_secondaries(2, true)).WillOnce(Return(std::error_code{}));
        EXPECT_CALL(addresses, remove(ElementsAre(second, first)))
            .WillOnce(Return(std::vector<std::error_code>(2)));
        EXPECT_CALL(links, set_promote_secondaries(2, false)).WillOnce(Return(std::error_code{}));
        EXPECT_CALL(addresses, list()).WillRepeatedly(Return(std::vector{on(2, "10.0.0.1/24")}));
    }

    const auto report = Releaser{addresses, links}.release(
        planner_for({vip("10.0.0.100/24", "eth0"), vip("10.0.0.101/24", "eth0")}));

    EXPECT_TRUE(report.clean());
    EXPECT_THAT(report.restores, IsEmpty());
}

/// The VIP 10.0.0.100/24 is eth0's primary, the host's 10.0.0.1/24 and 10.0.0.2/24 are its secondaries.
class ReleaserWithHostSecondaries : public testing::Test {
 protected:
    void put_addresses() {
        kernel_.put(on(2, "10.0.0.100/24"));
        auto labelled = on(2, "10.0.0.1/24");
        labelled.label = "eth0:1";
        labelled.broadcast = ip("10.0.0.255");
        kernel_.put(labelled);
        kernel_.put(on(2, "10.0.0.2/24"));
        kernel_.put(on(3, "10.0.0.3/24"));
    }

    FakeKernel kernel_{eth0_and_eth1()};
    Releaser::Planner planner_ = planner_for({vip("10.0.0.100/24", "eth0")});
};

TEST_F(ReleaserWithHostSecondaries, KeepsThemAndLeavesTheSysctlOff) {
    put_addresses();
    std::vector<bool> while_removing;
    kernel_.before_remove = [&](const InterfaceAddress&) {
        while_removing = {promotes(kernel_, 2), promotes(kernel_, 3)};
        return std::error_code{};
    };

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(texts(kernel_.addresses().list()),
                ElementsAre("2 10.0.0.1/24 label eth0:1", "2 10.0.0.2/24", "3 10.0.0.3/24"));
    EXPECT_THAT(while_removing, ElementsAre(true, false));
    EXPECT_FALSE(promotes(kernel_, 2));
    EXPECT_THAT(report.restores, IsEmpty());
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithHostSecondaries, KeepsThemAndLeavesTheSysctlOn) {
    put_addresses();
    ASSERT_FALSE(kernel_.links().set_promote_secondaries(2, true));

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(texts(kernel_.addresses().list()),
                ElementsAre("2 10.0.0.1/24 label eth0:1", "2 10.0.0.2/24", "3 10.0.0.3/24"));
    EXPECT_TRUE(promotes(kernel_, 2));
    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithHostSecondaries, PutsThemBackExactlyIfTheSysctlCannotBeSet) {
    put_addresses();
    kernel_.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    auto expected = kernel_.addresses().list();
    expected.erase(expected.begin());
    expected.front().flags &= ~netlink::kFlagSecondary;  // The kernel's decision: it is the first now.

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(kernel_.addresses().list(), Eq(expected));
    EXPECT_THAT(outcomes(report.restores),
                ElementsAre("eth0 10.0.0.1/24 label eth0:1 restored", "eth0 10.0.0.2/24 restored"));
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.rounds, 1);
}

TEST_F(ReleaserWithHostSecondaries, PutsThemBackOnceThoughTheVipComesBackAgain) {
    put_addresses();
    kernel_.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    int times = 0;
    kernel_.after_remove = [&](const InterfaceAddress& entry) {
        if (++times < 3) {
            kernel_.put(entry);
        }
    };

    const auto report = release(kernel_, planner_);

    EXPECT_THAT(texts(kernel_.addresses().list()),
                ElementsAre("2 10.0.0.1/24 label eth0:1", "2 10.0.0.2/24", "3 10.0.0.3/24"));
    EXPECT_THAT(outcomes(report.restores),
                ElementsAre("eth0 10.0.0.1/24 label eth0:1 restored", "eth0 10.0.0.2/24 restored"));
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.rounds, 3);
}

TEST_F(ReleaserWithHostSecondaries, RestoresTheSysctlIfTheRemovalThrows) {
    StrictMock<MockAddressTable> addresses;
    put_addresses();
    EXPECT_CALL(addresses, list()).WillOnce(Return(kernel_.addresses().list()));
    EXPECT_CALL(addresses, remove(_)).WillOnce([&](auto) -> std::vector<std::error_code> {
        EXPECT_TRUE(promotes(kernel_, 2));
        throw std::bad_alloc{};
    });
    Releaser releaser{addresses, kernel_.links()};

    EXPECT_THROW((void)releaser.release(planner_), std::bad_alloc);

    EXPECT_FALSE(promotes(kernel_, 2));
}

TEST_F(ReleaserWithHostSecondaries, RestoresTheSysctlIfTheReadBackFails) {
    StrictMock<MockAddressTable> addresses;
    put_addresses();
    EXPECT_CALL(addresses, list())
        .WillOnce(Return(kernel_.addresses().list()))
        .WillOnce(testing::Throw(std::system_error{make_error_code(std::errc::io_error)}));
    EXPECT_CALL(addresses, remove(_)).WillOnce(Return(std::vector<std::error_code>(1)));
    Releaser releaser{addresses, kernel_.links()};

    EXPECT_THROW((void)releaser.release(planner_), std::system_error);

    EXPECT_FALSE(promotes(kernel_, 2));
}

TEST_F(ReleaserWithHostSecondaries, RestoresTheOtherSysctlsIfOneSettingThrows) {
    StrictMock<MockLinkTable> links;
    put_addresses();
    kernel_.put(on(3, "10.1.0.100/24"));
    kernel_.put(on(3, "10.1.0.1/24"));
    EXPECT_CALL(links, list()).WillOnce(Return(eth0_and_eth1()));
    EXPECT_CALL(links, set_promote_secondaries(2, true)).WillOnce(Return(std::error_code{}));
    EXPECT_CALL(links, set_promote_secondaries(3, true)).WillOnce(testing::Throw(std::bad_alloc{}));
    EXPECT_CALL(links, set_promote_secondaries(2, false)).WillOnce(testing::Throw(std::bad_alloc{}));
    EXPECT_CALL(links, set_promote_secondaries(3, false)).WillOnce(Return(std::error_code{}));
    Releaser releaser{kernel_.addresses(), links};
    const auto planner = planner_for({vip("10.0.0.100/24", "eth0"), vip("10.1.0.100/24", "eth1")});

    EXPECT_THROW((void)releaser.release(planner), std::bad_alloc);
}

TEST_F(ReleaserWithHostSecondaries, SwitchesOnlyThatSysctlOffThatItSwitchedOn) {
    StrictMock<MockLinkTable> links;
    put_addresses();
    kernel_.put(on(3, "10.1.0.100/24"));
    kernel_.put(on(3, "10.1.0.1/24"));
    EXPECT_CALL(links, list()).WillRepeatedly(Return(eth0_and_eth1()));
    EXPECT_CALL(links, set_promote_secondaries(2, true))
        .WillOnce(Return(make_error_code(std::errc::read_only_file_system)));
    EXPECT_CALL(links, set_promote_secondaries(3, true)).WillOnce(Return(std::error_code{}));
    EXPECT_CALL(links, set_promote_secondaries(3, false)).WillOnce(Return(std::error_code{}));
    Releaser releaser{kernel_.addresses(), links};

    const auto report =
        releaser.release(planner_for({vip("10.0.0.100/24", "eth0"), vip("10.1.0.100/24", "eth1")}));

    EXPECT_TRUE(report.clean());
}

TEST_F(ReleaserWithHostSecondaries, GoesOnIfTheBatchCannotBeSentWhole) {
    // The first message of the batch went out and took the host's addresses along, the next could not be
    // sent.
    StrictMock<MockAddressTable> addresses;
    put_addresses();
    kernel_.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    EXPECT_CALL(addresses, list()).WillRepeatedly([&] { return kernel_.addresses().list(); });
    EXPECT_CALL(addresses, add(_)).Times(2).WillRepeatedly([&](const InterfaceAddress& entry) {
        return kernel_.addresses().add(entry);
    });
    EXPECT_CALL(addresses, remove(SizeIs(1)))
        .WillOnce([&](std::span<const InterfaceAddress> entries) -> std::vector<std::error_code> {
            (void)kernel_.addresses().remove(entries);
            throw std::system_error{make_error_code(std::errc::no_buffer_space)};
        });

    const auto report = Releaser{addresses, kernel_.links()}.release(planner_);

    EXPECT_THAT(texts(kernel_.addresses().list()),
                ElementsAre("2 10.0.0.1/24 label eth0:1", "2 10.0.0.2/24", "3 10.0.0.3/24"));
    EXPECT_THAT(outcomes(report.removals), ElementsAre("10.0.0.100/24 No buffer space available"));
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, TriesAgainToPutBackWhatWentAlong) {
    StrictMock<MockAddressTable> addresses;
    FakeKernel kernel{eth0_and_eth1()};
    kernel.put(on(2, "10.0.0.100/24"));
    kernel.put(on(2, "10.0.0.1/24"));
    kernel.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    EXPECT_CALL(addresses, list()).WillRepeatedly([&] { return kernel.addresses().list(); });
    EXPECT_CALL(addresses, remove(_)).WillOnce([&](std::span<const InterfaceAddress> entries) {
        return kernel.addresses().remove(entries);
    });
    EXPECT_CALL(addresses, add(_))
        .WillOnce(Return(make_error_code(std::errc::no_buffer_space)))
        .WillOnce([&](const InterfaceAddress& entry) { return kernel.addresses().add(entry); });

    const auto report =
        Releaser{addresses, kernel.links()}.release(planner_for({vip("10.0.0.100/24", "eth0")}));

    EXPECT_THAT(texts(kernel.addresses().list()), ElementsAre("2 10.0.0.1/24"));
    EXPECT_THAT(outcomes(report.restores), ElementsAre("eth0 10.0.0.1/24 restored"));
    EXPECT_EQ(report.rounds, 2);
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, PutsNothingBackOnAnInterfaceThatVanishedMeanwhile) {
    FakeKernel kernel{{{.index = 2, .name = "vlan7", .kind = "vlan"}}};
    kernel.put(on(2, "10.0.0.100/24"));
    kernel.put(on(2, "10.0.0.1/24"));
    kernel.after_remove = [&](const InterfaceAddress&) { (void)kernel.links().remove(2); };

    const auto report = release(kernel, planner_for({vip("10.0.0.100/24", "vlan7")}));

    EXPECT_THAT(report.restores, IsEmpty());
    EXPECT_EQ(report.rounds, 1);
    EXPECT_TRUE(report.clean());
}

TEST(Releaser, StopsTryingToPutBackOnceTheInterfaceIsGone) {
    StrictMock<MockAddressTable> addresses;
    FakeKernel kernel{{{.index = 2, .name = "vlan7", .kind = "vlan"}}};
    kernel.put(on(2, "10.0.0.100/24"));
    kernel.put(on(2, "10.0.0.1/24"));
    kernel.refuse_link_changes = make_error_code(std::errc::read_only_file_system);
    EXPECT_CALL(addresses, list()).WillRepeatedly([&] { return kernel.addresses().list(); });
    EXPECT_CALL(addresses, remove(_)).WillOnce([&](std::span<const InterfaceAddress> entries) {
        return kernel.addresses().remove(entries);
    });
    EXPECT_CALL(addresses, add(_)).WillOnce([&](const InterfaceAddress& entry) {
        kernel.refuse_link_changes.clear();
        (void)kernel.links().remove(2);
        return kernel.addresses().add(entry);
    });

    const auto report =
        Releaser{addresses, kernel.links()}.release(planner_for({vip("10.0.0.100/24", "vlan7")}));

    EXPECT_THAT(outcomes(report.restores), ElementsAre("vlan7 10.0.0.1/24 No such device"));
    EXPECT_EQ(report.rounds, 1);
}

TEST(Releaser, PutsNothingBackThatDidNotGoAlong) {
    FakeKernel kernel{eth0_and_eth1()};
    const auto other_subnet = on(2, "10.0.1.1/24");
    const auto without_secondaries = on(2, "2001:db8::1/64");
    for (const auto& entry :
         {on(2, "10.0.0.100/24"), other_subnet, on(2, "2001:db8::100/64"), without_secondaries}) {
        kernel.put(entry);
    }
    kernel.after_remove = [&](const InterfaceAddress& entry) {
        if (entry.local == ip("10.0.0.100")) {  // Somebody else removes theirs meanwhile.
            (void)kernel.addresses().remove(std::vector{other_subnet, without_secondaries});
        }
    };

    const auto report =
        release(kernel, planner_for({vip("10.0.0.100/24", "eth0"), vip("2001:db8::100/64", "eth0")}));

    EXPECT_THAT(kernel.addresses().list(), IsEmpty());
    EXPECT_THAT(report.restores, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::release
