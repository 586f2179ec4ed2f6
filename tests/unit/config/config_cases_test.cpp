// SPDX-License-Identifier: MIT
// Whole configuration files and the addresses that keepalived makes of them: our own in tests/data/config,
// and a larger collection where the environment variable VIPWARDEN_CASES names its directory. Both hold
// NAME.conf with NAME.expected: a line "INTERFACE ADDRESS/PREFIX" for each address; '#' begins a comment.
// Beside our own there is a NAME.declared where the file declares others than keepalived configures, and
// NAME@VERSION.expected for releases that are not the default.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_machine.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/config/strict.hpp"

namespace vipwarden::config {
namespace {

namespace fs = std::filesystem;

const fs::path kOwnCases = fs::path{VIPWARDEN_TEST_DATA} / "config";

/// Why the declared set of a case is not what keepalived really configures (known_differences.txt).
struct Difference {
    std::string kind;
    std::string reason;
};

std::map<std::string, Difference> known_differences() {
    std::map<std::string, Difference> differences;
    std::ifstream file{kOwnCases / "known_differences.txt"};
    for (std::string line; std::getline(file, line);) {
        std::istringstream words{line};
        std::string name;
        Difference difference;
        if (words >> name >> difference.kind && !name.starts_with('#')) {
            std::getline(words >> std::ws, difference.reason);
            differences[name] = difference;
        }
    }
    return differences;
}

std::set<std::string> expected_addresses(const fs::path& file) {
    std::set<std::string> addresses;
    std::ifstream stream{file};
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty() && !line.starts_with('#')) {
            addresses.insert(line);
        }
    }
    return addresses;
}

/// Addresses in a network namespace are written "NAMESPACE:INTERFACE ADDRESS/PREFIX".
template <typename Address>
std::set<std::string> lines_of(const ParseResult& result, const std::vector<Address>& list) {
    const auto& name = result.configuration.net_namespace;
    std::set<std::string> lines;
    for (const Address& one : list) {
        lines.insert((name ? *name + ':' : "") + one.interface + ' ' + netlink::to_string(one.address) + '/' +
                     std::to_string(one.prefix_length));
    }
    return lines;
}

std::set<std::string> declared_addresses(const ParseResult& result) {
    return lines_of(result, declared_vips(result.configuration));
}

std::set<std::string> configured_addresses(const ParseResult& result) {
    return lines_of(result, strict_addresses(result, test_machine()).addresses);
}

/// Whether keepalived was seen to end, crash or hang on the case.
bool says_refused(const fs::path& expected) {
    const std::string text = test::read_text(expected);
    return text.find("outcome: keepalived exited") != std::string::npos ||
           text.find("outcome: CRASH") != std::string::npos ||
           text.find("outcome: hangs") != std::string::npos;
}

std::vector<fs::path> cases_in(const fs::path& directory) {
    std::vector<fs::path> cases;
    for (const auto& entry : fs::directory_iterator{directory}) {
        if (entry.path().extension() == ".conf") {
            cases.push_back(entry.path());
        }
    }
    std::ranges::sort(cases);
    return cases;
}

ParseResult parse_case(const fs::path& file, const Version& version = kDefaultVersion) {
    PosixFileReader files;
    return parse(file.native(), files, {.config_id = "node1", .version = version});
}

fs::path expected_of(fs::path file) {
    return file.replace_extension(".expected");
}

fs::path declaration_of(fs::path file) {
    file.replace_extension(".declared");
    return fs::exists(file) ? file : expected_of(file);
}

TEST(OwnCases, AreReadAsKeepalivedReadsThem) {
    const auto cases = cases_in(kOwnCases);
    ASSERT_GE(cases.size(), 45U);
    for (const fs::path& file : cases) {
        SCOPED_TRACE(file.filename());
        const ParseResult result = parse_case(file);
        const bool refused = result.refused || !strict_addresses(result, test_machine()).refusals.empty();
        EXPECT_EQ(configured_addresses(result), expected_addresses(expected_of(file)));
        EXPECT_EQ(declared_addresses(result), expected_addresses(declaration_of(file)));
        EXPECT_EQ(refused, says_refused(expected_of(file)));
    }
}

TEST(OwnCases, AreReadAsOtherVersionsReadThem) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator{kOwnCases}) {
        const std::string stem = entry.path().stem().native();
        const std::size_t at = stem.find('@');
        if (at == std::string::npos) {
            continue;
        }
        SCOPED_TRACE(entry.path().filename());
        ++count;
        const auto version = parse_version(stem.substr(at));
        ASSERT_TRUE(version);
        const ParseResult result = parse_case(kOwnCases / (stem.substr(0, at) + ".conf"), *version);
        EXPECT_EQ(configured_addresses(result), expected_addresses(entry.path()));
    }
    EXPECT_GE(count, 24U);
}

class GivenCases : public testing::Test {
 protected:
    void SetUp() override {
        const char* directory = std::getenv("VIPWARDEN_CASES");
        if (directory == nullptr) {
            GTEST_SKIP() << "VIPWARDEN_CASES names no directory with cases";
        }
        cases_ = cases_in(directory);
        ASSERT_FALSE(cases_.empty());
    }

    [[nodiscard]] const std::vector<fs::path>& cases() const { return cases_; }

 private:
    std::vector<fs::path> cases_{};
};

/// What happens there at run time decides about these.
const std::set<std::string> kRunTimeCases{"081-dev-missing-dynamic-fault", "094-own-address",
                                          "170-netns-missing"};

TEST_F(GivenCases, AreConfiguredAsKeepalivedConfiguresThem) {
    for (const fs::path& file : cases()) {
        if (!kRunTimeCases.contains(file.stem().native())) {
            EXPECT_EQ(configured_addresses(parse_case(file)), expected_addresses(expected_of(file))) << file;
        }
    }
}

TEST_F(GivenCases, DeclareWhatKeepalivedConfiguresExceptForKnownDifferences) {
    const auto differences = known_differences();
    for (const fs::path& file : cases()) {
        const auto declared = declared_addresses(parse_case(file));
        const auto expected = expected_addresses(expected_of(file));
        const auto known = differences.find(file.stem().native());
        if (known == differences.end()) {
            EXPECT_EQ(declared, expected) << file;
        } else {
            EXPECT_NE(declared, expected) << file << " matches: take it off the list of known differences ("
                                          << known->second.reason << ')';
        }
    }
}

TEST_F(GivenCases, AreRemarkedOnAsFatalWhereKeepalivedRefusesThem) {
    const auto differences = known_differences();
    for (const fs::path& file : cases()) {
        const auto known = differences.find(file.stem().native());
        const bool needs_the_machine = known != differences.end() && known->second.kind == "machine";
        const bool refused = parse_case(file).refused;
        EXPECT_EQ(refused, says_refused(expected_of(file)) && !needs_the_machine) << file;
    }
}

TEST_F(GivenCases, IncludeEveryKnownDifference) {
    std::set<std::string> names;
    for (const fs::path& file : cases()) {
        names.insert(file.stem().native());
    }
    for (const auto& [name, difference] : known_differences()) {
        EXPECT_THAT(difference.kind, testing::AnyOf("refused", "machine", "static")) << name;
        EXPECT_FALSE(difference.reason.empty()) << name;
        EXPECT_TRUE(names.contains(name)) << name;
    }
}

}  // namespace
}  // namespace vipwarden::config
