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

using Comments = Dialect::Comments;

const Dialect kDialect{};

std::string decommented(std::string_view line, Comments comments = Comments::line) {
    std::string scratch;
    return std::string{decomment(line, comments, scratch).text};
}

bool backslash_stays(std::string_view line) {
    std::string scratch;
    return decomment(line, Comments::line, scratch).backslash_stays;
}

std::vector<std::string> words_of(std::string_view line, const Dialect& dialect = {}) {
    std::vector<Word> words;
    split_words(line, dialect, words);
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
    EXPECT_EQ(decommented(R"(10.0.0.1 # foo \)"), R"(10.0.0.1\)");
    EXPECT_TRUE(backslash_stays(R"(10.0.0.1 # foo \)"));
    EXPECT_EQ(decommented(R"(# foo \)"), R"(\)");
    EXPECT_EQ(decommented(R"(10.0.0.1 # foo \)", Comments::line_first), "10.0.0.1");
}

TEST(Decomment, GluesALoneBackslashAtTheEndToTheWordBeforeIt) {
    EXPECT_EQ(decommented(R"(10.0.0.1 \)"), R"(10.0.0.1\)");
    EXPECT_EQ(decommented(R"(10.0.0.1\)"), R"(10.0.0.1\)");
    EXPECT_FALSE(backslash_stays(R"(10.0.0.1 \)"));
}

TEST(Decomment, ChangesWithTheVersion) {
    EXPECT_EQ(decommented("10.0.0.1#x # y", Comments::word), "10.0.0.1#x");
    EXPECT_EQ(decommented("10.0.0.1#x # y", Comments::text), "10.0.0.1");
    EXPECT_EQ(decommented(R"(a "# b" # c)", Comments::text), R"(a "# b")");
    EXPECT_EQ(decommented(R"(a \# b)", Comments::text), R"(a \)");
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
    EXPECT_EQ(split_words(R"(10.0.0.1 "dev eth1)", kDialect, words), 9);
    EXPECT_THAT(words, ElementsAre(Word{.text = "10.0.0.1", .offset = 0}));
}

TEST(SplitWords, TakesAQuoteForAWordOfItsOwnBeforeQuotesWereKnown) {
    EXPECT_THAT(words_of(R"(interface "eth0")", {.quoted_words = false}),
                ElementsAre("interface", "\"", "eth0\""));
}

TEST(SplitWords, SaysWhereEachWordBegins) {
    std::vector<Word> words;
    EXPECT_EQ(split_words(R"( a "b c" d)", kDialect, words), std::nullopt);
    EXPECT_THAT(words, ElementsAre(Word{.text = "a", .offset = 1}, Word{.text = "b c", .offset = 3},
                                   Word{.text = "d", .offset = 9}));
}

TEST(FindBrace, FindsTheFirstOneOutsideQuotes) {
    EXPECT_EQ(find_brace("a{b}", kDialect), 1);
    EXPECT_EQ(find_brace("}", kDialect), 0);
    EXPECT_EQ(find_brace(R"(a "{" b }c)", kDialect), 8);
    EXPECT_EQ(find_brace("a", kDialect), std::string_view::npos);
    EXPECT_EQ(find_brace(R"(a "open { brace)", kDialect), std::string_view::npos);
}

TEST(FindBrace, FindsNoneWhereOnlyWholeWordsCount) {
    const Dialect words_only{.anywhere_braces = false};
    EXPECT_EQ(find_brace("a{b}", words_only), std::string_view::npos);
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
