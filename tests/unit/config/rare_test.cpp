// SPDX-License-Identifier: MIT
#include "wrapper/config/rare.hpp"

#include <string>

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

TEST(Rare, ReadsLikeADefaultValueUntilItIsEdited) {
    Rare<std::string> rare;
    EXPECT_EQ(*rare, "");
    EXPECT_TRUE(rare->empty());
    rare.edit() = "here";
    EXPECT_EQ(*rare, "here");
    EXPECT_EQ(rare->size(), 4U);
}

TEST(Rare, EqualsByValue) {
    Rare<std::string> untouched;
    Rare<std::string> edited;
    edited.edit() = "";
    EXPECT_EQ(untouched, edited);
    edited.edit() = "x";
    EXPECT_NE(untouched, edited);
    EXPECT_EQ(edited, Rare<std::string>{"x"});
}

TEST(Rare, IsCopiedByValueAndMoved) {
    Rare<std::string> first{"one"};
    Rare<std::string> second = first;
    second.edit() = "two";
    EXPECT_EQ(*first, "one");
    first = second;
    EXPECT_EQ(*first, "two");
    const Rare<std::string> third = std::move(second);
    EXPECT_EQ(*third, "two");
}

}  // namespace
}  // namespace vipwarden::config
