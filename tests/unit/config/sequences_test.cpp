// SPDX-License-Identifier: MIT
// ~SEQ and ~LST, seen through the whole parser.
#include "wrapper/config/sequences.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> declared(const std::string& lines) {
    return declared_in(addresses_with(lines));
}

TEST(Count, GoesFromOneToItsEnd) {
    EXPECT_THAT(declared("~SEQ(i, 2) 10.0.0.$i"), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
    EXPECT_THAT(declared("  ~SEQ(i,0) 10.0.0.$i"), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.0/32"));
}

TEST(Count, GoesFromStartToEndWithAStepInTheMiddle) {
    EXPECT_THAT(declared("~SEQ(i, 9, 8) 10.0.0.$i"), ElementsAre("eth0 10.0.0.9/32", "eth0 10.0.0.8/32"));
    EXPECT_THAT(declared("~SEQ(i, 0x10, 010, 040) 10.0.0.${i}/24"),
                ElementsAre("eth0 10.0.0.16/24", "eth0 10.0.0.24/24", "eth0 10.0.0.32/24"));
}

TEST(Count, MayBeHexadecimal) {
    EXPECT_THAT(declared("~SEQx(i, 9, 10) 2001:db8::${i}/64"),
                ElementsAre("eth0 2001:db8::9/64", "eth0 2001:db8::a/64"));
}

TEST(Count, MayStandInAnotherOne) {
    EXPECT_THAT(declared("~SEQ(i, 2) ~SEQ(j, $i, 2) 10.0.${i}.${j}"),
                ElementsAre("eth0 10.0.1.1/32", "eth0 10.0.1.2/32", "eth0 10.0.2.2/32"));
}

TEST(Count, LeavesItsLastValueBehind) {
    EXPECT_THAT(declared("~SEQ(i, 3) $x=\n10.0.0.$i"), ElementsAre("eth0 10.0.0.3/32"));
}

TEST(Count, ReadsNumbersLikeStrtol) {
    EXPECT_THAT(declared("~SEQ(i, 0x, 1) 10.0.0.$i"), IsEmpty());
    EXPECT_THAT(declared("~SEQ(i, --5) 10.0.0.1"), IsEmpty());
    EXPECT_THAT(declared("~SEQ(i, , 1) 10.0.0.$i"), ElementsAre("eth0 10.0.0.0/32", "eth0 10.0.0.1/32"));
    EXPECT_THAT(declared("~SEQ(i, -9223372036854775808, 1, -9223372036854775808) $i\n10.0.0.1"),
                ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared("~SEQ(i, 99999999999999999999, 1, 99999999999999999999) 10.0.0.1"),
                ElementsAre("eth0 10.0.0.1/32"));
}

TEST(Count, ThatMakesNoSenseIsDropped) {
    for (const char* line :
         {"~SEQ(i, 1, -1, 3) 10.0.0.$i", "~SEQ(i, 3, 1, 1) 10.0.0.$i", "~SEQ(i, 1, 0, 3) 10.0.0.$i",
          "~SEQ() 10.0.0.1", "~SEQ(i) 10.0.0.1", "~SEQ(i, 1 10.0.0.1", "~SEQ(i, 1, 1, 1, 1) 10.0.0.1",
          "~SEQ i, 2) 10.0.0.1", "~SEQx(i, -2) 10.0.0.1"}) {
        EXPECT_THAT(declared(line), IsEmpty()) << line;
    }
    EXPECT_THAT(remarks_on(addresses_with("~SEQ(i) 10.0.0.1")),
                ElementsAre("k.conf:5:1: warning: keepalived does not understand this sequence and ignores "
                            "the line, and so do we\n~SEQ(i) 10.0.0.1\n^"));
}

TEST(List, GoesThroughItsValues) {
    EXPECT_THAT(declared("~LST(i, 1, 5) 10.0.0.$i"), ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.5/32"));
    EXPECT_THAT(declared("~LST({i, d}, {1, eth1}, {2, eth2}) 10.0.0.$i dev $d"),
                ElementsAre("eth1 10.0.0.1/32", "eth2 10.0.0.2/32"));
}

TEST(List, FillsUpMissingValuesButTakesNoMore) {
    EXPECT_THAT(declared("~LST({i, p}, {1, 24}, {2}) 10.0.0.${i}/$p"),
                ElementsAre("eth0 10.0.0.1/24", "eth0 10.0.0.2/0"));
    EXPECT_THAT(declared("~LST({i}, {1, 2}) 10.0.0.$i"), IsEmpty());
    EXPECT_THAT(declared("~LST(i) 10.0.0.1"), IsEmpty());
}

TEST(List, ThatLacksAValueIsFatalBeforeVersionTwoPointTwo) {
    MemoryFileReader reader{{{"k.conf", addresses_with("~LST({i, p}, {1, 24}, {2}) 10.0.0.${i}/$p")}}};
    EXPECT_FALSE(parse("k.conf", reader, {.version = {2, 2, 0}}).refused);
    EXPECT_TRUE(parse("k.conf", reader, {.version = {2, 1, 5}}).refused);
}

TEST(List, MayMakeInstances) {
    EXPECT_THAT(declared_in("~LST(i, 1, 2) vrrp_instance V$i {interface eth$i\n}\n"), IsEmpty());
    EXPECT_THAT(declared_in("~LST(i, 1, 2) vrrp_instance V$i { $BODY\n"), IsEmpty());
    EXPECT_THAT(declared_in("$BODY=interface eth0 \\\nvirtual_router_id $i \\\nvirtual_ipaddress { \\\n"
                            "10.0.0.$i \\\n} \\\n}\n~LST(i, 1, 2) vrrp_instance V$i { $BODY\n"),
                ElementsAre("eth0 10.0.0.1/32", "eth0 10.0.0.2/32"));
}

TEST(Sequence, IsKnownOnlyAmongKeywordsBeforeVersionTwoPointOne) {
    MemoryFileReader reader{{{"k.conf", addresses_with("~SEQ(i, 2) 10.0.0.$i")},
                             {"l.conf", "~SEQ(i, 1) $A=10.0.0.$i\n" + addresses_with("$A")}}};
    EXPECT_THAT(declared_by(parse("k.conf", reader, {.version = {2, 0, 20}})), IsEmpty());
    EXPECT_THAT(declared_by(parse("l.conf", reader, {.version = {2, 0, 20}})),
                ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_THAT(declared_by(parse("l.conf", reader, {.version = {2, 0, 8}})), IsEmpty());
}

TEST(Sequence, ThatMultipliesIsStopped) {
    std::string line;
    for (int i = 0; i < 30; ++i) {
        line += "~SEQ(i, 9) ";
    }
    const ParseResult result = parse_text(addresses_with(line + "x\n10.0.0.1"));
    EXPECT_THAT(declared_by(result), ElementsAre("eth0 10.0.0.1/32"));
    EXPECT_TRUE(result.refused);
}

TEST(List, ThatIsBadMakesTheNextSequenceWaitForAnotherBadOne) {
    EXPECT_THAT(declared("~SEQ(i, 2) 10.0.0.$i\n10.0.0.8\n~LST(i)\n10.0.0.9"),
                ElementsAre("eth0 10.0.0.8/32", "eth0 10.0.0.1/32", "eth0 10.0.0.2/32", "eth0 10.0.0.9/32"));
}

}  // namespace
}  // namespace vipwarden::config
