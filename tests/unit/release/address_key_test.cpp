// SPDX-License-Identifier: MIT
#include "wrapper/release/address_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/release/builders.hpp"

namespace vipwarden::release {
namespace {

TEST(EntryKey, IsEqualWhereTheKernelSeesOneEntry) {
    auto relabelled = on(2, "10.0.0.1/24");
    relabelled.label = "eth0:1";
    relabelled.flags = 0x80;
    const std::vector<netlink::InterfaceAddress> entries{
        on(2, "10.0.0.1/24"), relabelled,           on(3, "10.0.0.1/24"),
        on(2, "10.0.0.2/24"), on(2, "10.0.0.1/25"), on(2, "10.0.0.1 peer 10.0.0.9/24"),
        on(2, "::1/24")};

    for (const auto& a : entries) {
        for (const auto& b : entries) {
            EXPECT_EQ(entry_key(a) == entry_key(b), same_entry(a, b)) << to_string(a) << ", " << to_string(b);
        }
    }
}

TEST(SubnetKey, IsEqualWithinASubnetOfOneInterface) {
    EXPECT_EQ(subnet_key(on(2, "10.0.0.1/24")), subnet_key(on(2, "10.0.0.254/24")));
    EXPECT_EQ(subnet_key(on(2, "10.0.0.1/22")), subnet_key(on(2, "10.0.3.1/22")));
    EXPECT_EQ(subnet_key(on(2, "10.0.0.1/0")), subnet_key(on(2, "192.0.2.1/0")));
    EXPECT_NE(subnet_key(on(2, "10.0.0.1/22")), subnet_key(on(2, "10.0.4.1/22")));
    EXPECT_NE(subnet_key(on(2, "10.0.0.1/24")), subnet_key(on(3, "10.0.0.1/24")));
    EXPECT_NE(subnet_key(on(2, "10.0.0.1/24")), subnet_key(on(2, "10.0.0.1/25")));
    EXPECT_NE(subnet_key(on(2, "10.0.0.1/32")), subnet_key(on(2, "10.0.0.2/32")));
    EXPECT_NE(subnet_key(on(2, "0.0.0.0/0")), subnet_key(on(2, "::/0")));
}

TEST(SubnetKey, IsThePeersWhereThereIsOne) {
    EXPECT_EQ(subnet_key(on(2, "10.9.0.1 peer 10.0.0.9/24")), subnet_key(on(2, "10.0.0.1/24")));
}

}  // namespace
}  // namespace vipwarden::release
