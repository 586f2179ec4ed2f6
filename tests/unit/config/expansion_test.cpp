// SPDX-License-Identifier: MIT
// Conditions and definitions, seen through the whole parser on the machine "node1".
#include "wrapper/config/expansion.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The addresses of a configuration with `definitions` before an instance with these address lines.
std::vector<std::string> declared(const std::string& definitions, const std::string& lines) {
    return declared_in(definitions + addresses_with(lines));
}

TEST(Definition, IsLookedAtAgainOnlyIfADollarIsLeft) {
    EXPECT_THAT(declared_in("$S=~SEQ(i, 2) 10.0.0.9\n" + addresses_with("$S")), IsEmpty());
    EXPECT_THAT(declared_in("$S=~SEQ(i, 2) 10.0.0.$i\n" + addresses_with("$S")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Condition, KeepsTheLinesOfThisMachine) {
    EXPECT_THAT(
        declared("",
                 "@node1 10.0.0.1\n@node2 10.0.0.2\n@^node1 10.0.0.3\n@^node2 10.0.0.4\n  @node1\t10.0.0.5"),
        ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.4/32", "eth0 10.0.0.5/32"));
}

TEST(Condition, IsExactAndOnlyOneForALine) {
    EXPECT_THAT(
        declared("",
                 "@node1\n@ 10.0.0.1\n@^ 10.0.0.2\n@node 10.0.0.3\n@node1 @node1 10.0.0.4\n@node1x 10.0.0.5"),
        ElementsAre("eth0 10.0.0.2/32"));
}

TEST(Condition, HidesAWholeLineBeforeItsBracesCount) {
    EXPECT_THAT(declared_in("@node2 virtual_server {\n" + addresses_with("10.0.0.1\n@node2 }\n10.0.0.2")),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Condition, NeverHoldsOnAMachineWithoutAnId) {
    MemoryFileReader reader{{{"k.conf", addresses_with("@ 10.0.0.1\n@node1 10.0.0.2\n@^node1 10.0.0.3")}}};
    EXPECT_THAT(declared_by(parse("k.conf", reader)), ElementsAre("eth0 10.0.0.3/32"));
}

TEST(Condition, MayStandBeforeAnIncludeOrADefinition) {
    EXPECT_THAT(declared_in("@node1 $A=1\n@node2 $A=2\n" +
                                addresses_with("@node1 include a.inc\n@node2 include b.inc"),
                            {{"a.inc", "10.0.0.${A}\n"}, {"b.inc", "10.0.0.9\n"}}),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Condition, DoesNotShiftTheCaret) {
    EXPECT_THAT(
        remarks_on(addresses_with("@node1 10.0.0.1 foo")),
        ElementsAre("k.conf:5:17: warning: keepalived knows no word 'foo' here and ignores it, and so do we\n"
                    "@node1 10.0.0.1 foo\n                ^"));
}

TEST(Definition, IsReplacedInBracesEverywhere) {
    EXPECT_THAT(declared("$A=0\n$P=24 dev eth1\n", "10.${A}.${A}.1/${P}"), ElementsAre("eth1 10.0.0.1/24"));
}

TEST(Definition, IsReplacedWithoutBracesOnlyAtTheEndOfAWord) {
    EXPECT_THAT(declared("$A=7\n", "10.0.0.$A\n10.$A.0.1\n10.0.0.8/$A label $A,x"),
                ElementsAre("eth0 10.0.0.7/32", "eth0 10.0.0.8/7"));
    EXPECT_EQ(*parse_text("$A=7\n" + addresses_with("10.0.0.1 label $A,$A)$A"))
                   .configuration.instances.at(0)
                   .addresses.at(0)
                   .label,
              "7,7)7");
    EXPECT_THAT(declared("$A=10.0.0.1\n", "$A/24\n\"$A\"\n\"${A}\""), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Definition, NeedsANameAndNoBlankBeforeTheEqualsSign) {
    EXPECT_THAT(
        declared("$A = 10.0.0.1\n$1B=10.0.0.2\n$C-D=10.0.0.3\n$_E=  10.0.0.4 # x\n", "$A\n$1B\n$C-D\n$_E"),
        ElementsAre("eth0 10.0.0.4/32"));
}

TEST(Definition, CountsFromThereOnAndUntilTheNextOne) {
    EXPECT_THAT(declared("", "10.0.0.$A\n$A=1\n10.0.0.$A\n$A=2\n10.0.0.$A\n10.0.0.$a"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Definition, IsReplacedAgainInWhatReplacedIt) {
    EXPECT_THAT(declared("$NET=10.${B}.0\n$B=5\n", "${NET}.1"), ElementsAre("eth0 10.5.0.1/32"));
}

TEST(Definition, MayBeEmpty) {
    EXPECT_THAT(declared("$MASK=\n$E=\n", "$E\n${E}10.0.0.1/${MASK} ${E}dev eth1"),
                ElementsAre("eth1 10.0.0.1/0"));
}

TEST(Definition, MayHoldBracesAndQuotes) {
    EXPECT_THAT(
        declared_in("$B=virtual_ipaddress {\n$Q=\"eth1\"\n" + instance_with("$B\n10.0.0.1 dev $Q\n}")),
        ElementsAre("eth1 10.0.0.1/32"));
}

TEST(Definition, IsReplacedBehindABraceToo) {
    EXPECT_THAT(declared_in("$A=10.0.0.1\n" + instance_with("virtual_ipaddress { $A }")),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Definition, ThatIsUnknownStaysAsItIs) {
    EXPECT_THAT(declared("", "10.0.0.1\n${FOO}\n10.0.0.2"), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Definition, ThatIsUnknownIsRemarkedOn) {
    EXPECT_THAT(
        remarks_on(addresses_with("10.0.0.1 label eth0:$X\n10.0.0.2")),
        ElementsAre("k.conf:5:1: warning: 'X' is not defined above this line: keepalived leaves it as "
                    "it stands, and takes its braces for those of a block; so do we\n"
                    "10.0.0.1 label eth0:$X\n^"));
}

TEST(Definition, ThatIsUnknownIsEmptyInALenientReading) {
    MemoryFileReader reader{{{"k.conf", addresses_with("${FOO}\n10.0.0.2/${MASK}")}}};
    EXPECT_THAT(declared_by(parse("k.conf", reader, {.lenient = true})), ElementsAre("eth0 10.0.0.2/0"));
}

TEST(Definition, MayBringAComment) {
    EXPECT_THAT(declared("", "10.0.0.1 $_HASH dev eth1\n10.0.0.2 label eth0:$_BANG dev eth1"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Definition, KnowsTheMachineAndTheDirectory) {
    EXPECT_EQ(*parse_text(addresses_with("10.0.0.1 label eth0:$_INSTANCE"))
                   .configuration.instances.at(0)
                   .addresses.at(0)
                   .label,
              "eth0:node1");
    EXPECT_THAT(
        declared_in("$F=a\ninclude d/b.inc\n",
                    {{"d/b.inc", addresses_with("include ${_PWD}/${F}.inc")}, {"d/./a.inc", "10.0.0.1\n"}}),
        ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Definition, ThatContainsItselfIsFatal) {
    const ParseResult result = parse_text("$A=$A\n" + addresses_with("10.0.0.1\n$A\n$A\n10.0.0.2"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(
        remarks_by(result),
        ElementsAre(
            "k.conf:7:1: fatal: a definition that contains itself makes keepalived hang while reading; we "
            "ignore the line, and replace nothing from here on\n$A\n^",
            "k.conf:8:1: warning: '$A' is no address, which has to come first: keepalived drops the entry, "
            "and so do we\n$A\n^"));
}

TEST(Definition, ThatContainsItselfBehindABraceIsFatal) {
    const ParseResult result = parse_text("$A={${A}\n${A}\n" + addresses_with("10.0.0.1"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_EQ(result.diagnostics.back().severity, Severity::fatal);
    EXPECT_EQ(result.diagnostics.back().where, (Location{.file = "k.conf", .line = 2, .column = 1}));
}

TEST(Definition, IsNotReplacedBeyondTheLengthOfALine) {
    const std::string grows = "$A=" + std::string(600, 'x') + "\n";
    EXPECT_THAT(declared(grows, "10.0.0.1 ${A} ${A} dev eth1"), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Definition, MakesACaretPointToTheBeginningOfWhatIsNotInTheLine) {
    EXPECT_THAT(
        remarks_on("$A=foo\n" + addresses_with("10.0.0.1 ${A} bar")),
        ElementsAre("k.conf:6:1: warning: keepalived knows no word 'foo' here and ignores it, and so do we\n"
                    "10.0.0.1 ${A} bar\n^",
                    "k.conf:6:1: warning: keepalived knows no word 'bar' here and ignores it, and so do we\n"
                    "10.0.0.1 ${A} bar\n^"));
}

TEST(Definition, ThatBecomesAConditionIsFatal) {
    const ParseResult result =
        parse_text("$L=@node1 10.0.0.8\n$M=@node2 10.0.0.9\n" + addresses_with("$L\n$M"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.8/32"));
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:7:1: fatal: a condition that comes out of a definition makes "
                            "keepalived before 2.2.8 abort; we obey it\n$L\n^"));
}

TEST(DefinitionOfSeveralLines, GivesItsLinesOneByOne) {
    EXPECT_THAT(
        declared("$I=10.0.0.1 \\\n  10.0.0.2/24 \\ \n10.0.0.3 dev eth1 # c\n10.0.0.9\n", "$I\n10.0.0.4"),
        ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/24", "eth1 10.0.0.3/32", "eth0 10.0.0.4/32"));
}

TEST(DefinitionOfSeveralLines, EndsAtAnEmptyLineOrAComment) {
    const std::string first = "$I=10.0.0.1 \\\n";
    EXPECT_THAT(declared(first + "\n$J=10.0.0.2\n", "$I\n$J"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(declared(first + "  # c\n$J=10.0.0.2\n", "$I\n$J"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(DefinitionOfSeveralLines, CountsOnlyAtTheEndOfALineAndIsJoinedWithWhatStandsBefore) {
    EXPECT_THAT(declared("$I=24 dev eth1 \\\n10.0.0.2\n", "10.0.0.1/${I}\n10.0.0.3 label $I x"),
                ElementsAre("eth1 10.0.0.1/24", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32"));
}

TEST(DefinitionOfSeveralLines, IsOneOfASingleLineIfTheFirstHasNothingButItsBackslash) {
    EXPECT_THAT(declared("$A= \\\n10.0.0.1\n", "$A dev eth1"), ElementsAre("eth1 10.0.0.1/32"));
    EXPECT_THAT(declared("$A= \\\n10.0.0.1 \\\n\n", "$A dev eth1\n$A"), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared("$A=10.0.0.1 \\\n\n", "$A dev eth1\n$A"), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(DefinitionOfSeveralLines, MayStandInAnotherOne) {
    EXPECT_THAT(declared("$I=10.0.0.1 \\\n$J \\\n10.0.0.4\n$J=10.0.0.2 \\\n10.0.0.3\n", "$I\n10.0.0.5"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.3/32", "eth0 10.0.0.4/32",
                            "eth0 10.0.0.5/32"));
}

TEST(DefinitionOfSeveralLines, MayHoldAnInstance) {
    EXPECT_THAT(declared_in("$V=vrrp_instance V1 { \\\ninterface eth0 \\\nvirtual_router_id 5 \\\n"
                            "virtual_ipaddress { \\\n10.0.0.1 \\\n} \\\n}\n$V\n"),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(DefinitionOfSeveralLines, ThatContainsItselfIsFatal) {
    const ParseResult result = parse_text("$A=x \\\n$A\n" + addresses_with("10.0.0.1\n$A\n10.0.0.2"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_TRUE(result.refused);
}

TEST(Random, IsAssumedToBeAsSmallAsItCanBe) {
    const ParseResult result =
        parse_text("vrrp_instance V {\ninterface eth0\nvirtual_router_id ${_RANDOM 3 9}\n}\n");
    EXPECT_EQ(result.configuration.instances.at(0).vrid, 3);
    EXPECT_THAT(remarks_by(result),
                ElementsAre("k.conf:3:1: warning: what $_RANDOM or $_ENV stands for can't be known here: we "
                            "assume the least random number, and no environment\n"
                            "virtual_router_id ${_RANDOM 3 9}\n^"));
}

TEST(Environment, IsKnownSinceVersionTwoPointFour) {
    MemoryFileReader reader{{{"k.conf", addresses_with("10.0.0.${_ENV LAST}")}}};
    ParseOptions options{.version = {2, 4, 0}, .environment = [](const std::string& name) {
                             return name == "LAST" ? std::optional<std::string>{"7"} : std::nullopt;
                         }};
    EXPECT_THAT(declared_by(parse("k.conf", reader, options)), ElementsAre("eth0 10.0.0.7/32"));
    options.version = {2, 3, 4};
    EXPECT_THAT(declared_by(parse("k.conf", reader, options)), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
