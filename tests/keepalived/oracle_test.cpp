// SPDX-License-Identifier: MIT
// Whole configuration files, read by real keepalived and by vipwarden: our own in tests/data/config, those of
// $VIPWARDEN_CASES and $VIPWARDEN_CORPUS (directories with *.conf), or one alone, $VIPWARDEN_ORACLE_FILE. See
// CONTRIBUTING.md for how to ask another keepalived than the installed one.
#include "tests/support/oracle.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/oracle_fixture.hpp"
#include "tests/support/oracle_world.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden {
namespace {

namespace fs = std::filesystem;
using support::OracleRun;
using support::Trial;
using support::Verdict;

const fs::path kOwnFiles = fs::path{VIPWARDEN_TEST_DATA} / "config";

class OracleOnFiles : public support::OracleTest {
 protected:
    /// Asks about each file, prints the table, and fails for each disagreement.
    void expect_agreement(const std::vector<fs::path>& files);
};

std::vector<fs::path> configurations_in(const fs::path& directory) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{directory}) {
        if (entry.path().extension() == ".conf") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

Trial trial_of(const fs::path& file) {
    return {.name = file.filename(), .directory = fs::absolute(file).parent_path()};
}

/// The same without the directory: what may be made smaller.
Trial with_files_in_memory(Trial trial) {
    for (const fs::path& file : support::files_of(trial)) {
        trial.files[fs::relative(file, trial.directory)] = test::read_text(file);
    }
    trial.directory.clear();
    return trial;
}

/// How often each thing happened.
struct Count {
    std::size_t agree{0};
    std::size_t disagree{0};
    std::size_t refused{0};
    std::size_t no_word{0};
    std::size_t not_said{0};
};

void count(const Verdict& verdict, Count& sum) {
    ++(verdict.agrees() ? sum.agree : sum.disagree);
    sum.refused += verdict.is_answered() && verdict.outcome != OracleRun::Outcome::running ? 1U : 0U;
    sum.no_word += verdict.is_answered() ? 0U : 1U;
    sum.not_said += verdict.refusal_differs() ? 1U : 0U;
}

std::string how_to_run_alone(const fs::path& file) {
    return fmt::format(
        "to ask about this file alone, with keepalived's log:\n  VIPWARDEN_ORACLE_FILE='{}' {} "
        "--gtest_filter=OracleOnFiles.AgreesOnTheGivenFile",
        fs::absolute(file).native(), fs::read_symlink("/proc/self/exe").native());
}

void OracleOnFiles::expect_agreement(const std::vector<fs::path>& files) {
    std::vector<Trial> trials;
    std::ranges::transform(files, std::back_inserter(trials), trial_of);
    const auto verdicts = oracle().ask_all(trials, side_by_side());
    Count sum;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::cout << to_string(verdicts[i]) << '\n';
        count(verdicts[i], sum);
        EXPECT_TRUE(verdicts[i].agrees()) << to_string(verdicts[i]) << '\n' << how_to_run_alone(files[i]);
    }
    std::cout << fmt::format(
        "keepalived {}: {} agree ({} of them without an answer from keepalived), {} disagree; keepalived "
        "refuses "
        "{}; {} times only one of the two says so\n",
        config::to_string(oracle().keepalived().version), sum.agree, sum.no_word, sum.disagree, sum.refused,
        sum.not_said);
}

TEST_F(OracleOnFiles, AgreesOnOurOwnFiles) {
    const auto files = configurations_in(kOwnFiles);
    ASSERT_GE(files.size(), 25U);
    expect_agreement(files);
}

TEST_F(OracleOnFiles, AgreesOnTheGivenCases) {
    const char* directory = std::getenv("VIPWARDEN_CASES");
    if (directory == nullptr) {
        GTEST_SKIP() << "VIPWARDEN_CASES names no directory with configurations";
    }
    expect_agreement(configurations_in(directory));
}

TEST_F(OracleOnFiles, AgreesOnTheGivenCorpus) {
    const char* directory = std::getenv("VIPWARDEN_CORPUS");
    if (directory == nullptr) {
        GTEST_SKIP() << "VIPWARDEN_CORPUS names no directory with configurations";
    }
    expect_agreement(configurations_in(directory));
}

TEST_F(OracleOnFiles, AgreesOnTheGivenFile) {
    const char* file = std::getenv("VIPWARDEN_ORACLE_FILE");
    if (file == nullptr) {
        GTEST_SKIP() << "VIPWARDEN_ORACLE_FILE names no configuration";
    }
    oracle().ask(trial_of(file));
    const Verdict verdict = oracle().next();
    std::cout << verdict.log << to_string(verdict) << "\nkeepalived configures:\n";
    for (const std::string& line : verdict.keepalived) {
        std::cout << "    " << line << '\n';
    }
    EXPECT_TRUE(verdict.agrees()) << shrunken(with_files_in_memory(trial_of(file)), verdict);
}

TEST_F(OracleOnFiles, ProgramGivesTheSameAnswer) {
    oracle().ask_program(VIPWARDEN_PATH);
    const auto verdicts =
        oracle().ask_all({trial_of(kOwnFiles / "vmac.conf"), trial_of(kOwnFiles / "includes.conf"),
                          trial_of(kOwnFiles / "refused-interface.conf")},
                         3);
    for (const Verdict& verdict : verdicts) {
        EXPECT_TRUE(verdict.agrees()) << to_string(verdict);
    }
    EXPECT_THAT(verdicts.at(0).vipwarden, testing::SizeIs(7));
}

}  // namespace
}  // namespace vipwarden
