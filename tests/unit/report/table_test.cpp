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
    EXPECT_EQ(table({{"a\x1b[31m\nb\tc"}}), "a?[31m?b?c\n");
}

TEST(Table, HasLinesOfDifferentLengths) {
    EXPECT_EQ(table({{"A"}, {"b", "c", "d"}, {}, {" ", ""}}),
              "A\n"
              "b  c  d\n"
              "\n"
              "\n");
}

TEST(Table, ColoursWholeLinesAndNoBlanksBehindThem) {
    EXPECT_EQ(table({{"A", "B"}, {"red", ""}, {"", ""}, {"plain", "x"}},
                    {Colour::none, Colour::red, Colour::green}),
              "A      B\n"
              "\033[31mred\033[0m\n"
              "\033[32m\033[0m\n"
              "plain  x\n");
}

}  // namespace
}  // namespace vipwarden::report
