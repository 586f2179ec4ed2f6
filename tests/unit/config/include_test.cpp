// SPDX-License-Identifier: MIT
#include "wrapper/config/include.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory_file_reader.hpp"
#include "parse_text.hpp"
#include "wrapper/config/brace_list.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

constexpr IncludeChecks kAll{.readable = true, .match = true, .wildcard_match = true, .brace_match = true};

TEST(BraceList, StandsForEachOfItsMembers) {
    EXPECT_THAT(expand_braces("a"), Optional(ElementsAre("a")));
    EXPECT_THAT(expand_braces("a{b,c}d"), Optional(ElementsAre("abd", "acd")));
    EXPECT_THAT(expand_braces("{a,b}{1,2}"), Optional(ElementsAre("a1", "a2", "b1", "b2")));
    EXPECT_THAT(expand_braces("a{b,c{d,e}}"), Optional(ElementsAre("ab", "acd", "ace")));
    EXPECT_THAT(expand_braces("a{,b}"), Optional(ElementsAre("a", "ab")));
}

TEST(BraceList, IsNoneIfItIsNeverClosedOrEscaped) {
    EXPECT_THAT(expand_braces("a{b,c"), Optional(ElementsAre("a{b,c")));
    EXPECT_THAT(expand_braces("a}b"), Optional(ElementsAre("a}b")));
    EXPECT_THAT(expand_braces("a\\{b,c}"), Optional(ElementsAre("a\\{b,c}")));
}

TEST(BraceList, IsRefusedBeforeItGrowsWithoutMeasure) {
    std::string pattern;
    for (int i = 0; i < 200; ++i) {
        pattern += "{a,b}";
    }
    EXPECT_EQ(expand_braces(pattern), std::nullopt);
}

const Dialect kDialect{};

TEST(IncludeLine, IsTheKeywordABlankAndTheWholeRest) {
    EXPECT_EQ(read_include_line("include a.conf", kDialect)->pattern, "a.conf");
    EXPECT_EQ(read_include_line("include\t a b } ", kDialect)->pattern, "a b }");
    EXPECT_EQ(read_include_line("include \"a\"", kDialect)->pattern, "\"a\"");
    EXPECT_EQ(read_include_line("include  a", kDialect)->offset, 9U);
}

TEST(IncludeLine, HasVariantsThatInsistOnMore) {
    EXPECT_EQ(read_include_line("include a", kDialect)->checks, IncludeChecks{});
    EXPECT_EQ(read_include_line("includer a", kDialect)->checks, (IncludeChecks{.readable = true}));
    EXPECT_EQ(read_include_line("includem a", kDialect)->checks,
              (IncludeChecks{.readable = true, .match = true}));
    EXPECT_EQ(read_include_line("includew a", kDialect)->checks,
              (IncludeChecks{.readable = true, .match = true, .wildcard_match = true}));
    EXPECT_EQ(read_include_line("includeb a", kDialect)->checks,
              (IncludeChecks{.readable = true, .brace_match = true}));
    EXPECT_EQ(read_include_line("includea a", kDialect)->checks, kAll);
}

TEST(IncludeLine, IsNotWhateverBeginsLikeIt) {
    EXPECT_FALSE(read_include_line("include", kDialect).has_value());
    EXPECT_FALSE(read_include_line("include ", kDialect).has_value());
    EXPECT_FALSE(read_include_line("includefoo a", kDialect).has_value());
    EXPECT_FALSE(read_include_line("includez a", kDialect).has_value());
    EXPECT_FALSE(read_include_line("inc a", kDialect).has_value());
}

TEST(IncludeLine, ChangesWithTheVersion) {
    const Dialect rest_of_line{.include = Dialect::Include::text};
    EXPECT_EQ(read_include_line("include a b", rest_of_line)->pattern, "a b");
    EXPECT_FALSE(read_include_line("includer a", rest_of_line).has_value());
    const Dialect one_word{.include = Dialect::Include::keyword};
    EXPECT_EQ(read_include_line("include a", one_word)->pattern, "a");
    EXPECT_EQ(read_include_line(R"(include "a b")", one_word)->pattern, "a b");
    EXPECT_FALSE(read_include_line("include a b", one_word).has_value());
}

IncludeChecks changed(const IncludeChecks& now, std::string_view options) {
    std::vector<Word> words;
    split_words(options, {}, words);
    return change_checks(now, words);
}

TEST(IncludeCheck, IsEverythingWithoutOptions) {
    EXPECT_EQ(changed({}, ""), kAll);
}

TEST(IncludeCheck, ReplacesWithoutASignAndChangesWithOne) {
    EXPECT_EQ(changed(kAll, "read"), (IncludeChecks{.readable = true}));
    EXPECT_EQ(changed({}, "match"), (IncludeChecks{.readable = true, .match = true}));
    EXPECT_EQ(changed(kAll, "-wildcard_match"),
              (IncludeChecks{.readable = true, .match = true, .brace_match = true}));
    EXPECT_EQ(changed({.readable = true}, "+brace_match -match"),
              (IncludeChecks{.readable = true, .brace_match = true}));
    EXPECT_EQ(changed({}, "nonsense"), IncludeChecks{});
}

TEST(Include, PutsTheTextOfTheFileInItsPlace) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1\ninclude a.inc\n10.0.0.4"),
                            {{"a.inc", "10.0.0.2\n10.0.0.3 dev eth1"}}),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth1 10.0.0.3/32", "eth0 10.0.0.4/32"));
}

TEST(Include, MayOpenABlockThatTheIncludingFileCloses) {
    EXPECT_THAT(declared_in("include a.inc\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n",
                            {{"a.inc", "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\n"}}),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Include, FollowsAnOpeningBraceButTakesAClosingOneAsPartOfTheName) {
    const std::string text =
        "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress { include a.inc\n}\n}\n";
    EXPECT_THAT(declared_in(text, {{"a.inc", "10.0.0.1\n"}}), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1\ninclude a.inc }"), {{"a.inc", "10.0.0.2\n"}}),
        ElementsAre("k.conf:6:1: warning: cannot include 'a.inc }': there is no such file: keepalived "
                    "goes on without it, and so do we\n"
                    "include a.inc }\n"
                    "^"));
}

TEST(Include, ReadsAllMatchesInOrder) {
    const Files files{{"d/b.inc", "10.0.0.2\n"}, {"d/a.inc", "10.0.0.1\n"}, {"d/c.txt", "10.0.0.3\n"}};
    EXPECT_THAT(declared_in(addresses_with("include d/*.inc"), files),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(declared_in(addresses_with("include d/{c.txt,a.inc}"), files),
                ElementsAre("eth0 10.0.0.3/32", "eth0 10.0.0.1/32"));
}

TEST(Include, IsRelativeToTheDirectoryOfTheIncludingFile) {
    EXPECT_THAT(declared_in(addresses_with("include d/one.inc\ninclude two.inc"),
                            {{"d/one.inc", "include two.inc\ninclude e/three.inc\ninclude four.inc\n"},
                             {"d/two.inc", "10.0.0.2\n"},
                             {"d/e/three.inc", "include ../four.inc"},
                             {"d/e/../four.inc", "10.0.0.3\n"},
                             {"d/four.inc", "10.0.0.4\n"},
                             {"two.inc", "10.0.0.5\n"}}),
                ElementsAre("eth0 10.0.0.2/32", "eth0 10.0.0.3/32", "eth0 10.0.0.4/32", "eth0 10.0.0.5/32"));
}

TEST(Include, TakesADirectoryWithGlobCharactersLiterally) {
    MemoryFileReader reader{
        {{"/et[c]/k.conf", addresses_with("include a.inc")}, {"/et[c]/a.inc", "10.0.0.1"}}};
    EXPECT_THAT(declared_by(parse("/et\\[c\\]/k.conf", reader)), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Include, SaysWhichFilesWereRead) {
    EXPECT_THAT(parse_text("include a.inc\ninclude b.inc\ninclude a.inc\ninclude c.inc\n",
                           {{"a.inc", "\n"}, {"b.inc", "include a.inc\n"}})
                    .configuration.files,
                ElementsAre("k.conf", "a.inc", "b.inc"));
}

TEST(Include, GoesOnWithoutAFileThatCanNotBeRead) {
    const Files files{{"dir", std::make_error_code(std::errc::is_a_directory)},
                      {"exec", std::make_error_code(std::errc::permission_denied)},
                      {"fifo", std::make_error_code(std::errc::invalid_argument)}};
    EXPECT_THAT(
        remarks_on("include dir\ninclude exec\ninclude fifo\ninclude no*\n", files),
        ElementsAre("k.conf:1:1: warning: cannot include 'dir': it is a directory: keepalived goes on "
                    "without it, and so do we\ninclude dir\n^",
                    "k.conf:2:1: warning: cannot include 'exec': it has an execute bit or may not be read: "
                    "keepalived goes on without it, and so do we\ninclude exec\n^",
                    "k.conf:3:1: warning: cannot include 'fifo': it is not a regular file: keepalived goes "
                    "on without it, and so do we\ninclude fifo\n^",
                    "k.conf:4:1: warning: cannot include 'no*': no file matches: keepalived goes on "
                    "without it, and so do we\ninclude no*\n^"));
}

/// The severity of what an include line gives, or "" if nothing.
std::string severity_of(const std::string& line) {
    const ParseResult result =
        parse_text(line + "\n", {{"a", ""}, {"dir", std::make_error_code(std::errc::is_a_directory)}});
    if (result.diagnostics.empty()) {
        return "";
    }
    return result.diagnostics.front().severity == Severity::fatal ? "fatal" : "warning";
}

TEST(Include, IsFatalOnlyWhereItsVariantInsists) {
    EXPECT_EQ(severity_of("includer nope"), "warning");
    EXPECT_EQ(severity_of("includer dir"), "fatal");
    EXPECT_EQ(severity_of("includem nope"), "fatal");
    EXPECT_EQ(severity_of("includem nope*"), "warning");
    EXPECT_EQ(severity_of("includem {a,nope}"), "warning");
    EXPECT_EQ(severity_of("includem {nope,nopf}"), "warning");
    EXPECT_EQ(severity_of("includew nope"), "fatal");
    EXPECT_EQ(severity_of("includew nope*"), "fatal");
    EXPECT_EQ(severity_of("includeb nope"), "warning");
    EXPECT_EQ(severity_of("includeb {a,nope}"), "fatal");
    EXPECT_EQ(severity_of("includeb {a,a}"), "");
    EXPECT_EQ(severity_of("includea {a,nope*}"), "");
    EXPECT_EQ(severity_of("includea a"), "");
}

TEST(Include, IsCheckedAsTheFileOrTheOneAroundItSays) {
    const std::string check = "global_defs {\ninclude_check\n}\n";
    EXPECT_EQ(parse_text(check + "include nope\n").diagnostics.front().severity, Severity::fatal);
    EXPECT_EQ(parse_text(check + "include a\n", {{"a", "include nope\n"}}).diagnostics.front().severity,
              Severity::fatal);
    EXPECT_EQ(parse_text("include a\ninclude nope\n", {{"a", check}}).diagnostics.front().severity,
              Severity::warning);
    EXPECT_EQ(parse_text("includer a\n", {{"a", "include nope\n"}}).diagnostics.front().severity,
              Severity::warning);
}

TEST(Include, StopsAtAFileThatIncludesItself) {
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1\ninclude a.inc"), {{"a.inc", "10.0.0.2\ninclude a.inc\n"}}),
        ElementsAre("a.inc:2:1: warning: cannot include 'a.inc': it is being read already, and includes "
                    "itself: keepalived goes on without it, and so do we\ninclude a.inc\n^"));
    EXPECT_THAT(parse_text("include d/../k.conf\n", {{"d/../k.conf", "x"}}).configuration.files,
                ElementsAre("k.conf"));
}

TEST(Include, StopsAtADepthThatNoConfigurationHas) {
    Files files;
    for (int i = 0; i < 200; ++i) {
        files["f" + std::to_string(i)] = "include f" + std::to_string(i + 1) + "\n";
    }
    const ParseResult result = parse_text("include f0\n", files);
    EXPECT_THAT(result.configuration.files, SizeIs(50));
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre("f48:1:1: warning: cannot include 'f49': files are included in one another more than "
                    "50 deep: keepalived goes on without it, and so do we\ninclude f49\n^"));
}

TEST(Include, StopsAfterMoreFilesThanAnyConfigurationHas) {
    Files files;
    std::string lines;
    for (int i = 0; i < 200; ++i) {
        lines += "include leaf\n";
    }
    files["leaf"] = "";
    files["inner"] = lines;
    std::string outer;
    for (int i = 0; i < 60; ++i) {
        outer += "include inner\n";
    }
    const ParseResult result = parse_text(outer, files);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(
        result.diagnostics.front().message,
        "cannot include 'leaf': far more files have been read already than any configuration has: keepalived "
        "goes on without it, and so do we");
}

TEST(Include, OfItselfIsRefusedIfWhatItFindsMustBeReadable) {
    const auto refused = [](const std::string& include) {
        MemoryFileReader reader{{{"k.conf", "include a\n"}, {"a", include + '\n'}}};
        return parse("k.conf", reader).refused;
    };
    EXPECT_TRUE(refused("includer a"));
    EXPECT_TRUE(refused("includew ?"));
    EXPECT_FALSE(refused("include a"));
}

TEST(Include, IsRefusedForADirectoryThatIsMissingButNotForAnEmptyOne) {
    const auto refused = [](const std::string& include) {
        MemoryFileReader reader{{{"k.conf", include + "\n"}, {"d/a", ""}}};
        return parse("k.conf", reader).refused;
    };
    EXPECT_TRUE(refused("includem nope/*.conf"));
    EXPECT_TRUE(refused("includeb nope/{b,c}.conf"));
    EXPECT_FALSE(refused("includem d/*.conf"));
    EXPECT_TRUE(refused("includew d/*.conf"));
    EXPECT_FALSE(refused("global_defs {\ninclude_check wildcard_match\n}\ninclude nope"));
}

TEST(TopFile, MayBeAPatternOfSeveral) {
    MemoryFileReader reader{
        {{"a.conf",
          "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1\n"},
         {"b.conf", "}\n}\n" + addresses_with("10.0.0.2")}}};
    const ParseResult result = parse("*.conf", reader);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("*.conf: warning: several files match, keepalived reads them one "
                            "after the other, and so do we"));
}

TEST(TopFile, SaysWhyItCanNotBeRead) {
    MemoryFileReader reader{{{"dir", std::make_error_code(std::errc::is_a_directory)}}};
    EXPECT_EQ(parse("nope", reader).unreadable, std::errc::no_such_file_or_directory);
    EXPECT_EQ(parse("nope*", reader).unreadable, std::errc::no_such_file_or_directory);
    EXPECT_EQ(parse("dir", reader).unreadable, std::errc::is_a_directory);
    EXPECT_THAT(parse("dir", reader).diagnostics, IsEmpty());
}

TEST(TopFile, IsFatalIfOneOfSeveralCanNotBeRead) {
    MemoryFileReader reader{{{"a", "x"}, {"b", std::make_error_code(std::errc::permission_denied)}}};
    EXPECT_THAT(
        remarks_by(parse("?", reader)),
        ElementsAre("?: warning: several files match, keepalived reads them one after the other, and so do "
                    "we",
                    "a:1:1: warning: keepalived 2.2.7 knows no keyword 'x' here and ignores the line, and so "
                    "do we\nx\n^",
                    "b: fatal: it has an execute bit or may not be read: keepalived exits; we go on "
                    "without it"));
}

}  // namespace
}  // namespace vipwarden::config
