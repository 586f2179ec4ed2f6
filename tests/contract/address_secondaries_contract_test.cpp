// SPDX-License-Identifier: MIT
#include <string>
#include <system_error>

#include <gmock/gmock.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "tests/contract/address_table_contract.hpp"

namespace vipwarden::contract {
namespace {

using support::entry;
using support::ip;
using ::testing::Each;
using ::testing::ElementsAre;

const std::error_code kSuccess{};

class AddressSecondaries : public AddressTableContract {};

INSTANTIATE_TEST_SUITE_P(, AddressSecondaries, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(AddressSecondaries, LosesTheSecondariesOfARemovedPrimary) {
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth0, "10.0.0.3", 25),
         entry(kEth0, "10.1.0.1", 24), entry(kEth0, "10.1.0.2", 24), entry(kEth0, "10.0.0.4", 24)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 24)}), ElementsAre(kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.3/25", "3 10.1.0.1/24", "3 10.1.0.2/24 secondary"));
}

TEST_P(AddressSecondaries, KeepsThePrimaryOfARemovedSecondary) {
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth0, "10.0.0.3", 24)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.2", 24)}), ElementsAre(kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24", "3 10.0.0.3/24 secondary"));
}

TEST_P(AddressSecondaries, RemovesInTheOrderAsked) {
    for (const auto link : {kEth0, kEth1}) {
        ASSERT_EQ(links().set_promote_secondaries(link, true), kSuccess);
        add({entry(link, "10.0.0.1", 24), entry(link, "10.1.0.1", 24), entry(link, "10.0.0.2", 24),
             entry(link, "10.1.0.2", 24)});
    }

    // Who is promoted last stands last.
    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.1.0.1", 24),
                        entry(kEth1, "10.1.0.1", 24), entry(kEth1, "10.0.0.1", 24)}),
                Each(kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.2/24", "3 10.1.0.2/24", "5 10.1.0.2/24", "5 10.0.0.2/24"));
}

TEST_P(AddressSecondaries, PromotesTheFirstSecondaryWhereThatIsOn) {
    ASSERT_EQ(links().set_promote_secondaries(kEth0, true), kSuccess);
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.1.0.1", 24), entry(kEth0, "10.2.0.1", 24),
         entry(kEth0, "10.1.0.2", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth0, "10.0.0.3", 24),
         entry(kEth0, "10.1.0.3", 24)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 24)}), ElementsAre(kSuccess));
    EXPECT_THAT(present(),
                ElementsAre("3 10.1.0.1/24", "3 10.2.0.1/24", "3 10.0.0.2/24", "3 10.1.0.2/24 secondary",
                            "3 10.0.0.3/24 secondary", "3 10.1.0.3/24 secondary"));

    EXPECT_THAT(remove({entry(kEth0, "10.2.0.1", 24), entry(kEth0, "10.1.0.1", 24)}),
                ElementsAre(kSuccess, kSuccess));
    EXPECT_THAT(present(), ElementsAre("3 10.0.0.2/24", "3 10.1.0.2/24", "3 10.0.0.3/24 secondary",
                                       "3 10.1.0.3/24 secondary"));
}

TEST_P(AddressSecondaries, PromotesInPlaceWhenNoPrimaryFollows) {
    ASSERT_EQ(links().set_promote_secondaries(kEth0, true), kSuccess);
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.1.0.1", 24), entry(kEth0, "10.0.0.2", 24),
         entry(kEth0, "10.1.0.2", 24)});

    EXPECT_THAT(remove({entry(kEth0, "10.1.0.1", 24)}), ElementsAre(kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.1/24", "3 10.1.0.2/24", "3 10.0.0.2/24 secondary"));
}

TEST_P(AddressSecondaries, PromotesAmongPrimariesOfItsScope) {
    ASSERT_EQ(links().set_promote_secondaries(kEth0, true), kSuccess);
    add({entry(kEth0, "10.1.0.1", 24), with_scope(entry(kEth0, "10.0.0.1", 24), RT_SCOPE_LINK),
         entry(kEth0, "10.1.0.2", 24), with_scope(entry(kEth0, "10.0.0.2", 24), RT_SCOPE_LINK)});

    EXPECT_THAT(remove({with_scope(entry(kEth0, "10.0.0.1", 24), RT_SCOPE_LINK)}), ElementsAre(kSuccess));

    EXPECT_THAT(present(), ElementsAre("3 10.0.0.2/24", "3 10.1.0.1/24", "3 10.1.0.2/24 secondary"));
}

TEST_P(AddressSecondaries, PromotesOnThisInterfaceOnly) {
    ASSERT_EQ(links().set_promote_secondaries(kEth1, true), kSuccess);
    add({entry(kEth0, "10.0.0.1", 24), entry(kEth0, "10.0.0.2", 24), entry(kEth1, "10.0.0.1", 24),
         entry(kEth1, "10.0.0.2", 24)});

    EXPECT_THAT(remove({entry(kEth0, "10.0.0.1", 24), entry(kEth1, "10.0.0.1", 24)}),
                ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(present(), ElementsAre("5 10.0.0.2/24"));
}

TEST_P(AddressSecondaries, PutsBackWhatItListedExactlyAsItWas) {
    auto full = labelled(entry(kEth0, "10.0.0.2", 24), "eth0:host");
    full.broadcast = ip("10.0.0.255");
    full.metric = 5;
    full.protocol = 4;
    full.flags = IFA_F_NOPREFIXROUTE;
    add({entry(kEth0, "10.0.0.1", 24), full, entry(kEth0, "2001:db8::1", 64)});
    const auto before = addresses().list();
    ASSERT_THAT(remove(before), Each(kSuccess));

    add(before);

    EXPECT_EQ(addresses().list(), before);
}

}  // namespace
}  // namespace vipwarden::contract
