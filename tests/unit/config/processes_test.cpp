// SPDX-License-Identifier: MIT
// keepalived's parent process reads the files, and the VRRP process the copy that it makes of them.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ParseResult parse_as(const Version& version, const std::string& text, Files files = {}) {
    files["k.conf"] = text;
    MemoryFileReader reader{std::move(files)};
    return parse("k.conf", reader, {.config_id = "node1", .version = version});
}

std::vector<std::string> declared_as(const Version& version, const std::string& text, Files files = {}) {
    return declared_by(parse_as(version, text, std::move(files)));
}

TEST(Copy, IsFollowedASecondTimeWhereAConditionHidesTheInclude) {
    const std::string text =
        "@node1 include a.inc\nvrrp_instance V2 {\ninterface eth0\n"
        "virtual_router_id 6\nvirtual_ipaddress {\n$LINE\n}\n}\n";
    const Files files{{"a.inc", instance_with("virtual_ipaddress {\n10.0.0.1\n}") + "$LINE=10.0.0.2\n"}};
    const ParseResult result = parse_text(text, files);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("a.inc:1:15: warning: there is a vrrp_instance 'V1' already: keepalived skips "
                            "this one, and so do we\nvrrp_instance V1 {\n              ^"));
}

TEST(Copy, TakesACommentInAFileThatIsFollowedTwiceForAMark) {
    const Files files{{"a.inc", "  # fine\n# not fine\n"}};
    const ParseResult result = parse_text("$F=a.inc\ninclude ${F}\n@node1 include a.inc\n", files);
    EXPECT_TRUE(result.refused);
    EXPECT_THAT(remarks_by(result),
                ElementsAre("a.inc:2:1: fatal: a comment at the beginning of a line, in a file that is "
                            "included behind a condition or by a definition, makes keepalived's VRRP "
                            "process crash: indent it; we take it for a comment\n# not fine\n^"));
}

TEST(Copy, DoesNotReadAFileBeyondABangThatIsFollowedTwice) {
    const Files files{{"a.inc", "10.0.0.$A\n! the mark of an end\n$A=2\n"}};
    EXPECT_THAT(declared_in("$A=1\n" + addresses_with("@node1 include a.inc"), files),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Copy, LosesTheBackslashOfAnEscapedSignOnTheWay) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1 \\# dev eth1\n\\# 10.0.0.2\n10.0.0.3")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.3/32"));
    EXPECT_TRUE(parse_text("\\! x\n").refused);
}

TEST(Files, AreReadByEachProcessItselfBeforeVersionTwoPointTwo) {
    const std::string text = addresses_with("10.0.0.1 \\# dev eth1\n\\! 10.0.0.2");
    EXPECT_THAT(declared_as({2, 1, 5}, text), ElementsAre("eth1 10.0.0.1/32"));
    EXPECT_FALSE(parse_as({2, 1, 5}, text).refused);
}

TEST(Include, AmongAddressesIsReadAsKeywordsBeforeVersionTwoPointOnePointFour) {
    const Files files{{"a.inc", "10.0.0.2\n"}};
    const std::string text = addresses_with("10.0.0.1\ninclude a.inc\n10.0.0.3");
    EXPECT_THAT(declared_as({2, 0, 20}, text, files), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.3/32"));
    EXPECT_THAT(declared_as({2, 1, 5}, text, files),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32"));
}

TEST(Include, IsAWorldOfItsOwnBeforeVersionTwoPointOnePointFour) {
    const Files files{{"a.inc", "interface eth0\nvirtual_ipaddress {\n10.0.0.1\n"},
                      {"b.inc", "}\npriority 7\n"}};
    const std::string text =
        "vrrp_instance V1 {\ninclude a.inc\nvirtual_router_id 5\ninclude b.inc\npriority 8\n}\n";
    const ParseResult result = parse_as({2, 0, 7}, text, files);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_EQ(result.configuration.instances.at(0).vrid, 5);
    EXPECT_EQ(result.configuration.instances.at(0).priority, 8);
}

TEST(Include, MayHoldWhatTheOtherProcessSkips) {
    const Files files{{"a.inc", "global_defs {\n}\nvirtual_server 10.0.0.9 80 {\n}\n" +
                                    instance_with("virtual_ipaddress {\n10.0.0.1\n}")},
                      {"b.inc", "vrrp_instance V1 {\n}\n"}};
    EXPECT_THAT(declared_as({2, 0, 10}, "include ?.inc\n", files), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Braces, CountOnlyAsWordsBeforeVersionOnePointFourPointTwo) {
    const std::string text =
        "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress { 10.0.0.1 }\n"
        "10.0.0.2 }\n10.0.0.3\n}\nvirtual_ipaddress_excluded {\n10.0.0.4\n}\n}\n";
    EXPECT_THAT(declared_as({1, 3, 9}, text),
                ElementsAre("eth0 10.0.0.2/32", "eth0 10.0.0.3/32", "eth0 10.0.0.4/32"));
    EXPECT_THAT(declared_as({1, 4, 2}, text), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(OpenEnd, ConfiguresNothingInSomeVersions) {
    const std::string text =
        "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\n"
        "virtual_ipaddress {\n10.0.0.1\n";
    EXPECT_FALSE(parse_as({2, 2, 7}, text).refused);
    EXPECT_FALSE(parse_as({2, 0, 20}, text).refused);
    const ParseResult result = parse_as({2, 0, 19}, text);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:1:1: fatal: the block that begins here is never closed: this version of "
                            "keepalived configures nothing then; we take the block as complete\n"
                            "vrrp_instance V1 {\n^",
                            "k.conf:4:1: warning: the block that begins here is never closed: keepalived "
                            "takes it as complete, and so do we\nvirtual_ipaddress {\n^"));
    EXPECT_TRUE(parse_as({2, 1, 5}, text).refused);
    EXPECT_FALSE(parse_as({2, 1, 5}, addresses_with("10.0.0.1") + "net_namespace blue\n").refused);
    // The parent counts braces and nothing else.
    EXPECT_TRUE(parse_as({2, 0, 19}, instance_with("virtual_ipaddress {\n10.0.0.1\n{ 10.0.0.2\n}")).refused);
}

TEST(Lines, AreTreatedMoreStrictlySinceVersionTwoPointFour) {
    const std::string overlong = "# " + std::string(1021, 'x') + "10.0.0.9";
    const std::string cut = std::string(1023, ' ') + "10.0.0.8";
    const std::string text = addresses_with("10.0.0.1 dev eth1" + std::string{'\0'} + "\n10.0.0.2 # c \\\n" +
                                            overlong + '\n' + cut);
    EXPECT_THAT(declared_as({2, 3, 4}, text),
                ElementsAre("eth1 10.0.0.1/32", "eth0 10.0.0.9/32", "eth0 10.0.0.8/32"));
    EXPECT_THAT(declared_as({2, 4, 0}, text),
                ElementsAre("eth0 10.0.0.2/32", "eth0 10.0.0.9/32", "eth0 10.0.0.8/32"));
}

TEST(Condition, ThatComesOutOfADefinitionChangesWithTheVersion) {
    const std::string text = "$L=@node1 10.0.0.1\n" + addresses_with("$L");
    EXPECT_TRUE(parse_as({2, 2, 7}, text).refused);
    EXPECT_FALSE(parse_as({2, 2, 8}, text).refused);
    EXPECT_THAT(declared_as({2, 2, 8}, text), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared_as({2, 4, 0}, text), IsEmpty());
}

TEST(Parent, StartsNoVrrpProcessIfItHasSkippedEveryInstance) {
    const std::string text = "vrrp_sync_group G {\n{\n}\n" + addresses_with("10.0.0.1");
    const ParseResult result = parse_as({2, 2, 7}, text);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_TRUE(result.refused);
    EXPECT_THAT(remarks_by(result),
                testing::Contains("k.conf:4:15: fatal: a block before this one has more '{' than '}': "
                                  "keepalived's parent process skips all that follows, sees no vrrp_instance "
                                  "and starts no VRRP process\nvrrp_instance V1 {\n              ^"));
    EXPECT_FALSE(parse_as({2, 2, 7}, "vrrp_sync_group G {\n{\n}\n}\n" + addresses_with("10.0.0.1")).refused);
}

TEST(Condition, ThatComesOutOfADefinitionIsCutOffALineOfItsOldLength) {
    EXPECT_THAT(declared_in("$L=\n" + addresses_with("$L @^high 10.0.0.1\n${L}@node1 10.0.0.2")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    const ParseResult garbled = parse_text("$L=@node1\n" + addresses_with("$L 10.0.0.1"));
    EXPECT_FALSE(garbled.refused);
    EXPECT_THAT(declared_by(garbled), IsEmpty());
    EXPECT_THAT(remarks_by(garbled),
                testing::Contains("k.conf:6:1: warning: keepalived before 2.2.8 garbles a line in which a "
                                  "condition comes out of a definition, here to '10.0.1 10.0.0.1', and so do "
                                  "we\n$L 10.0.0.1\n^"));
    EXPECT_THAT(declared_as({2, 2, 8}, "$L=@node1\n" + addresses_with("$L 10.0.0.1")),
                ElementsAre("eth0 10.0.0.1/32"));
}

/// Reads `copy` as what a running keepalived has loaded.
ParseResult parse_loaded(const std::string& copy) {
    MemoryFileReader reader{{{"/proc/1/fd/3", copy}}};
    return parse("/proc/1/fd/3", reader, {.config_id = "node1", .loaded = true});
}

TEST(LoadedCopy, TellsWhichFileEachLineIsFrom) {
    const ParseResult result = parse_loaded(
        "# /etc/k.conf\n\nvrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n\n"
        "# inc/a.conf\n10.0.0.1\n!\n10.0.0.2 foo\n}\n}\n!\n");
    EXPECT_THAT(result.configuration.files, ElementsAre("/proc/1/fd/3", "/etc/k.conf", "/etc/inc/a.conf"));
    std::vector<std::string> places;
    for (const Vip& vip : declared_vips(result.configuration)) {
        places.push_back(vip.where);
    }
    EXPECT_THAT(places, ElementsAre("/etc/inc/a.conf:1", "/etc/k.conf:7"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("/etc/k.conf:7:10: warning: keepalived knows no word 'foo' here and ignores it, "
                            "and so do we\n10.0.0.2 foo\n         ^"));
}

TEST(LoadedCopy, HoldsTheGlobalsToo) {
    const ParseResult result =
        parse_loaded("# k.conf\nglobal_defs {\nvmac_prefix vip\n}\nnet_namespace blue\n!\n");
    EXPECT_EQ(result.configuration.vmac_prefix, "vip");
    EXPECT_EQ(result.configuration.net_namespace, "blue");
}

TEST(LoadedCopy, SaysNothingAboutIncludesThatFailed) {
    EXPECT_THAT(parse_loaded("# k.conf\n#! No config files matched 'x*'.\n\n!\n").diagnostics, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
