// SPDX-License-Identifier: MIT
#include "wrapper/report/metrics.hpp"

#include <gmock/gmock.h>

namespace vipwarden::report {
namespace {

/// The text of one gauge "g" with one label "name" of that value.
std::string shown(const std::string& value) {
    const auto text = exposition({{.name = "g", .help = "h", .samples = {{.labels = {{"name", value}}}}}});
    const std::string head = "# HELP g h\n# TYPE g gauge\ng{name=\"";
    EXPECT_EQ(text.substr(0, head.size()), head);
    EXPECT_EQ(text.substr(text.size() - 5), "\"} 0\n");
    return text.substr(head.size(), text.size() - head.size() - 5);
}

TEST(Metrics, LeavesOutAGaugeWithoutSamples) {
    EXPECT_EQ(exposition({{.name = "g", .help = "h"}}), "");
}

TEST(Metrics, EscapesWhatWouldEndALabelValue) {
    EXPECT_EQ(shown(R"(a\b"c)"), R"(a\\b\"c)");
    EXPECT_EQ(shown("a\nb"), R"(a\nb)");
    EXPECT_EQ(shown("a,b=c{d}"), "a,b=c{d}");
}

TEST(Metrics, KeepsTextInUtf8) {
    EXPECT_EQ(shown("Zürich"), "Zürich");
    EXPECT_EQ(shown("\xE2\x82\xAC"), "\xE2\x82\xAC");
    EXPECT_EQ(shown("\xF0\x9F\x9A\xA6"), "\xF0\x9F\x9A\xA6");
}

TEST(Metrics, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(shown("a\xFF"), "a\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xC3"), "\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xC3("), "\xEF\xBF\xBD(");
    EXPECT_EQ(shown("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xE0\x80\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(shown("\xE2\x82(").back(), '(');
}

TEST(Metrics, ShowsEachSetOfLabelsOnceInTheOrderOfTheSamples) {
    EXPECT_EQ(exposition({{.name = "g",
                           .help = "h",
                           .samples = {{.labels = {{"a", "2"}}, .value = 0},
                                       {.labels = {{"a", "1"}}, .value = 5},
                                       {.labels = {{"a", "2"}}, .value = 1}}}}),
              "# HELP g h\n# TYPE g gauge\ng{a=\"2\"} 1\ng{a=\"1\"} 5\n");
}

}  // namespace
}  // namespace vipwarden::report
