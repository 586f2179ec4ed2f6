// SPDX-License-Identifier: MIT
// Lines, braces and blocks, seen through the whole parser.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Lines, MayEndInCrLfOrInNothing) {
    EXPECT_THAT(
        declared_in("vrrp_instance V1 {\r\ninterface eth0\r\nvirtual_router_id 5\r\nvirtual_ipaddress "
                    "{\r\n10.0.0.1/24\r\n}\r\n}"),
        ElementsAre("eth0 10.0.0.1/24"));
}

TEST(Lines, AreNotEndedByACarriageReturnAlone) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1\r10.0.0.2")), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Lines, AreCutAfter1023BytesAndTheRestIsALineOfItsOwn) {
    std::string comment(1023, 'x');
    comment.front() = '#';
    const ParseResult result = parse_text(addresses_with("10.0.0.1\n" + comment + "10.0.0.2\n10.0.0.3"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32"));
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre("k.conf:6: warning: the line is longer than 1023 bytes: keepalived takes the rest for a "
                    "line of its own, even that of a comment, and so do we\n" +
                    comment));
}

TEST(Lines, OfExactly1023BytesAreNotCut) {
    const std::string text = "10.0.0.1 #" + std::string(1013, 'x');
    EXPECT_THAT(remarks_on(addresses_with(text + "\n10.0.0.2")), IsEmpty());
    EXPECT_THAT(declared_in(addresses_with(text + "\r\n10.0.0.2")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Lines, EndAtANulByte) {
    const ParseResult result = parse_text(addresses_with(std::string{"10.0.0.1\0 dev eth1\n10.0.0.2", 27}));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:5:9: warning: keepalived ignores the rest of the line from "
                            "the NUL byte on, and so do we\n"
                            "10.0.0.1? dev eth1\n"
                            "        ^"));
}

TEST(Lines, KeepAByteOrderMarkAsPartOfTheFirstWord) {
    EXPECT_THAT(
        remarks_on("\xEF\xBB\xBF! comment\n"),
        ElementsAre(
            "k.conf:1:1: warning: keepalived takes the byte order mark for a part of the first "
            "word, and so do we\n\?\?\?! comment\n^",
            "k.conf:1:1: warning: keepalived 2.2.7 knows no keyword '\?\?\?' here and ignores the line, "
            "and so do we\n\?\?\?! comment\n^"));
}

TEST(Lines, LoseTheirCommentTwice) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1 \\# dev eth1")), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Lines, AreSpoiledByACommentThatEndsInABackslash) {
    const ParseResult result = parse_text(addresses_with("10.0.0.1 # foo \\\n10.0.0.2"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.2/32"));
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre("k.conf:5:16: warning: keepalived before 2.4 leaves the backslash at the end of a "
                    "comment glued to the line, and so do we\n"
                    "10.0.0.1 # foo \\\n"
                    "               ^",
                    "k.conf:5:1: warning: '10.0.0.1\\' is no address, which has to come first: keepalived "
                    "drops the entry, and so do we\n"
                    "10.0.0.1 # foo \\\n"
                    "^"));
}

TEST(Lines, AreFatalIfTheyBeginWithAnEscapedBang) {
    EXPECT_THAT(
        remarks_on("  \\!foo\n"),
        ElementsAre("k.conf:1: fatal: a line that begins with an escaped '!' makes keepalived's VRRP process "
                    "crash; we take it for a comment\n  \\!foo"));
    EXPECT_THAT(remarks_on("\\#foo\n"), IsEmpty());
    // The end of one file too many, and the beginning of one: keepalived's count is right again.
    EXPECT_THAT(remarks_on("\\!foo\n\\#bar\n"), IsEmpty());
}

TEST(Quotes, ThatStayOpenCostTheRestOfTheLine) {
    const ParseResult result = parse_text(addresses_with("10.0.0.1 \"dev eth1\n  \"10.0.0.2\n10.0.0.3"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.3/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:5:10: warning: the quote is never closed: keepalived drops "
                            "the rest of the line, and so do we\n"
                            "10.0.0.1 \"dev eth1\n"
                            "         ^",
                            "k.conf:6:3: warning: the quote is never closed: keepalived drops "
                            "the rest of the line, and so do we\n"
                            "  \"10.0.0.2\n"
                            "  ^"));
}

TEST(Quotes, AroundABraceTakeItsMeaning) {
    EXPECT_THAT(declared_in(instance_with("notify_master \"/bin/x {\"\nvirtual_ipaddress {\n10.0.0.1\n}")),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Braces, NeedNoBlanksAndMayStandOnOneLine) {
    EXPECT_THAT(
        declared_in(
            "vrrp_instance V1{\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress{10.0.0.1/24 dev "
            "eth1}virtual_ipaddress_excluded { 10.0.0.2 } }# x\n" +
            std::string{"vrrp_instance V2 { interface eth0\nvirtual_router_id 6\nvirtual_ipaddress "
                        "{10.0.0.3} }"}),
        ElementsAre("eth1 10.0.0.1/24", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32"));
}

TEST(Braces, DoNotEndAKeywordBeforeThem) {
    const ParseResult result =
        parse_text("vrrp_instance V { state MASTER interface eth0 virtual_ipaddress { 10.0.0.1 } }");
    EXPECT_THAT(declared_by(result), IsEmpty());
}

TEST(Braces, InAValueCloseTheBlock) {
    const ParseResult result =
        parse_text(instance_with("authentication {\nauth_pass a}b\n}\nvirtual_ipaddress {\n10.0.0.1\n}"));
    EXPECT_THAT(declared_by(result), IsEmpty());
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre(
            "k.conf:5:13: warning: keepalived 2.2.7 knows no keyword 'b' here and ignores the line, and "
            "so do we\nauth_pass a}b\n            ^",
            "k.conf:7:1: warning: keepalived 2.2.7 knows no keyword 'virtual_ipaddress' here and "
            "ignores the line, and so do we\nvirtual_ipaddress {\n^",
            "k.conf:7:19: warning: no block may begin here: keepalived ignores the '{' but not what "
            "follows, and its '}' closes the block around it; so for us\n"
            "virtual_ipaddress {\n                  ^",
            "k.conf:8:1: warning: keepalived 2.2.7 knows no keyword '10.0.0.1' here and ignores the "
            "line, and so do we\n10.0.0.1\n^",
            "k.conf:9:1: warning: there is no block to close: keepalived ignores the '}', and so do "
            "we\n}\n^",
            "k.conf:10:1: warning: there is no block to close: keepalived ignores the '}', and so do "
            "we\n}\n^"));
}

TEST(Braces, MayBeMissingAtTheBeginning) {
    const ParseResult result = parse_text(instance_with("virtual_ipaddress\n10.0.0.1\n}"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:5:1: warning: '{' is missing before this: keepalived reads the "
                            "block of 'virtual_ipaddress' nevertheless, and so do we\n"
                            "10.0.0.1\n^"));
    EXPECT_THAT(remarks_on("vrrp_sync_group G\ngroup {\nV1\n}\n}\n"),
                ElementsAre("k.conf:2:1: warning: '{' is missing before this: keepalived reads the block "
                            "nevertheless, and so do we\ngroup {\n^"));
}

TEST(Braces, MayHaveWordsBeforeThemThatAreIgnored) {
    const ParseResult result = parse_text(instance_with("virtual_ipaddress foo bar {\n10.0.0.1\n}"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:4:19: warning: keepalived ignores what stands between "
                            "'virtual_ipaddress' and '{', and so do we\n"
                            "virtual_ipaddress foo bar {\n                  ^"));
}

TEST(Braces, InsideABlockOfValuesEndItAtTheFirstClosingOne) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1\n{\n10.0.0.2\n}\n10.0.0.3")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Braces, TooManyAtTheEndAreIgnored) {
    EXPECT_THAT(declared_in(addresses_with("10.0.0.1") +
                            "}\n}\nvrrp_instance V2 {\ninterface eth1\nvirtual_router_id "
                            "6\nvirtual_ipaddress {\n10.0.0.2\n}\n}\n"),
                ElementsAre("eth0 10.0.0.1/32", "eth1 10.0.0.2/32"));
}

TEST(EndOfFile, ClosesWhatIsOpen) {
    const ParseResult result =
        parse_text("vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1");
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:4:1: warning: the block that begins here is never closed: "
                            "keepalived takes it as complete, and so do we\n"
                            "virtual_ipaddress {\n^"));
    EXPECT_THAT(
        remarks_on(
            "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\n"),
        ElementsAre("k.conf:1:1: warning: the block that begins here is never closed: keepalived takes it as "
                    "complete, and so do we\nvrrp_instance V1 {\n^"));
}

TEST(UnknownKeyword, CostsItsLine) {
    const ParseResult result = parse_text(instance_with("no_such_thing x\nvirtual_ipaddress {\n10.0.0.1\n}"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:4:1: warning: keepalived 2.2.7 knows no keyword 'no_such_thing' "
                            "here and ignores the line, and so do we\nno_such_thing x\n^"));
}

TEST(UnknownKeyword, IsAMatterOfCase) {
    EXPECT_THAT(declared_in(instance_with("Virtual_ipaddress {\n10.0.0.1\n}")), IsEmpty());
}

TEST(UnknownBlock, IsNotSkippedAndClosesTheOneAroundIt) {
    EXPECT_THAT(declared_in(instance_with("foo {\nbar\n}\nvirtual_ipaddress {\n10.0.0.1\n}")), IsEmpty());
}

TEST(UnknownBlock, AtTheRootMayHoldAnInstance) {
    EXPECT_THAT(declared_in("foo {\n" + addresses_with("10.0.0.1") + "}\n"), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(KnownBlock, OfOtherMattersIsPassedOver) {
    EXPECT_THAT(
        declared_in(
            "vrrp_sync_group G {\ngroup {\nV1\n}\ntrack_script {\nc\n}\n}\n"
            "vrrp_script c {\nscript \"/bin/true\"\ninterval 2\n}\n"
            "vrrp_track_process p {\nprocess x\n}\ntrack_file f {\nfile /x\n}\n"
            "garp_group {\ninterfaces {\neth0\n}\n}\ntrack_group g {\ngroup {\nV1\n}\n}\n"
            "bfd_instance b {\nneighbor_ip 192.0.2.1\n}\nlinkbeat_interfaces {\neth0\n}\n"
            "static_routes {\n10.9.0.0/24 via 192.0.2.9\n}\nstatic_rules {\nfrom 10.0.0.0/8 table 1\n}\n" +
            instance_with(
                "authentication {\nauth_type PASS\nauth_pass x\n}\ntrack_interface {\neth1\n}\n"
                "track_script {\nc\n}\ntrack_file {\nf\n}\ntrack_process {\np\n}\ntrack_bfd {\nb\n}\n"
                "unicast_peer {\n192.0.2.7\n}\nvirtual_routes {\n10.8.0.0/24 dev eth0\n}\n"
                "virtual_rules {\nfrom 10.7.0.0/16 table 1\n}\nvirtual_ipaddress {\n10.0.0.1\n}")),
        ElementsAre("eth0 10.0.0.1/32"));
}

TEST(BlockOfAnotherProcess, IsSkippedByCountingBraces) {
    EXPECT_THAT(
        remarks_on(
            "virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nTCP_CHECK { connect_timeout 3 }\n"
            "anything at all\n}\n}\nvirtual_server_group G\n{\n10.0.0.3 80\n}\nSSL {\nx\n}\n" +
            addresses_with("10.0.0.1")),
        IsEmpty());
}

TEST(BlockOfAnotherProcess, SwallowsTheRestIfItIsNeverClosed) {
    const ParseResult result = parse_text("virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n}\n" +
                                          addresses_with("10.0.0.1"));
    EXPECT_THAT(declared_by(result), IsEmpty());
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:1:1: warning: the block that begins here is never closed: "
                            "keepalived skips the rest of the configuration, and so do we\n"
                            "virtual_server 10.0.0.1 80 {\n^"));
}

TEST(GlobalDefs, MayHoldKeywordsThatAreNotKnownHereButNoBlocks) {
    EXPECT_THAT(
        remarks_on("global_defs {\nsome_new_keyword 1\nnotification_email {\nroot\n}\nrouter_id x\n}\n"),
        IsEmpty());
    EXPECT_THAT(
        remarks_on("global_defs {\nfoo {\nx\n}\ndynamic_interfaces\n}\n"),
        ElementsAre("k.conf:2:5: warning: no block may begin here: keepalived ignores the '{' but not what "
                    "follows, and its '}' closes the block around it; so for us\nfoo {\n    ^"));
}

TEST(GlobalDefs, AreReadByTheParentAndSkippedAsAWholeByTheVrrpProcess) {
    const ParseResult result =
        parse_text("global_defs {\nfoo {\nx\n}\ndynamic_interfaces\n}\n" + addresses_with("10.0.0.1"));
    EXPECT_FALSE(result.configuration.dynamic_interfaces);
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(UnknownBlock, IsSkippedAsAWholeInALenientReading) {
    MemoryFileReader reader{{{"k.conf", instance_with("nonsense {\ninterface eth1\n{\n}\n}\nfoo\n"
                                                      "virtual_ipaddress {\n10.0.0.1\n}")}}};
    EXPECT_THAT(declared_by(parse("k.conf", reader)), testing::IsEmpty());
    EXPECT_THAT(declared_by(parse("k.conf", reader, {.lenient = true})),
                testing::ElementsAre("eth0 10.0.0.1/32"));
}

}  // namespace
}  // namespace vipwarden::config
