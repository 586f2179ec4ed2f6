// SPDX-License-Identifier: MIT
#include "wrapper/address_numbers.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vipwarden {
namespace {

using netlink::parse_ip_address;
using testing::Pair;

TEST(AddressNumbers, CountsEachAddressOfAnInterfaceOnce) {
    const auto one = parse_ip_address("10.0.0.1").value();
    AddressNumbers numbers;

    EXPECT_THAT(numbers.add("eth0", one, 24), Pair(0, true));
    EXPECT_THAT(numbers.add("eth1", one, 24), Pair(1, true));
    EXPECT_THAT(numbers.add("eth0", one, 32), Pair(2, true));
    EXPECT_THAT(numbers.add("", one, 32), Pair(3, true));
    EXPECT_THAT(numbers.add("eth0", one, 24), Pair(0, false));
    EXPECT_THAT(numbers.add("eth1", one, 24), Pair(1, false));
    EXPECT_THAT(numbers.add("eth0", one, 32), Pair(2, false));
    EXPECT_THAT(numbers.add("", one, 32), Pair(3, false));
}

TEST(AddressNumbers, TellsTheFamiliesApart) {
    AddressNumbers numbers;

    EXPECT_THAT(numbers.add("eth0", parse_ip_address("0.0.0.0").value(), 0), Pair(0, true));
    EXPECT_THAT(numbers.add("eth0", parse_ip_address("::").value(), 0), Pair(1, true));
}

TEST(AddressNumbers, KeepsTheNumbersWhileItGrows) {
    constexpr std::size_t kCount = 10'000;
    const auto address = [](std::size_t i) {
        return parse_ip_address("2001:db8::" + std::to_string(i / 10'000) + ":" + std::to_string(i % 10'000))
            .value();
    };
    const auto interface = [](std::size_t i) { return "eth" + std::to_string(i % 3); };
    for (const std::size_t expected : {std::size_t{0}, std::size_t{100}, 2 * kCount}) {
        AddressNumbers numbers;
        numbers.expect(expected);
        for (std::size_t i = 0; i < kCount; ++i) {
            ASSERT_THAT(numbers.add(interface(i), address(i), 64), Pair(i, true));
        }
        for (std::size_t i = 0; i < kCount; ++i) {
            ASSERT_THAT(numbers.add(interface(i), address(i), 64), Pair(i, false));
        }
    }
}

}  // namespace
}  // namespace vipwarden
