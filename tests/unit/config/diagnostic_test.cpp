// SPDX-License-Identifier: MIT
#include "wrapper/config/diagnostic.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wrapper/config/remarks.hpp"

namespace vipwarden::config {
namespace {

using testing::SizeIs;

TEST(Diagnostic, ShowsPlaceMessageLineAndCaret) {
    EXPECT_EQ(format({.severity = Severity::warning,
                      .where = {.file = "k.conf", .line = 7, .column = 5},
                      .message = "wrong",
                      .line = "    10.0.0.x"}),
              "k.conf:7:5: warning: wrong\n"
              "    10.0.0.x\n"
              "    ^");
}

TEST(Diagnostic, KeepsTabsBeforeTheCaret) {
    EXPECT_EQ(format({.severity = Severity::fatal,
                      .where = {.file = "k.conf", .line = 1, .column = 4},
                      .message = "wrong",
                      .line = "\ta\tb"}),
              "k.conf:1:4: fatal: wrong\n"
              "\ta\tb\n"
              "\t \t^");
}

TEST(Diagnostic, HasNoCaretForTheLineAsAWhole) {
    EXPECT_EQ(format({.severity = Severity::note,
                      .where = {.file = "k.conf", .line = 3},
                      .message = "so it is",
                      .line = "abc"}),
              "k.conf:3: note: so it is\nabc");
}

TEST(Diagnostic, HasNoLineForAFileAsAWhole) {
    EXPECT_EQ(format({.where = {.file = "k.conf"}, .message = "empty"}), "k.conf: warning: empty");
}

TEST(Diagnostic, LetsNoControlCharacterThrough) {
    EXPECT_EQ(format({.where = {.file = "a\x1b[2J", .line = 1, .column = 2},
                      .message = "no '\x1b]0;x\a'",
                      .line = "\x1b[31m\r\x7f\xc2\x9b"
                              "31m"}),
              "a?[2J:1:2: warning: no '?]0;x?'\n"
              "?[31m\?\?\?\?31m\n"
              " ^");
}

TEST(Diagnostic, HasNoCaretBeyondItsLine) {
    EXPECT_EQ(format({.where = {.file = "k.conf", .line = 1, .column = 9}, .message = "odd", .line = "abc"}),
              "k.conf:1:9: warning: odd\nabc");
}

TEST(Remarks, AreKeptOnceHoweverOftenALineIsRead) {
    Remarks remarks;
    const SourceLine line{.file = "k.conf", .number = 1, .text = "x"};
    remarks.add(Severity::warning, line, 1, "w");
    remarks.add(Severity::warning, line, 1, "w");
    remarks.add(Severity::warning, line, 2, "w");
    EXPECT_THAT(remarks.take(), SizeIs(2));
}

TEST(Remarks, KeepTheFatalOnesApartFromAFloodOfWarnings) {
    Remarks remarks;
    const SourceLine line{.file = "k.conf", .number = 1, .text = "x"};
    for (int i = 0; i < 3000; ++i) {
        remarks.add(Severity::warning, line, 1, "w" + std::to_string(i));
    }
    remarks.add(Severity::fatal, line, 1, "f");

    const std::vector<Diagnostic> taken = remarks.take();

    ASSERT_THAT(taken, SizeIs(1002));
    EXPECT_EQ(format(taken[1000]), "k.conf:1:1: fatal: f\nx\n^");
    EXPECT_EQ(format(taken[1001]), "k.conf: note: there are 2000 more remarks, not shown");
}

}  // namespace
}  // namespace vipwarden::config
