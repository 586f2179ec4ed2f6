// SPDX-License-Identifier: MIT
#include "wrapper/config/posix_file_reader.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_directory.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::config {
namespace {

using test::TemporaryDirectory;
using test::write_text;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::VariantWith;

class PosixFileReaderTest : public testing::Test {
 protected:
    std::string path(const std::string& name) { return (directory_ / name).native(); }
    PosixFileReader& reader() { return reader_; }

 private:
    TemporaryDirectory directory_;
    PosixFileReader reader_;
};

TEST_F(PosixFileReaderTest, ReadsAWholeFile) {
    std::string content(200'000, 'x');
    content.back() = '\0';
    write_text(path("k.conf"), content);
    EXPECT_THAT(reader().read(path("k.conf")), VariantWith<std::string>(content));
    EXPECT_THAT(reader().read("/proc/self/status"), VariantWith<std::string>(testing::HasSubstr("Name:")));
}

TEST_F(PosixFileReaderTest, RefusesWhatKeepalivedRefuses) {
    std::filesystem::create_directory(path("dir"));
    ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
    write_text(path("exec"), "x");
    std::filesystem::permissions(path("exec"), std::filesystem::perms::group_exec,
                                 std::filesystem::perm_options::add);

    const auto refused = [&](const std::string& name) {
        return std::get<std::error_code>(reader().read(name));
    };
    EXPECT_EQ(refused(path("nope")), std::errc::no_such_file_or_directory);
    EXPECT_EQ(refused(path("dir")), std::errc::is_a_directory);
    EXPECT_EQ(refused(path("fifo")), std::errc::invalid_argument);
    EXPECT_EQ(refused(path("exec")), std::errc::permission_denied);
    EXPECT_EQ(refused("/dev/null"), std::errc::invalid_argument);
}

TEST_F(PosixFileReaderTest, RefusesAFileAbove64MiB) {
    write_text(path("large"), "");
    std::filesystem::resize_file(path("large"), (std::uintmax_t{64} << 20) + 1);
    EXPECT_THAT(reader().read(path("large")),
                VariantWith<std::error_code>(std::make_error_code(std::errc::file_too_large)));
}

TEST_F(PosixFileReaderTest, FollowsSymbolicLinks) {
    write_text(path("real"), "x");
    std::filesystem::create_symlink("real", path("link"));
    EXPECT_THAT(reader().read(path("link")), VariantWith<std::string>("x"));
}

TEST_F(PosixFileReaderTest, FindsMatchesSortedAndInBraces) {
    for (const char* name : {"b.conf", "a.conf", "c.txt", ".hidden.conf"}) {
        write_text(path(name), "");
    }
    EXPECT_THAT(reader().glob(path("*.conf")), ElementsAre(path("a.conf"), path("b.conf")));
    EXPECT_THAT(reader().glob(path("{c.txt,a.conf,nope}")), ElementsAre(path("c.txt"), path("a.conf")));
    EXPECT_THAT(reader().glob(path("a.conf")), ElementsAre(path("a.conf")));
    EXPECT_THAT(reader().glob(path("nope")), IsEmpty());
    EXPECT_THAT(reader().glob(path("nope*")), IsEmpty());
}

TEST_F(PosixFileReaderTest, FindsFilesInADirectoryWithGlobCharacters) {
    std::filesystem::create_directory(path("a{b,c}[1]*"));
    write_text(path("a{b,c}[1]*/k.conf"), "include *.inc\n");
    write_text(path("a{b,c}[1]*/x.inc"), "! nothing\n");

    const ParseResult result = parse(path("a\\{b,c\\}\\[1\\]\\*/k.conf"), reader());

    EXPECT_THAT(result.configuration.files, ElementsAre(path("a{b,c}[1]*/k.conf"), path("a{b,c}[1]*/x.inc")));
    EXPECT_THAT(result.diagnostics, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::config
