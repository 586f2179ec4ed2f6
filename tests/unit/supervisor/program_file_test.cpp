// SPDX-License-Identifier: MIT
#include "wrapper/supervisor/program_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

namespace vipwarden::supervisor {
namespace {

namespace fs = std::filesystem;
using testing::Eq;
using testing::Optional;

/// A copy beside the test's own program, and so on its file system.
class ProgramFile : public testing::Test {
 protected:
    ProgramFile() {
        fs::create_directory(directory_);
        std::ofstream{program()} << "text";
        fs::permissions(program(), fs::perms::owner_all);
    }
    ~ProgramFile() override { fs::remove_all(directory_); }

    [[nodiscard]] fs::path program() const { return directory_ / "keepalived"; }
    [[nodiscard]] const fs::path& directory() const { return directory_; }

 private:
    fs::path directory_{fs::read_symlink("/proc/self/exe").parent_path() / "program_file_test"};
};

TEST_F(ProgramFile, IsReadByItsPath) {
    EXPECT_THAT(read_program_file(program().string(), ""), Optional(Eq("text")));
}

TEST_F(ProgramFile, IsTheFirstOneInThePath) {
    (void)fs::exists("/keepalived");  // now the kernel knows

    EXPECT_THAT(read_program_file("keepalived", "/:" + directory().string() + ":/usr/bin"),
                Optional(Eq("text")));
    EXPECT_EQ(read_program_file("keepalived", "/"), std::nullopt);
    EXPECT_EQ(read_program_file("keepalived", ""), std::nullopt);
}

TEST_F(ProgramFile, IsFollowedThroughLinks) {
    fs::create_symlink("keepalived", directory() / "link");

    EXPECT_THAT(read_program_file((directory() / "link").string(), ""), Optional(Eq("text")));
}

TEST_F(ProgramFile, IsNotReadOnAnotherFileSystemThanOurs) {
    ASSERT_TRUE(fs::exists("/proc/self/exe"));

    EXPECT_EQ(read_program_file("/proc/self/status", ""), std::nullopt);
}

TEST_F(ProgramFile, IsNoFileThatCannotBeRun) {
    fs::permissions(program(), fs::perms::owner_read);

    EXPECT_EQ(read_program_file(program().string(), ""), std::nullopt);
    EXPECT_EQ(read_program_file(directory().string(), ""), std::nullopt);
    EXPECT_EQ(read_program_file((directory() / "nothing").string(), ""), std::nullopt);
    EXPECT_EQ(read_program_file("", ""), std::nullopt);
}

}  // namespace
}  // namespace vipwarden::supervisor
