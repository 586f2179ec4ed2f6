// SPDX-License-Identifier: MIT
#include "wrapper/config/number.hpp"

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

TEST(LeadingNumber, IsWhatStrtoulWouldRead) {
    const LeadingNumber plain = read_leading_number("24");
    EXPECT_EQ(plain.value, 24U);
    EXPECT_TRUE(plain.complete);

    const LeadingNumber odd = read_leading_number(" \t-7abc");
    EXPECT_EQ(odd.value, 7U);
    EXPECT_TRUE(odd.negative);
    EXPECT_FALSE(odd.complete);

    EXPECT_EQ(read_leading_number("abc").digits, 0U);
    EXPECT_EQ(read_leading_number("").digits, 0U);
    EXPECT_EQ(read_leading_number("0x18").value, 0U);
    EXPECT_EQ(read_leading_number("99999999999999999999999").value, UINT64_MAX);
}

TEST(Number, AcceptsWhatKeepalivedAcceptsWithinItsRange) {
    EXPECT_EQ(read_number("5", 1, 255), 5);
    EXPECT_EQ(read_number("+5", 1, 255), 5);
    EXPECT_EQ(read_number(" 5", 1, 255), 5);
    EXPECT_EQ(read_number("005", 1, 255), 5);
    EXPECT_EQ(read_number("0", 1, 255), std::nullopt);
    EXPECT_EQ(read_number("256", 1, 255), std::nullopt);
    EXPECT_EQ(read_number("-5", 1, 255), std::nullopt);
    EXPECT_EQ(read_number("5x", 1, 255), std::nullopt);
    EXPECT_EQ(read_number("0x5", 1, 255), std::nullopt);
    EXPECT_EQ(read_number("", 0, 255), std::nullopt);
}

TEST(CNumber, KnowsThePrefixesOfC) {
    EXPECT_EQ(read_c_number("253"), 253U);
    EXPECT_EQ(read_c_number("0xfd"), 253U);
    EXPECT_EQ(read_c_number("010"), 8U);
    EXPECT_EQ(read_c_number("0"), 0U);
    EXPECT_EQ(read_c_number("5x"), std::nullopt);
    EXPECT_EQ(read_c_number("-1"), std::nullopt);
    EXPECT_EQ(read_c_number("0x"), std::nullopt);
    EXPECT_EQ(read_c_number(""), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::config
