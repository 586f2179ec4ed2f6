// SPDX-License-Identifier: MIT
#include "wrapper/config/name_index.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

TEST(NameIndex, RefusesANameThatIsOnTheList) {
    NameIndex index;
    std::vector<Instance> instances;
    for (const char* name : {"V1", "V2", ""}) {
        ASSERT_TRUE(index.add(name, instances)) << name;
        instances.push_back({.name = name});
    }
    EXPECT_FALSE(index.add("V1", instances));
    EXPECT_FALSE(index.add("", instances));
    EXPECT_TRUE(index.add("V3", instances));
}

TEST(NameIndex, RemembersThousands) {
    constexpr int kMany = 10'000;
    NameIndex index;
    std::vector<Instance> instances;
    for (int i = 0; i < kMany; ++i) {
        ASSERT_TRUE(index.add("V" + std::to_string(i), instances)) << i;
        instances.push_back({.name = "V" + std::to_string(i)});
    }
    for (int i = 0; i < kMany; ++i) {
        ASSERT_FALSE(index.add("V" + std::to_string(i), instances)) << i;
    }
}

}  // namespace
}  // namespace vipwarden::config
