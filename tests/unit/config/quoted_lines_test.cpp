// SPDX-License-Identifier: MIT
#include "wrapper/config/quoted_lines.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parse_text.hpp"
#include "test_machine.hpp"
#include "wrapper/config/strict.hpp"

namespace vipwarden::config {
namespace {

using testing::ElementsAre;

TEST(QuotedLines, AreThoseThatTheDiagnosticsAreAbout) {
    const std::string text = addresses_with("10.0.0.1\n\t10.0.0.2 dev nope0");
    MemoryFileReader files{{{"k.conf", text}}};
    auto refusals = strict_addresses(parse("k.conf", files), test_machine()).refusals;
    quote_lines(refusals, files);
    ASSERT_EQ(refusals.size(), 1U);
    EXPECT_EQ(format(refusals.front()),
              "k.conf:6:2: fatal: there is no interface 'nope0' here: keepalived refuses the whole "
              "configuration\n\t10.0.0.2 dev nope0\n\t^");
}

TEST(QuotedLines, AreLeftAloneOrOutWhereThereIsNothingToQuote) {
    MemoryFileReader files{{{"a.conf", std::string{"one\r\ntwo"}}}};
    std::vector<Diagnostic> diagnostics{
        {.where = {.file = "a.conf", .line = 1}}, {.where = {.file = "a.conf", .line = 2}},
        {.where = {.file = "a.conf", .line = 3}}, {.where = {.file = "a.conf"}},
        {.where = {.file = "b.conf", .line = 1}}, {.where = {.file = "a.conf", .line = 1}, .line = "kept"}};
    quote_lines(diagnostics, files);
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : diagnostics) {
        lines.push_back(diagnostic.line);
    }
    EXPECT_THAT(lines, ElementsAre("one", "two", "", "", "", "kept"));
}

}  // namespace
}  // namespace vipwarden::config
