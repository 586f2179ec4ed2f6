// SPDX-License-Identifier: MIT
#include "wrapper/commands/keepalived_version.hpp"

#include <chrono>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/temporary_directory.hpp"

namespace vipwarden::commands {
namespace {

using config::Version;
using testing::Eq;
using testing::Optional;

constexpr Version kGiven{.major = 2, .minor = 4, .patch = 0};
constexpr Version kInstalled{.major = 2, .minor = 3, .patch = 3};
constexpr Version kRecorded{.major = 2, .minor = 1, .patch = 5};

/// A keepalived that notes each question.
class VersionOfKeepalived : public testing::Test {
 protected:
    VersionOfKeepalived() { install("echo 'Keepalived v2.3.3 (11/02,2024)' >&2"); }

    void install(const std::string& answer) {
        // Renamed into its place: a program that is open for writing can't be run.
        const auto file = directory_ / "new";
        std::ofstream{file} << "#!/bin/sh\necho \"$*\" >> " << questions_.string() << "\n" << answer << '\n';
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        std::filesystem::rename(file, program_);
    }

    [[nodiscard]] KeepalivedVersion installed() const { return {std::nullopt, program_.string()}; }
    [[nodiscard]] std::string questions() const { return test::read_text(questions_); }

 private:
    test::TemporaryDirectory directory_{};
    std::filesystem::path program_{directory_ / "keepalived"};
    std::filesystem::path questions_{directory_ / "questions"};
};

TEST_F(VersionOfKeepalived, IsWhatTheOperatorSays) {
    KeepalivedVersion version{kGiven, "/nowhere/keepalived"};

    EXPECT_EQ(version.choose("2.1.5").version, kGiven);
    EXPECT_TRUE(version.choose().known);
}

TEST_F(VersionOfKeepalived, IsWhatIsRecordedBeforeWhatIsInstalled) {
    auto version = installed();

    EXPECT_EQ(version.choose("2.1.5").version, kRecorded);
    EXPECT_EQ(questions(), "");
}

TEST_F(VersionOfKeepalived, IsAskedForOnce) {
    auto version = installed();

    EXPECT_EQ(version.choose().version, kInstalled);
    EXPECT_EQ(version.choose("nonsense").version, kInstalled);
    EXPECT_TRUE(version.choose().known);
    EXPECT_EQ(questions(), "--version\n");
}

TEST_F(VersionOfKeepalived, IsTheDefaultWhereThereIsNoKeepalived) {
    KeepalivedVersion version{std::nullopt, "/nowhere/keepalived"};

    EXPECT_EQ(version.choose().version, config::kDefaultVersion);
    EXPECT_FALSE(version.choose().known);
}

TEST_F(VersionOfKeepalived, IsTheDefaultIfTheProgramAnswersSomethingElse) {
    install("echo 'ls (GNU coreutils) 9.1'");

    EXPECT_FALSE(installed().choose().known);
}

TEST_F(VersionOfKeepalived, IsNotWaitedForLong) {
    install("exec sleep 600");
    const auto begin = std::chrono::steady_clock::now();

    EXPECT_EQ(installed().choose().version, config::kDefaultVersion);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
}

TEST(VersionIn, IsFoundOnKeepalivedsOwnLineOnly) {
    EXPECT_THAT(version_in("warning: libfoo 1.1\nKeepalived v2.2.7 (01/16,2022)\n\nCopyright 2001-2022"),
                Optional(Eq(Version{.major = 2, .minor = 2, .patch = 7})));
    EXPECT_THAT(version_in("Keepalived v1.2.24"), Optional(Eq(Version{.major = 1, .minor = 2, .patch = 24})));
    // 1.2.24 calls itself so.
    EXPECT_THAT(version_in("Keepalived v1.2.23"), Optional(Eq(Version{.major = 1, .minor = 2, .patch = 24})));
    EXPECT_EQ(version_in("libssl.so.1.1: cannot open shared object file"), std::nullopt);
    EXPECT_EQ(version_in("a Keepalived v2.2.7"), std::nullopt);
    EXPECT_EQ(version_in(""), std::nullopt);
}

/// What a program file looks like, as far as it matters.
std::string program_with(std::string_view text) {
    using namespace std::string_literals;
    return "\x7f"
           "ELF\2\1\1\0 code \0"s.append(text)
               .append("\0/etc/keepalived\0"s);
}

TEST(VersionInProgram, IsThatOfTheConstantTextThere) {
    EXPECT_THAT(version_in_program(program_with("Keepalived v2.2.7 (01/16,2022)")),
                Optional(Eq(Version{.major = 2, .minor = 2, .patch = 7})));
    EXPECT_THAT(version_in_program(program_with("Keepalived v1.2.23 (01/01,2016)")),
                Optional(Eq(Version{.major = 1, .minor = 2, .patch = 24})));
}

TEST(VersionInProgram, IsThereMoreThanOnceIfTheTextsAgree) {
    EXPECT_THAT(version_in_program(program_with("Starting Keepalived v1.2.19 (08/15,2015)\n") +
                                   "Stopping Keepalived v1.2.19 (08/15,2015)\n" + "Keepalived v"),
                Optional(Eq(Version{.major = 1, .minor = 2, .patch = 19})));
    EXPECT_EQ(
        version_in_program(program_with("Keepalived v2.2.7 (01/16,2022)") + "Keepalived v2.2.8 (04/04,2023)"),
        std::nullopt);
}

TEST(VersionInProgram, IsNotInWhatOnlyLooksLikeIt) {
    EXPECT_EQ(version_in_program("#!/bin/sh\necho 'Keepalived v2.2.7 (01/16,2022)'\n"), std::nullopt);
    EXPECT_EQ(version_in_program(program_with("Keepalived v")), std::nullopt);
    EXPECT_EQ(version_in_program(program_with("Keepalived v2.2.7")), std::nullopt);
    EXPECT_EQ(version_in_program(program_with("Keepalived v%s (%s)")), std::nullopt);
    EXPECT_EQ(version_in_program("\x7f"
                                 "ELF Keepalived v2.2."),
              std::nullopt);
    EXPECT_EQ(version_in_program(""), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::commands
