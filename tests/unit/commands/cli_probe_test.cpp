// SPDX-License-Identifier: MIT
#include <initializer_list>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"
#include "wrapper/commands/cli.hpp"

namespace vipwarden::commands {
namespace {

using support::ip;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using Kind = report::Expectation::Kind;

CommandLine parse(std::initializer_list<const char*> words) {
    std::vector<const char*> argv{"vipwarden", "probe"};
    argv.insert(argv.end(), words);
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

ProbeOptions options_of(std::initializer_list<const char*> words) {
    return std::get<ProbeOptions>(parse(words));
}

std::string error_of(std::initializer_list<const char*> words) {
    return std::get<UsageError>(parse(words)).message;
}

TEST(ProbeCommandLine, TakesAddressesEachOnce) {
    const auto options = options_of({"10.0.0.5", "2001:db8::5", "10.0.0.5", "2001:DB8:0::5"});

    EXPECT_THAT(options.addresses, ElementsAre(ip("10.0.0.5"), ip("2001:db8::5")));
    EXPECT_EQ(options.interface, "");
    EXPECT_EQ(options.expectation, std::nullopt);
    EXPECT_EQ(options.window, std::chrono::seconds{2});
    EXPECT_FALSE(options.json);
}

TEST(ProbeCommandLine, TakesOptionsBeforeAndBehindTheAddresses) {
    const auto options = options_of({"-i", "eth0", "10.0.0.5", "-s", "blue", "--window", "0.25", "--json"});

    EXPECT_THAT(options.addresses, ElementsAre(ip("10.0.0.5")));
    EXPECT_EQ(options.interface, "eth0");
    EXPECT_EQ(options.net_namespace, "blue");
    EXPECT_EQ(options.window, std::chrono::milliseconds{250});
    EXPECT_TRUE(options.json);
}

TEST(ProbeCommandLine, TakesWhatIsExpected) {
    EXPECT_EQ(options_of({"10.0.0.5", "--expect", "none"}).expectation,
              (report::Expectation{.kind = Kind::none}));
    EXPECT_EQ(options_of({"10.0.0.5", "--expect", "one"}).expectation,
              (report::Expectation{.kind = Kind::one}));
    EXPECT_EQ(options_of({"10.0.0.5", "--expect", "00:00:5e:00:01:33"}).expectation,
              (report::Expectation{.kind = Kind::mac, .mac = {0, 0, 0x5e, 0, 1, 0x33}}));
}

TEST(ProbeCommandLine, SaysWhatIsWrong) {
    EXPECT_EQ(error_of({}), "address is required");
    EXPECT_EQ(error_of({"10.0.0.5", "10.0.0.5/24"}), "10.0.0.5/24 is no IP address of a host");
    EXPECT_EQ(error_of({"eth0"}), "eth0 is no IP address of a host");
    EXPECT_EQ(error_of({"224.0.0.18"}), "224.0.0.18 is no IP address of a host");
    EXPECT_EQ(error_of({"::"}), ":: is no IP address of a host");
    EXPECT_EQ(error_of({"0.0.0.0"}), "0.0.0.0 is no IP address of a host");
    EXPECT_EQ(error_of({"10.0.0.5", "--expect", "two"}), "--expect two: not none, one, or a MAC address");
    EXPECT_EQ(error_of({"10.0.0.5", "--expect", ""}), "--expect : not none, one, or a MAC address");
    // CLI11 2.4 puts the range in brackets.
    EXPECT_THAT(error_of({"10.0.0.5", "--window", "0"}),
                ContainsRegex("^--window: Value 0 not in range .?0\\.1"));
}

}  // namespace
}  // namespace vipwarden::commands
