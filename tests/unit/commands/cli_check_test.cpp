// SPDX-License-Identifier: MIT
#include <initializer_list>
#include <vector>

#include <gmock/gmock.h>

#include "wrapper/commands/cli.hpp"

namespace vipwarden::commands {
namespace {

using testing::HasSubstr;

CommandLine parse(std::initializer_list<const char*> words) {
    std::vector<const char*> argv{"vipwarden", "check"};
    argv.insert(argv.end(), words);
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

CheckOptions options_of(std::initializer_list<const char*> words) {
    return std::get<CheckOptions>(parse(words));
}

std::string error_of(std::initializer_list<const char*> words) {
    return std::get<UsageError>(parse(words)).message;
}

TEST(CheckCommandLine, LooksAtTheDefaultUnitForPeopleUnlessToldOtherwise) {
    const auto options = options_of({});

    EXPECT_EQ(options.format, CheckFormat::table);
    EXPECT_EQ(options.unit, std::nullopt);
    EXPECT_EQ(options.textfile, std::nullopt);
    EXPECT_FALSE(options.probe);
    EXPECT_FALSE(options.recorded);
}

TEST(CheckCommandLine, TakesEachFormat) {
    EXPECT_EQ(options_of({"--format", "table"}).format, CheckFormat::table);
    EXPECT_EQ(options_of({"--format=json"}).format, CheckFormat::json);
    EXPECT_EQ(options_of({"--format", "prometheus"}).format, CheckFormat::prometheus);
    EXPECT_EQ(options_of({"--format", "nagios"}).format, CheckFormat::nagios);
    EXPECT_EQ(options_of({"--json"}).format, CheckFormat::json);
    EXPECT_THAT(error_of({"--format", "xml"}), HasSubstr("xml"));
    EXPECT_EQ(error_of({"--format", "nagios", "--json"}), "--format excludes --json");
}

TEST(CheckCommandLine, TakesWhatToLookAt) {
    const auto options = options_of({"--probe", "--unit", "keepalived@blue", "--textfile", "/var/lib/x"});

    EXPECT_TRUE(options.probe);
    EXPECT_EQ(options.unit, "keepalived@blue");
    EXPECT_EQ(options.textfile, "/var/lib/x");
    EXPECT_EQ(options_of({"--unit", ""}).unit, "");
}

TEST(CheckCommandLine, KeepsRecordedToWhatIsRecorded) {
    EXPECT_TRUE(options_of({"--recorded", "--textfile", "/x"}).recorded);
    EXPECT_EQ(error_of({"--recorded", "--probe"}), "--recorded excludes --probe");
    EXPECT_EQ(error_of({"--recorded", "--unit", "x"}), "--recorded excludes --unit");
}

TEST(CheckCommandLine, NamesTheFormatsAndNothingOfTheInside) {
    EXPECT_THAT(std::get<Information>(parse({"--help"})).text,
                HasSubstr("--format table|json|prometheus|nagios Excludes: --json"));
}

TEST(CheckCommandLine, SaysWhatTheExitStatusMeans) {
    EXPECT_THAT(std::get<Information>(parse({"--help"})).text, HasSubstr("0 nothing is wrong; 1 warning"));
}

}  // namespace
}  // namespace vipwarden::commands
