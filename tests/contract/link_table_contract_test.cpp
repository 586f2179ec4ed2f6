// SPDX-License-Identifier: MIT
#include <string>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>

#include "netlink/link_table.hpp"
#include "tests/contract/netlink_world.hpp"
#include "tests/support/entry.hpp"

namespace vipwarden::contract {
namespace {

using netlink::Link;
using support::entry;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

const std::error_code kSuccess{};

class LinkTableContract : public NetlinkContract {
 protected:
    std::vector<std::string> names() {
        std::vector<std::string> all;
        for (const auto& link : links().list()) {
            all.push_back(link.name);
        }
        return all;
    }

    std::vector<std::string> names_that_promote() {
        std::vector<std::string> all;
        for (const auto& link : links().list()) {
            if (link.promote_secondaries) {
                all.push_back(link.name);
            }
        }
        return all;
    }
};

INSTANTIATE_TEST_SUITE_P(, LinkTableContract, all_worlds(),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(LinkTableContract, ListsAllLinksInOrderOfTheirIndex) {
    EXPECT_THAT(links().list(), ElementsAreArray(links_of_the_world()));
}

TEST_P(LinkTableContract, SetsPromoteSecondariesOfThisLinkOnly) {
    EXPECT_EQ(links().set_promote_secondaries(kEth0, true), kSuccess);
    EXPECT_THAT(names_that_promote(), ElementsAre("eth0"));

    EXPECT_EQ(links().set_promote_secondaries(kEth1, true), kSuccess);
    EXPECT_EQ(links().set_promote_secondaries(kEth0, false), kSuccess);
    EXPECT_THAT(names_that_promote(), ElementsAre("eth1"));
}

TEST_P(LinkTableContract, SetsPromoteSecondariesToWhatItIs) {
    EXPECT_EQ(links().set_promote_secondaries(kEth0, false), kSuccess);
    EXPECT_EQ(links().set_promote_secondaries(kEth1, true), kSuccess);
    EXPECT_EQ(links().set_promote_secondaries(kEth1, true), kSuccess);

    EXPECT_THAT(names_that_promote(), ElementsAre("eth1"));
}

TEST_P(LinkTableContract, SetsNothingOnALinkThatDoesNotExist) {
    EXPECT_EQ(links().set_promote_secondaries(kNoSuchLink, true), std::errc::no_such_device);
}

TEST_P(LinkTableContract, RemovesALinkWithItsAddresses) {
    ASSERT_EQ(addresses().add(entry(kVmac, "10.0.0.1", 32)), kSuccess);
    ASSERT_EQ(addresses().add(entry(kVmac, "2001:db8::1", 128)), kSuccess);
    ASSERT_EQ(addresses().add(entry(kEth0, "10.0.0.1", 32)), kSuccess);

    EXPECT_EQ(links().remove(kVmac), kSuccess);

    EXPECT_THAT(names(), ElementsAre("lo", "peer0", "eth0", "peer1", "eth1"));
    const auto left = addresses().list();
    ASSERT_THAT(left, ::testing::SizeIs(1));
    EXPECT_EQ(left.front().ifindex, kEth0);
}

TEST_P(LinkTableContract, RemovesWhatSitsOnALinkAndItsOtherEndToo) {
    EXPECT_EQ(links().remove(kEth0), kSuccess);

    EXPECT_THAT(names(), ElementsAre("lo", "peer1", "eth1"));
}

TEST_P(LinkTableContract, TakesALinkThatIsGoneForASuccess) {
    ASSERT_EQ(links().remove(kVmac), kSuccess);

    EXPECT_EQ(links().remove(kVmac), kSuccess);
    EXPECT_EQ(links().remove(kNoSuchLink), kSuccess);
}

TEST_P(LinkTableContract, RefusesToRemoveALinkThatIsNotVirtual) {
    EXPECT_EQ(links().remove(1), std::errc::operation_not_supported);

    EXPECT_THAT(links().list(), ElementsAreArray(links_of_the_world()));
}

}  // namespace
}  // namespace vipwarden::contract
