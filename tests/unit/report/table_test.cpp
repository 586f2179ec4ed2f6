// SPDX-License-Identifier: MIT
#include "wrapper/report/table.hpp"

#include <gtest/gtest.h>

namespace vipwarden::report {
namespace {

TEST(Table, PadsColumnsToTheWidestCellAndLeavesNoTrailingBlanks) {
    EXPECT_EQ(table({{"A", "LONG NAME", "C"}, {"four", "b", ""}}),
              "A     LONG NAME  C\n"
              "four  b\n");
}

TEST(Table, ShowsControlCharactersAsQuestionMarks) {
    EXPECT_EQ(table({{"a\x1b[31m\nb"}}), "a?[31m?b\n");
}

}  // namespace
}  // namespace vipwarden::report
