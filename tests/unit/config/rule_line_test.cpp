// SPDX-License-Identifier: MIT
// What keepalived makes of the lines of virtual_rules; tests/keepalived/routes_test.cpp holds it against the
// real one.
#include "wrapper/config/rule_line.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing_line.hpp"

namespace vipwarden::config {
namespace {

using netlink::Family;
using testing::ElementsAre;
using testing::IsEmpty;

netlink::IpAddress ip(std::string_view text) {
    return *netlink::parse_ip_address(text);
}

/// The rule of a line that has to have one.
VirtualRule rule_in(std::string_view text, const Version& version = kDefaultVersion) {
    const auto reading = read_rule(text, version);
    EXPECT_TRUE(reading.entry.has_value()) << text;
    return reading.entry.value_or(VirtualRule{});
}

bool is_dropped(std::string_view text, const Version& version = kDefaultVersion) {
    return !read_rule(text, version).entry.has_value();
}

const Position kWhere{.file = 3, .line = 7, .column = 1};

TEST(RuleLine, SelectsPacketsForATable) {
    EXPECT_EQ(
        rule_in("from 10.7.0.5/16 to 10.8.0.0/16 tos 0x10 fwmark 0x10/0xff iif eth0 oif eth1 priority 77 "
                "table 100"),
        (VirtualRule{.family = Family::ipv4,
                     .action = 1,
                     .protocol = 18,
                     .tos = 16,
                     .target = 100,
                     .priority = 77,
                     .from = ip("10.7.0.5"),
                     .from_length = 16,
                     .to = ip("10.8.0.0"),
                     .to_length = 16,
                     .fwmark = 16,
                     .fwmask = 255,
                     .input = "eth0",
                     .output = "eth1",
                     .where = kWhere}));
    EXPECT_EQ(rule_in("to 2001:db8::/32 lookup main order 0x50"), (VirtualRule{.family = Family::ipv6,
                                                                               .protocol = 18,
                                                                               .target = 254,
                                                                               .priority = 80,
                                                                               .to = ip("2001:db8::"),
                                                                               .to_length = 32,
                                                                               .where = kWhere}));
}

TEST(RuleLine, KnowsOtherSpellings) {
    EXPECT_EQ(rule_in("dev eth0 dsfield 16 preference 5 lookup 100"),
              rule_in("iif eth0 tos 0x10 order 5 table 100"));
}

TEST(RuleSelector, OfAnyAddressIsNone) {
    for (const char* text : {"from default", "from any to all", "from 10.7.0.0/0", ""}) {
        const VirtualRule rule = rule_in(std::string{text} + " table 100 priority 5");
        EXPECT_EQ(rule.from, std::nullopt) << text;
        EXPECT_EQ(rule.to, std::nullopt) << text;
        EXPECT_EQ(rule.family, Family::ipv4) << text;
    }
}

TEST(RuleSelector, FixesTheFamily) {
    EXPECT_EQ(rule_in("from default to 2001:db8::/32 table 100").family, Family::ipv6);
    EXPECT_TRUE(is_dropped("from 10.7.0.0/16 to 2001:db8::/32 table 100"));
    EXPECT_TRUE(is_dropped("from 10.7.0.0/16 to default table 100"));
    EXPECT_TRUE(is_dropped("from 2001:db8::/32 realms 5 table 100"));
    EXPECT_TRUE(is_dropped("from 10.7 table 100"));
}

TEST(RuleMark, HasAllBitsUnlessAMaskIsGiven) {
    EXPECT_EQ(rule_in("fwmark 5 table 100").fwmask, 0xffffffffU);
    EXPECT_EQ(rule_in("fwmark 0 table 100").fwmask, 0U);
    EXPECT_EQ(rule_in("fwmark 5/ table 100").fwmask, 0U);
    EXPECT_EQ(rule_in("fwmark 0x5/017 table 100").fwmask, 15U);
    EXPECT_EQ(rule_in("table 100").fwmask, 0U);
    for (const char* mark : {"x", "-5", "5/x", "5/-1", "4294967296"}) {
        EXPECT_TRUE(is_dropped("table 100 fwmark " + std::string{mark})) << mark;
    }
}

TEST(RuleAction, IsOne) {
    EXPECT_EQ(rule_in("blackhole priority 5").action, 6);
    EXPECT_EQ(rule_in("type unreachable priority 5").action, 7);
    EXPECT_EQ(rule_in("8 priority 5").action, 8);
    EXPECT_EQ(rule_in("nop priority 5").action, 3);
    EXPECT_EQ(rule_in("goto 9 priority 5").action, 2);
    EXPECT_EQ(rule_in("type goto 9 priority 5").target, 9U);
    EXPECT_EQ(rule_in("l3mdev priority 5").target, 0U);
    EXPECT_THAT(
        read_rule("table 100 blackhole").remarks(),
        ElementsAre("warning 11: a rule has only one action: keepalived drops the rule, and so do we"));
    EXPECT_TRUE(is_dropped("l3mdev table 100"));
    EXPECT_TRUE(is_dropped("table 0"));
    EXPECT_TRUE(is_dropped("table nosuch"));
    EXPECT_TRUE(is_dropped("throw priority 5"));
    EXPECT_TRUE(is_dropped("105 priority 5"));
}

TEST(RuleAction, IsNeeded) {
    EXPECT_THAT(
        read_rule("from 10.7.0.0/16").remarks(),
        ElementsAre("warning 1: there is no action, such as 'table': keepalived drops the rule, and so "
                    "do we"));
    EXPECT_TRUE(is_dropped("from 10.7.0.0/16"));
}

TEST(Goto, NeedsALowerPriority) {
    EXPECT_TRUE(is_dropped("goto 9"));
    EXPECT_TRUE(is_dropped("goto 9 priority 9"));
    EXPECT_THAT(read_rule("goto 9 priority 9").remarks(),
                ElementsAre("warning 1: 'goto' needs a 'priority' that is less than its target: keepalived "
                            "drops the rule, and so do we"));
}

TEST(RulePriority, IsCountedDownForEachFamily) {
    std::vector<NamedInterface> interfaces;
    RoutingState state{.interfaces = interfaces};
    const auto priority_of = [&](std::string_view text) {
        return read_routing<VirtualRule>(text, read_rule_line, kDefaultVersion, state, false)
            .entry.value_or(VirtualRule{})
            .priority;
    };
    EXPECT_EQ(priority_of("table 100"), 16384U);
    EXPECT_EQ(priority_of("table 100 priority 5"), 5U);
    EXPECT_EQ(priority_of("table 100 foo"), std::nullopt);
    EXPECT_EQ(priority_of("from 2001:db8::/32 table 100"), 16384U);
    EXPECT_EQ(priority_of("table 100"), 16383U);
    EXPECT_EQ(priority_of("from 2001:db8::/32 table 100"), 16383U);
}

TEST(RulePriority, IsRemarkedOnIfItIsCounted) {
    EXPECT_THAT(read_rule("table 100").remarks(),
                ElementsAre("note 1: the rule names no priority: keepalived gives it 16384, and so do we"));
}

TEST(RulePriority, WasLeftToTheKernelOnce) {
    EXPECT_EQ(rule_in("table 100", {2, 0, 1}).priority, std::nullopt);
    EXPECT_EQ(rule_in("table 100", {2, 0, 2}).priority, 16384U);
}

TEST(RuleProtocol, IsKeepalivedsOwnUnlessTheRuleIsUntracked) {
    EXPECT_EQ(rule_in("table 100 protocol 99").protocol, 18);
    EXPECT_EQ(rule_in("table 100 protocol 99 no_track").protocol, 99);
    EXPECT_EQ(rule_in("table 100 no_track").protocol, 0);
    EXPECT_THAT(
        read_rule("table 100 priority 5 protocol 99").remarks(),
        ElementsAre("warning 1: keepalived gives a rule another protocol only with 'no_track', and so "
                    "do we"));
    EXPECT_THAT(read_rule("table 100 priority 5 protocol static").remarks(),
                ElementsAre("warning 31: 'static' is no number: keepalived ignores it, and so do we"));
}

TEST(RuleProtocol, DependsOnTheVersion) {
    EXPECT_EQ(rule_in("table 100", {1, 4, 5}).protocol, 0);
    EXPECT_EQ(rule_in("table 100", {2, 0, 19}).protocol, 112);
    EXPECT_EQ(rule_in("table 100", {2, 1, 5}).protocol, 18);
}

TEST(RuleOptions, DoNotMatter) {
    EXPECT_EQ(
        rule_in("not from 10.7.0.0/16 ipproto tcp sport 80-90 dport 70-71 uidrange 5-6 tunnel-id 77 realms 5 "
                "suppress_prefixlength 0 suppress_ifgroup default table 100"),
        rule_in("from 10.7.0.0/16 table 100"));
}

TEST(RuleOptions, WithABadParameterMayDropTheRule) {
    for (const char* rest : {"suppress_prefixlength x", "suppress_ifgroup x", "uidrange 5", "tunnel-id -1",
                             "realms 256", "tos 256", "priority x", "foo", "default", "no-track"}) {
        EXPECT_TRUE(is_dropped("table 100 " + std::string{rest})) << rest;
    }
    EXPECT_THAT(read_rule("table 100 priority 5 sport 80").remarks(),
                ElementsAre("warning 28: '80' is no value for 'sport': keepalived ignores it, and so do we"));
    EXPECT_TRUE(is_dropped("blackhole sup_pl 0 priority 5"));
}

TEST(FamilyWordOfARule, SwallowsTheNextOne) {
    EXPECT_TRUE(is_dropped("inet to 10.8.0.0/16 table 100"));
    EXPECT_EQ(rule_in("inet6 x table 100").family, Family::ipv6);
    EXPECT_THAT(read_rule("inet6 x table 100 priority 5").remarks(),
                ElementsAre("warning 1: keepalived passes over the word behind 'inet6', and so do we"));
    EXPECT_TRUE(is_dropped("from 10.7.0.0/16 table 100 inet6"));
}

TEST(MissingRuleParameter, IsFatal) {
    EXPECT_THAT(read_rule("from 10.7.0.0/16 table").remarks(),
                ElementsAre("fatal 18: 'table' needs a parameter: keepalived exits; we ignore the line"));
    for (const char* text :
         {"from", "table 100 priority", "table 100 type", "goto", "table 100 sport", "iif"}) {
        const auto reading = read_rule(text);
        EXPECT_EQ(reading.entry, std::nullopt) << text;
        EXPECT_EQ(reading.diagnostics.back().severity, Severity::fatal) << text;
    }
    EXPECT_THAT(
        read_rule("from 10.7.0.0/16 via").remarks(),
        ElementsAre("warning 18: 'via' is no word for rules: keepalived drops the rule, and so do we"));
}

TEST(RuleInterfaces, AreNamedAsFarAsTheLineIsRead) {
    EXPECT_THAT(read_rule("dev eth1 oif eth2 table 100").interfaces, ElementsAre("eth1", "eth2"));
    EXPECT_THAT(read_rule("iif eth1 foo oif eth2 table 100").interfaces, ElementsAre("eth1"));
}

TEST(StaticRule, MayHaveATrackGroup) {
    EXPECT_THAT(read_rule("iif eth0 table 100 priority 5 track_group g", kDefaultVersion, true).remarks(),
                IsEmpty());
    EXPECT_TRUE(is_dropped("iif eth0 table 100 track_group g"));
}

}  // namespace
}  // namespace vipwarden::config
