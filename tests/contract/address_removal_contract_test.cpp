// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <linux/rtnetlink.h>

#include "tests/contract/address_table_contract.hpp"

namespace vipwarden::contract {
namespace {

using netlink::InterfaceAddress;
using support::entry;
using support::ip;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::error_code kSuccess{};

class AddressRemoval : public AddressTableContract {};

INSTANTIATE_TEST_SUITE_P(, AddressRemoval, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(AddressRemoval, RemovesNothingWhenNothingIsAsked) {
    add({entry(kEth0, "10.0.0.1", 24)});

    EXPECT_THAT(remove({}), IsEmpty());
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24"));
}

TEST_P(AddressRemoval, RemovesWhatItListed) {
    auto full = with_peer(labelled(entry(kEth0, "10.0.0.1", 24), "eth0:1"), "10.0.0.9");
    full.broadcast = ip("10.0.0.255");
    full.scope = RT_SCOPE_LINK;
    full.metric = 5;
    add({full, entry(kEth0, "10.0.0.1", 0), entry(kEth0, "2001:db8::1", 64),
         with_peer(entry(kEth1, "2001:db8::2", 128), "2001:db8::9")});

    EXPECT_THAT(remove(addresses().list()), ElementsAre(kSuccess, kSuccess, kSuccess, kSuccess));

    EXPECT_THAT(addresses().list(), IsEmpty());
}

TEST_P(AddressRemoval, FindsWhatWasSilencedBefore) {
    const std::vector vips{entry(kEth0, "10.0.0.1", 32), entry(kEth1, "10.0.0.2", 24),
                           entry(kEth0, "2001:db8::1", 128)};
    add(vips);

    addresses().silence({});
    addresses().silence(std::vector{entry(4711, "10.0.0.1", 32), entry(kEth0, "10.0.0.3", 32)});
    addresses().silence(addresses().list());

    EXPECT_THAT(addresses().list(), SizeIs(3));
    EXPECT_THAT(remove(vips), Each(kSuccess));
    EXPECT_THAT(addresses().list(), IsEmpty());
}

TEST_P(AddressRemoval, RemovesExactlyThisPrefix) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.1", 0)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 24)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32", "3 10.0.0.1/0"));

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 0)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32"));

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 25)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32"));
}

TEST_P(AddressRemoval, RemovesExactlyThisPrefixOfIpv6) {
    add({entry(kEth0, "2001:db8::1", 64)});

    EXPECT_THAT(remove({entry(kEth0, "2001:db8::1", 128)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 2001:db8::1/64"));

    EXPECT_THAT(remove({entry(kEth0, "2001:DB8:0::1", 64)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(AddressRemoval, RemovesExactlyThisPeer) {
    add({entry(kEth0, "10.0.0.1", 32), with_peer(entry(kEth0, "10.0.0.1", 32), "10.0.0.8"),
         with_peer(entry(kEth0, "10.0.0.1", 32), "10.0.0.9")});

    EXPECT_THAT(remove({with_peer(entry(kEth0, "10.0.0.1", 32), "10.0.0.8")}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32", "3 10.0.0.1 peer 10.0.0.9/32"));

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1 peer 10.0.0.9/32"));
}

TEST_P(AddressRemoval, RemovesExactlyThisLabel) {
    add({labelled(entry(kEth0, "10.0.0.1", 32), "eth0:1")});

    EXPECT_THAT(remove({labelled(entry(kEth0, "10.0.0.1", 32), "eth0:2")}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/32 label eth0:1"));

    EXPECT_THAT(remove({labelled(entry(kEth0, "10.0.0.1", 32), "eth0:1")}), ElementsAre(kSuccess));
    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(AddressRemoval, RemovesAnyLabelWhenNoneIsGiven) {
    add({labelled(entry(kEth0, "10.0.0.1", 32), "eth0:1")});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32)}), ElementsAre(kSuccess));

    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(AddressRemoval, RemovesOnThisInterfaceOnly) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth1, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 128),
         entry(kEth1, "2001:db8::1", 128)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32), entry(kEth1, "2001:db8::1", 128)}),
                ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 2001:db8::1/128", "5 10.0.0.1/32"));
}

TEST_P(AddressRemoval, TakesWhatIsGoneForASuccess) {
    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 64),
                        entry(kNoSuchLink, "10.0.0.1", 32), entry(kNoSuchLink, "2001:db8::1", 64)}),
                ElementsAre(kSuccess, kSuccess, kSuccess, kSuccess));
}

TEST_P(AddressRemoval, TakesWhatIsAskedTwiceForASuccess) {
    add({entry(kEth0, "10.0.0.1", 32)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "10.0.0.1", 32)}),
                ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(present(), IsEmpty());
}

TEST_P(AddressRemoval, TakesAVanishedInterfaceForASuccess) {
    add({entry(kVmac, "10.0.0.1", 32), entry(kVmac, "2001:db8::1", 64)});
    const auto listed = addresses().list();
    ASSERT_EQ(links().remove(kVmac), kSuccess);

    EXPECT_THAT(remove(listed), ElementsAre(kSuccess, kSuccess));
}

TEST_P(AddressRemoval, GivesEachEntryItsOwnResultAndGoesOnAfterAFailure) {
    add({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 64), entry(kEth0, "10.0.0.2", 32)});
    const std::error_code invalid = make_error_code(std::errc::invalid_argument);

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 32), entry(kEth0, "2001:db8::1", 200),
                        entry(kEth0, "10.0.0.9", 32), entry(kEth0, "10.0.0.2", 32)}),
                ElementsAre(kSuccess, invalid, kSuccess, kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 2001:db8::1/64"));
}

TEST_P(AddressRemoval, RemovesTwoThousandInOneBatch) {
    std::vector<InterfaceAddress> vips;
    for (int number = 0; number < 2000; ++number) {
        vips.push_back(entry(kEth0, fmt::format("10.1.{}.{}", number / 250, number % 250), 32));
    }
    add(vips);
    add({entry(kEth0, "10.2.0.1", 24)});
    std::reverse(vips.begin(), vips.end());

    EXPECT_THAT(remove(vips), AllOf(SizeIs(2000), Each(kSuccess)));

    EXPECT_THAT(present(), ElementsAre("3 10.2.0.1/24"));
}

}  // namespace
}  // namespace vipwarden::contract
