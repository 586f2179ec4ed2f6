// SPDX-License-Identifier: MIT
#include "wrapper/config/address_values.hpp"

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

using Rule = Dialect::Prefix;

std::uint8_t ipv4_prefix(std::string_view text, Rule rule) {
    return read_prefix(text, 32, rule).length;
}

TEST(PrefixLength, IsTakenByEveryVersionWhereItIsPlain) {
    for (const Rule rule : {Rule::zero_is_full, Rule::zero_is_zero, Rule::checked, Rule::checked_with_zero}) {
        EXPECT_EQ(read_prefix("24", 32, rule), (PrefixReading{.length = 24}));
        EXPECT_EQ(read_prefix("64", 128, rule), (PrefixReading{.length = 64}));
        EXPECT_EQ(read_prefix("24abc", 32, rule), (PrefixReading{.length = 24, .odd = true}));
    }
}

TEST(PrefixLength, OfZeroOrNothingIsTheWholeAddressInSomeVersions) {
    for (const char* text : {"", "0", "abc", "0x18"}) {
        EXPECT_EQ(ipv4_prefix(text, Rule::zero_is_full), 32) << text;
        EXPECT_EQ(ipv4_prefix(text, Rule::zero_is_zero), 0) << text;
        EXPECT_EQ(ipv4_prefix(text, Rule::checked), 32) << text;
        EXPECT_EQ(ipv4_prefix(text, Rule::checked_with_zero), 0) << text;
    }
    EXPECT_FALSE(read_prefix("0", 32, Rule::checked_with_zero).odd);
    EXPECT_TRUE(read_prefix("", 32, Rule::checked_with_zero).odd);
}

TEST(PrefixLength, ThatIsTooLargeGoesToTheKernelInOldVersions) {
    for (const Rule rule : {Rule::zero_is_full, Rule::zero_is_zero}) {
        EXPECT_EQ(ipv4_prefix("33", rule), kImpossiblePrefix);
        EXPECT_EQ(ipv4_prefix("-1", rule), kImpossiblePrefix);
        EXPECT_EQ(ipv4_prefix("255.255.255.0", rule), kImpossiblePrefix);
        EXPECT_EQ(ipv4_prefix("280", rule), 24);         // The lowest byte of it.
        EXPECT_EQ(ipv4_prefix("4294967320", rule), 24);  // Likewise.
        EXPECT_EQ(ipv4_prefix("99999999999999999999", rule), kImpossiblePrefix);
        EXPECT_EQ(read_prefix("320", 128, rule).length, 64);
    }
    for (const Rule rule : {Rule::checked, Rule::checked_with_zero}) {
        EXPECT_EQ(ipv4_prefix("33", rule), 32);
        EXPECT_EQ(ipv4_prefix("-1", rule), 32);
        EXPECT_EQ(ipv4_prefix("255.255.255.0", rule), 32);
        EXPECT_EQ(ipv4_prefix("280", rule), 32);
        EXPECT_EQ(read_prefix("129", 128, rule).length, 128);
    }
}

TEST(Scope, IsANameOrANumberDependingOnTheVersion) {
    using Scopes = Dialect::Scopes;
    EXPECT_EQ(read_scope("link", Scopes::names_or_nowhere), 253);
    EXPECT_EQ(read_scope("5", Scopes::names_or_nowhere), 255);
    EXPECT_EQ(read_scope("bogus", Scopes::names_or_nowhere), 255);
    EXPECT_EQ(read_scope("link", Scopes::names), 253);
    EXPECT_EQ(read_scope("5", Scopes::names), std::nullopt);
    EXPECT_EQ(read_scope("5", Scopes::names_and_numbers), 5);
    EXPECT_EQ(read_scope("0x10", Scopes::names_and_numbers), 16);
    EXPECT_EQ(read_scope("256", Scopes::names_and_numbers), std::nullopt);
    EXPECT_EQ(read_scope("bogus", Scopes::names_and_numbers), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::config
