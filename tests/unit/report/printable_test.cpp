// SPDX-License-Identifier: MIT
#include "wrapper/report/printable.hpp"

#include <gtest/gtest.h>

namespace vipwarden::report {
namespace {

TEST(Printable, KeepsTextTabsAndUtf8) {
    EXPECT_EQ(printable("eth0\t~ %s {} \"\\ Grüße → 日本 😀"), "eth0\t~ %s {} \"\\ Grüße → 日本 😀");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, ShowsNoControlCharacter) {
    EXPECT_EQ(printable("a\x1b[31m\nb\r\x07\x7f"), "a?[31m?b???");
    EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
}

TEST(Printable, ShowsNoControlCharacterOfTheSecondSet) {
    EXPECT_EQ(printable("a\xC2\x9B"
                        "31m"),
              "a??31m");
    EXPECT_EQ(printable("\xC2\x80\xC2\x9F\xC2\xA0"), "????\xC2\xA0");
    EXPECT_EQ(printable("\x9B"
                        "31m"),
              "?31m");
}

TEST(Printable, TurnsNoDirectionAndBreaksNoLine) {
    EXPECT_EQ(printable("a\xE2\x80\xAE"
                        "b\xE2\x81\xA6"
                        "c\xE2\x80\xA8"
                        "d"),
              "a???b???c???d");
    EXPECT_EQ(printable("\xE2\x80\xA7\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA"),
              "\xE2\x80\xA7\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA");
}

TEST(Printable, ShowsAQuestionMarkForEachByteThatIsNotUtf8) {
    EXPECT_EQ(printable("a\xFF\xC3["),
              "a?"
              "?[");
    EXPECT_EQ(printable("\xE2\x82"), "??");
    EXPECT_EQ(printable("\xED\xA0\x80"), "???");
    EXPECT_EQ(printable("\xC0\xAF"), "??");
}

}  // namespace
}  // namespace vipwarden::report
