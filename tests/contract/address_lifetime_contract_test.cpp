// SPDX-License-Identifier: MIT
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "tests/contract/address_table_contract.hpp"

namespace vipwarden::contract {
namespace {

using netlink::InterfaceAddress;
using netlink::kForever;
using support::entry;
using support::ip;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::error_code kSuccess{};
const auto kNotThere = make_error_code(std::errc::address_not_available);

class AddressLifetime : public AddressTableContract {
 protected:
    std::vector<std::error_code> set_lifetime(const std::vector<InterfaceAddress>& entries,
                                              std::uint32_t seconds) {
        return addresses().set_lifetime(entries, seconds);
    }
};

INSTANTIATE_TEST_SUITE_P(, AddressLifetime, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

/// The same with another lifetime, as the next dump shows it.
InterfaceAddress living(InterfaceAddress address, std::uint32_t seconds) {
    address.valid_seconds = seconds;
    address.preferred_seconds = address.preferred_seconds == 0 ? 0 : seconds;
    address.flags &= ~std::uint32_t{IFA_F_PERMANENT};
    address.flags |= seconds == kForever ? std::uint32_t{IFA_F_PERMANENT} : 0;
    return address;
}

TEST_P(AddressLifetime, ChangesNothingElseOfAnEntry) {
    auto ipv4 = with_peer(labelled(entry(kEth0, "10.0.0.1", 24), "eth0:vip"), "10.0.0.9");
    ipv4.broadcast = ip("10.0.0.255");
    ipv4.scope = RT_SCOPE_LINK;
    ipv4.flags = IFA_F_NOPREFIXROUTE;
    ipv4.metric = 7;
    auto ipv6 = with_peer(entry(kEth0, "2001:db8::1", 64), "2001:db8::9");
    ipv6.flags = IFA_F_NOPREFIXROUTE | IFA_F_HOMEADDRESS;
    ipv6.metric = 7;
    auto deprecated = entry(kEth0, "2001:db8::2", 128);
    deprecated.preferred_seconds = 0;
    add({ipv4, ipv6, deprecated});
    const auto before = addresses().list();

    EXPECT_THAT(set_lifetime(before, 1000), ElementsAre(kSuccess, kSuccess, kSuccess));
    EXPECT_THAT(addresses().list(),
                ElementsAre(living(before[0], 1000), living(before[1], 1000), living(before[2], 1000)));

    EXPECT_THAT(set_lifetime(addresses().list(), kForever), ElementsAre(kSuccess, kSuccess, kSuccess));
    EXPECT_EQ(addresses().list(), before);
}

TEST_P(AddressLifetime, KeepsWhoMadeTheEntry) {
    auto ipv4 = entry(kEth0, "10.0.0.1", 32);
    ipv4.protocol = netlink::kProtocolKeepalived;
    auto ipv6 = entry(kEth0, "2001:db8::1", 128);
    ipv6.protocol = netlink::kProtocolKeepalived;
    add({ipv4, ipv6});
    if (addresses().list().front().protocol != netlink::kProtocolKeepalived) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: IFA_PROTO needs Linux 5.18";
    }

    EXPECT_THAT(set_lifetime(addresses().list(), 1000), ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(addresses().list(), Each(Field(&InterfaceAddress::protocol, netlink::kProtocolKeepalived)));
}

TEST_P(AddressLifetime, NeverCreatesAnEntry) {
    add({entry(kEth0, "10.0.0.1", 32)});

    EXPECT_THAT(
        set_lifetime({entry(kEth0, "10.0.0.2", 32), entry(kEth0, "10.0.0.1", 24),
                      with_peer(entry(kEth0, "10.0.0.1", 32), "10.0.0.9"), entry(kEth1, "10.0.0.1", 32),
                      entry(kEth0, "2001:db8::1", 128), entry(kEth0, "2001:db8::2", 64),
                      entry(kNoSuchLink, "10.0.0.1", 32), entry(kNoSuchLink, "2001:db8::1", 128)},
                     1000),
        AllOf(SizeIs(8), Each(kNotThere)));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32"));
    EXPECT_EQ(addresses().list().front().valid_seconds, kForever);
}

TEST_P(AddressLifetime, CreatesNoPeerOfALabelledEntryThatIsGone) {
    const auto vip = with_peer(labelled(entry(kEth0, "10.0.0.1", 24), "eth0:vip"), "10.0.0.9");
    add({vip});
    const auto listed = addresses().list();
    ASSERT_THAT(remove(listed), ElementsAre(kSuccess));

    EXPECT_THAT(set_lifetime(listed, 1000), ElementsAre(kNotThere));

    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(AddressLifetime, GivesEachEntryItsOwnResultAndGoesOnAfterAFailure) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 128), entry(kEth0, "10.0.0.3", 32)});

    EXPECT_THAT(
        set_lifetime(
            {entry(kEth0, "10.0.0.1", 32), entry(kEth0, "10.0.0.2", 32), entry(kEth0, "224.0.0.99", 32),
             entry(kEth0, "2001:db8::1", 128), entry(kEth0, "10.0.0.3", 32)},
            1000),
        ElementsAre(kSuccess, kNotThere, make_error_code(std::errc::not_supported), kSuccess, kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32", "3 10.0.0.3/32", "3 2001:db8::1/128"));
    EXPECT_THAT(addresses().list(), Each(Field(&InterfaceAddress::valid_seconds, 1000)));
}

TEST_P(AddressLifetime, LeavesPrimariesAndSecondariesWhatTheyAre) {
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth0, "10.0.0.3", 24)});

    EXPECT_THAT(set_lifetime({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.3", 24)}, 1000),
                ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(present(),
                ElementsAre("3 10.0.0.1/24", "3 10.0.0.2/24 secondary", "3 10.0.0.3/24 secondary"));
}

TEST_P(AddressLifetime, ChangesTwoThousandInOneBatch) {
    std::vector<InterfaceAddress> vips;
    for (int number = 0; number < 2000; ++number) {
        vips.push_back(entry(kEth0, fmt::format("10.1.{}.{}", number / 250, number % 250), 32));
    }
    add(vips);

    EXPECT_THAT(set_lifetime(vips, 1000), AllOf(SizeIs(2000), Each(kSuccess)));

    EXPECT_THAT(
        addresses().list(),
        AllOf(SizeIs(2000), Each(Field(&InterfaceAddress::valid_seconds,
                                       ::testing::AllOf(::testing::Ge(900U), ::testing::Le(1000U))))));
}

}  // namespace
}  // namespace vipwarden::contract
