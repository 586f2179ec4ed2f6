// SPDX-License-Identifier: MIT
#include "wrapper/config/tokenizer.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string decommented(std::string line) {
    decomment(line);
    return line;
}

std::vector<std::string> words_of(std::string_view line) {
    std::vector<Word> words;
    split_words(line, words);
    std::vector<std::string> texts;
    for (const Word& word : words) {
        texts.emplace_back(word.text);
    }
    return texts;
}

TEST(Decomment, CutsAtHashAndBangEvenInsideAWord) {
    EXPECT_EQ(decommented("10.0.0.1#x"), "10.0.0.1");
    EXPECT_EQ(decommented("10.0.0.1!x"), "10.0.0.1");
    EXPECT_EQ(decommented("10.0.0.1 # x ! y"), "10.0.0.1");
    EXPECT_EQ(decommented("!x"), "");
    EXPECT_EQ(decommented("#"), "");
}

TEST(Decomment, CutsOuterBlanksAndTabsOnly) {
    EXPECT_EQ(decommented(" \t a \t b \t "), "a \t b");
    EXPECT_EQ(decommented(" \t "), "");
    EXPECT_EQ(decommented(""), "");
    EXPECT_EQ(decommented("\fa\v"), "\fa\v");
}

TEST(Decomment, LeavesCommentSignsInsideQuotes) {
    EXPECT_EQ(decommented(R"(auth_pass "a!b#c" # d)"), R"(auth_pass "a!b#c")");
    EXPECT_EQ(decommented(R"(a "open # not a comment)"), R"(a "open # not a comment)");
}

TEST(Decomment, IgnoresQuotesInsideAComment) {
    EXPECT_EQ(decommented(R"(a # say "hello)"), "a");
}

TEST(Decomment, TakesTheBackslashOffAnEscapedCommentSign) {
    EXPECT_EQ(decommented(R"(a \# b \! c)"), "a # b ! c");
    EXPECT_EQ(decommented(R"(a "\#" b)"), R"(a "\#" b)");
    EXPECT_EQ(decommented(R"(a\\#b)"), R"(a\\)");
}

TEST(Decomment, SkipsTheCharacterBehindAnyOtherBackslash) {
    EXPECT_EQ(decommented(R"(a \" # b)"), R"(a \")");
    EXPECT_EQ(decommented(R"(a \n b)"), R"(a \n b)");
}

TEST(Decomment, GluesTheBackslashAtTheEndOfACommentToTheLine) {
    std::string line = R"(10.0.0.1 # foo \)";
    EXPECT_TRUE(decomment(line));
    EXPECT_EQ(line, R"(10.0.0.1\)");

    line = R"(# foo \)";
    EXPECT_TRUE(decomment(line));
    EXPECT_EQ(line, R"(\)");
}

TEST(Decomment, GluesALoneBackslashAtTheEndToTheWordBeforeIt) {
    std::string line = R"(10.0.0.1 \)";
    EXPECT_FALSE(decomment(line));
    EXPECT_EQ(line, R"(10.0.0.1\)");
}

TEST(SplitWords, SeparatesAtAllWhiteSpace) {
    EXPECT_THAT(words_of(" a\tb\fc\vd\re\nf "), ElementsAre("a", "b", "c", "d", "e", "f"));
    EXPECT_THAT(words_of(""), IsEmpty());
    EXPECT_THAT(words_of("   "), IsEmpty());
}

TEST(SplitWords, TakesAQuotedTextAsOneWordWithoutItsQuotes) {
    EXPECT_THAT(words_of(R"(interface "eth 0" x)"), ElementsAre("interface", "eth 0", "x"));
    EXPECT_THAT(words_of(R"("")"), ElementsAre(""));
    EXPECT_THAT(words_of(R"("a\" b)"), ElementsAre("a\\", "b"));
}

TEST(SplitWords, BeginsANewWordAtAQuoteInMidWord) {
    EXPECT_THAT(words_of(R"(10.0.0.1"/24")"), ElementsAre("10.0.0.1", "/24"));
    EXPECT_THAT(words_of(R"("10.0.0.1"/24)"), ElementsAre("10.0.0.1", "/24"));
}

TEST(SplitWords, TreatsSingleQuotesAsOrdinaryCharacters) {
    EXPECT_THAT(words_of("dev 'eth 1'"), ElementsAre("dev", "'eth", "1'"));
}

TEST(SplitWords, DropsAnOpenQuoteAndTheRestButKeepsTheWordsBefore) {
    std::vector<Word> words;
    EXPECT_EQ(split_words(R"(10.0.0.1 "dev eth1)", words), 9);
    EXPECT_THAT(words, ElementsAre(Word{.text = "10.0.0.1", .offset = 0}));
}

TEST(SplitWords, SaysWhereEachWordBegins) {
    std::vector<Word> words;
    EXPECT_EQ(split_words(R"( a "b c" d)", words), std::nullopt);
    EXPECT_THAT(words, ElementsAre(Word{.text = "a", .offset = 1}, Word{.text = "b c", .offset = 3},
                                   Word{.text = "d", .offset = 9}));
}

TEST(FindBrace, FindsTheFirstOneOutsideQuotes) {
    EXPECT_EQ(find_brace("a{b}"), 1);
    EXPECT_EQ(find_brace("}"), 0);
    EXPECT_EQ(find_brace(R"(a "{" b }c)"), 8);
    EXPECT_EQ(find_brace("a"), std::string_view::npos);
    EXPECT_EQ(find_brace(R"(a "open { brace)"), std::string_view::npos);
}

TEST(CommandWords, AreSplitLikeAShellDoes) {
    EXPECT_EQ(count_command_words("script /bin/true"), 2);
    EXPECT_EQ(count_command_words(R"(script "/bin/sh -c 'it'")"), 2);
    EXPECT_EQ(count_command_words(R"(script "/bin/x it's")"), 2);
    EXPECT_EQ(count_command_words(R"(script /bin/x\ y z)"), 3);
    EXPECT_EQ(count_command_words("script"), 1);
    EXPECT_EQ(count_command_words(R"(script "")"), 2);
}

TEST(CommandWords, AreNoneIfAQuoteIsOpenOrABackslashStandsAtTheEnd) {
    EXPECT_EQ(count_command_words(R"(script "/bin/true)"), std::nullopt);
    EXPECT_EQ(count_command_words("script /bin/echo it's"), std::nullopt);
    EXPECT_EQ(count_command_words(R"(script /bin/echo a \)"), std::nullopt);
    EXPECT_EQ(count_command_words(R"(script "a\")"), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::config
