// SPDX-License-Identifier: MIT
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "tests/contract/address_table_contract.hpp"

namespace vipwarden::contract {
namespace {

using netlink::Family;
using netlink::InterfaceAddress;
using support::entry;
using support::ip;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

const std::error_code kSuccess{};

class AddressListing : public AddressTableContract {};

INSTANTIATE_TEST_SUITE_P(, AddressListing, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(AddressListing, ListsNothingWhereNothingIs) {
    EXPECT_THAT(addresses().list(), IsEmpty());
}

TEST_P(AddressListing, ListsAnIpv4EntryWithAllThatItWasAddedWith) {
    const InterfaceAddress address{.ifindex = kEth0,
                                   .local = ip("172.31.161.42"),
                                   .prefix_length = 24,
                                   .peer = ip("172.31.161.9"),
                                   .broadcast = ip("172.31.161.255"),
                                   .label = "eth0::1",
                                   .scope = RT_SCOPE_LINK,
                                   .flags = IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE,
                                   .metric = 77,
                                   .protocol = netlink::kProtocolKeepalived};

    add({address});

    EXPECT_THAT(addresses().list(), ElementsAre(address));
}

TEST_P(AddressListing, ListsAnIpv6EntryWithAllThatItWasAddedWith) {
    const InterfaceAddress address{.ifindex = kEth0,
                                   .local = ip("2001:db8::42"),
                                   .prefix_length = 64,
                                   .peer = ip("2001:db8::9"),
                                   .flags = IFA_F_PERMANENT | IFA_F_NODAD | IFA_F_NOPREFIXROUTE,
                                   .metric = 77,
                                   .protocol = netlink::kProtocolKeepalived};

    add({address});

    EXPECT_THAT(addresses().list(), ElementsAre(address));
}

TEST_P(AddressListing, ListsThoseOfOneInterfaceAndFamilyAlone) {
    const auto wanted = std::vector{entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.1.0.1", 32)};
    add(wanted);
    add({entry(kEth0, "2001:db8::1", 64), entry(kEth1, "10.0.0.9", 24)});

    const auto listed = addresses().list_on(kEth0, Family::ipv4);

    ASSERT_THAT(listed, SizeIs(2));
    EXPECT_EQ(listed.at(0).local, ip("10.0.0.1"));
    EXPECT_EQ(listed.at(1).local, ip("10.1.0.1"));
    EXPECT_THAT(addresses().list_on(kEth0, Family::ipv6), SizeIs(1));
    EXPECT_THAT(addresses().list_on(kEth1, Family::ipv6), IsEmpty());
    EXPECT_THAT(addresses().list_on(4711, Family::ipv4), IsEmpty());
}

TEST_P(AddressListing, KeepsLifetimes) {
    auto ipv4 = entry(kEth0, "10.0.0.1", 24);
    ipv4.valid_seconds = 7200;
    ipv4.preferred_seconds = 3600;
    auto ipv6 = ipv4;
    ipv6.local = ip("2001:db8::1");

    add({ipv4, ipv6});

    // The kernel counts them down.
    using ::testing::Field;
    EXPECT_THAT(addresses().list(),
                AllOf(SizeIs(2), Each(Field(&InterfaceAddress::valid_seconds, AllOf(Le(7200U), Ge(7100U)))),
                      Each(Field(&InterfaceAddress::preferred_seconds, AllOf(Le(3600U), Ge(3500U))))));
}

TEST_P(AddressListing, MarksWhatLivesForeverAsPermanentAndNothingElse) {
    auto passing = entry(kEth0, "10.0.0.1", 32);
    passing.valid_seconds = 7200;
    passing.preferred_seconds = 3600;
    passing.flags = IFA_F_PERMANENT;

    add({passing, entry(kEth0, "10.0.0.2", 32)});

    const auto listed = addresses().list();
    ASSERT_THAT(listed, SizeIs(2));
    EXPECT_EQ(listed[0].flags, 0U);
    EXPECT_EQ(listed[1].flags, IFA_F_PERMANENT);
}

TEST_P(AddressListing, LabelsAnIpv4EntryWithItsInterfaceIfNothingElseIsAsked) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 128)});

    const auto listed = addresses().list();
    ASSERT_THAT(listed, SizeIs(2));
    EXPECT_EQ(listed[0].label, "eth0");
    EXPECT_EQ(listed[1].label, "");
}

TEST_P(AddressListing, TakesAPeerEqualToTheLocalAddressForNone) {
    add({with_peer(entry(kEth0, "10.0.0.1", 32), "10.0.0.1")});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32"));
}

TEST_P(AddressListing, DerivesTheScopeOfIpv6FromItsBytes) {
    add({with_scope(entry(kEth0, "2001:db8::1", 64), RT_SCOPE_HOST), entry(kEth0, "fec0::1", 64),
         entry(kEth0, "fe80::1", 64), entry(1, "::1", 128)});

    std::vector<int> scopes;
    for (const auto& address : addresses().list()) {
        scopes.push_back(address.scope);
    }
    EXPECT_THAT(scopes, ElementsAre(RT_SCOPE_HOST, RT_SCOPE_UNIVERSE, RT_SCOPE_SITE, RT_SCOPE_LINK));
}

TEST_P(AddressListing, ListsByInterfaceAndThereIpv4First) {
    add({entry(kEth1, "10.1.0.1", 24), entry(kEth0, "2001:db8::1", 64), entry(kEth0, "10.0.0.1", 24)});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24", "3 2001:db8::1/64", "5 10.1.0.1/24"));
}

TEST_P(AddressListing, ListsPrimariesBeforeSecondaries) {
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth0, "10.1.0.1", 24),
         entry(kEth0, "10.1.0.2", 24)});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24", "3 10.1.0.1/24", "3 10.0.0.2/24 secondary",
                                       "3 10.1.0.2/24 secondary"));
}

TEST_P(AddressListing, ListsPrimariesOfNarrowScopeFirst) {
    add({entry(kEth0, "10.0.0.1", 32), with_scope(entry(kEth0, "10.0.0.2", 32), RT_SCOPE_HOST),
         with_scope(entry(kEth0, "10.0.0.3", 32), RT_SCOPE_LINK),
         with_scope(entry(kEth0, "10.0.0.4", 32), RT_SCOPE_LINK)});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.2/32", "3 10.0.0.3/32", "3 10.0.0.4/32", "3 10.0.0.1/32"));
}

TEST_P(AddressListing, MakesASecondaryOfWhatFollowsInTheSameSubnetWithTheSameMask) {
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 25), entry(kEth0, "10.0.1.1", 24),
         entry(kEth1, "10.0.0.3", 24), entry(kEth0, "10.0.0.255", 24)});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24", "3 10.0.0.2/25", "3 10.0.1.1/24",
                                       "3 10.0.0.255/24 secondary", "5 10.0.0.3/24"));
}

TEST_P(AddressListing, DecidesForItselfWhatIsASecondary) {
    auto was_secondary = entry(kEth0, "10.0.0.1", 24);
    was_secondary.flags = netlink::kFlagSecondary;

    add({was_secondary});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24"));
}

TEST_P(AddressListing, TakesAllOfPrefixLengthZeroForOneSubnet) {
    add({entry(kEth0, "172.31.161.42", 0), entry(kEth0, "10.0.0.1", 0), entry(kEth0, "10.0.0.2", 32)});

    EXPECT_THAT(present(), ElementsAre("3 172.31.161.42/0", "3 10.0.0.2/32", "3 10.0.0.1/0 secondary"));
}

TEST_P(AddressListing, JudgesTheSubnetByThePeer) {
    add({with_peer(entry(kEth0, "10.0.0.1", 24), "10.0.1.1"), entry(kEth0, "10.0.0.2", 24),
         entry(kEth0, "10.0.1.2", 24)});

    EXPECT_THAT(present(),
                ElementsAre("3 10.0.0.1 peer 10.0.1.1/24", "3 10.0.0.2/24", "3 10.0.1.2/24 secondary"));
}

TEST_P(AddressListing, NeverMakesSecondariesOfIpv6) {
    add({entry(kEth0, "2001:db8::1", 64), entry(kEth0, "2001:db8::2", 64)});

    EXPECT_THAT(present(), ::testing::UnorderedElementsAre("3 2001:db8::1/64", "3 2001:db8::2/64"));
}

TEST_P(AddressListing, ChangesNothingByAddingWhatIsThere) {
    add({labelled(entry(kEth0, "10.0.0.1", 24), "eth0:old"), entry(kEth0, "10.0.0.2", 24)});
    const auto before = addresses().list();

    add({labelled(entry(kEth0, "10.0.0.1", 24), "eth0:new"), entry(kEth0, "10.0.0.2", 24)});

    EXPECT_EQ(addresses().list(), before);
}

TEST_P(AddressListing, TakesTheSameIpUnderAnotherPrefixForAnotherEntryInIpv4) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.1", 0)});

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32", "3 10.0.0.1/24", "3 10.0.0.1/0"));
}

TEST_P(AddressListing, TakesTheSameIpUnderAnotherPrefixForTheSameEntryInIpv6) {
    add({entry(kEth0, "2001:db8::1", 64), entry(kEth0, "2001:DB8:0::1", 128)});

    EXPECT_THAT(present(), ElementsAre("3 2001:db8::1/64"));
}

TEST_P(AddressListing, RefusesToAddWhatCantBe) {
    add({entry(kEth0, "10.0.0.1", 24)});

    EXPECT_EQ(addresses().add(entry(kNoSuchLink, "10.0.0.2", 24)), std::errc::no_such_device);
    EXPECT_EQ(addresses().add(entry(kNoSuchLink, "2001:db8::2", 64)), std::errc::no_such_device);
    EXPECT_EQ(addresses().add(entry(kEth0, "10.0.0.2", 33)), std::errc::invalid_argument);
    EXPECT_EQ(addresses().add(entry(kEth0, "2001:db8::2", 129)), std::errc::invalid_argument);
    EXPECT_EQ(addresses().add(with_scope(entry(kEth0, "10.0.0.2", 24), RT_SCOPE_LINK)),
              std::errc::invalid_argument);
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24"));
}

}  // namespace
}  // namespace vipwarden::contract
