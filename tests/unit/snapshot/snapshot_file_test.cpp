// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/snapshot_file.hpp"

#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/snapshot/example_snapshot.hpp"

namespace vipwarden::snapshot {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::TemporaryDirectory;
using test::write_text;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

uid_t somebody_else() {
    return ::geteuid() + 1;
}

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
}

std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{directory}) {
        names.push_back(entry.path().filename());
    }
    return names;
}

/// What write() throws; empty if nothing.
std::string error_of_write(const fs::path& file) {
    try {
        write(file, example_snapshot());
    } catch (const std::system_error& error) {
        return error.what();
    }
    return {};
}

/// Restores the umask of the process.
class Umask {
 public:
    explicit Umask(mode_t mask) : old_{::umask(mask)} {}
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;
    ~Umask() { ::umask(old_); }

 private:
    mode_t old_;
};

// ---- names ----

TEST(SnapshotFileName, SaysWhichConfigurationAndWhichNamespace) {
    EXPECT_EQ(file_for("/run/vipwarden", "/etc/keepalived/keepalived.conf", 4026531840),
              "/run/vipwarden/keepalived.conf-81c3a2c60f9464ee@4026531840.json");
}

TEST(SnapshotFileName, DiffersForTheSameNameInAnotherDirectory) {
    EXPECT_NE(file_for("/run/vipwarden", "/etc/a/keepalived.conf", 1),
              file_for("/run/vipwarden", "/etc/b/keepalived.conf", 1));
}

TEST(SnapshotFileName, IsPlainForAnyPath) {
    const auto name = [](const std::string& path) { return file_for("/d", path, 1).native(); };

    EXPECT_THAT(name("/etc/k/a b*\n\xff.conf"), MatchesRegex("/d/a_b___\\.conf-[0-9a-f]+@1\\.json"));
    EXPECT_THAT(name("/etc/k/.hidden"), MatchesRegex("/d/_\\.hidden-[0-9a-f]+@1\\.json"));
    EXPECT_THAT(name("/etc/k/.."), MatchesRegex("/d/_\\.\\.-[0-9a-f]+@1\\.json"));
    EXPECT_THAT(name("/etc/k/"), MatchesRegex("/d/_-[0-9a-f]+@1\\.json"));
    EXPECT_EQ(name(""), "/d/_-cbf29ce484222325@1.json");
}

TEST(SnapshotFileName, IsShortForALongPath) {
    const auto file = file_for("/d", "/etc/" + std::string(4000, 'x'), 18446744073709551615U);

    EXPECT_THAT(file.filename().native(), MatchesRegex("x+-[0-9a-f]+@18446744073709551615\\.json"));
    EXPECT_EQ(file.filename().native().size(), 64 + 1 + 16 + 1 + 20 + 5);
}

TEST(SnapshotFiles, AreListedInOrder) {
    const TemporaryDirectory directory;
    for (const auto* name : {"b@1.json", "a@1.json", ".snapshot-1-0.tmp", "notes.txt"}) {
        write_text(directory / name, "");
    }

    EXPECT_THAT(files_in(directory.path()), ElementsAre(directory / "a@1.json", directory / "b@1.json"));
}

TEST(SnapshotFiles, AreNoneWithoutTheDirectory) {
    const TemporaryDirectory directory;

    EXPECT_THAT(files_in(directory / "missing"), IsEmpty());
}

TEST(SnapshotFiles, AreAnErrorInWhatIsNoDirectory) {
    const TemporaryDirectory directory;
    write_text(directory / "file", "");

    EXPECT_THROW((void)files_in(directory / "file"), std::system_error);
}

// ---- write ----

TEST(SnapshotFileWrite, MakesTheDirectoryAndAFileForTheOwnerOnly) {
    const TemporaryDirectory directory;
    const auto file = directory / "vipwarden" / "a.json";
    const Umask mask{0};

    write(file, example_snapshot());

    EXPECT_EQ(mode_of(file.parent_path()), 0700U);
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_EQ(read(file, kBootId).snapshot, example_snapshot());
}

TEST(SnapshotFileWrite, CanReadItsFileBackUnderAnyUmask) {
    const TemporaryDirectory directory;
    const Umask mask{0777};

    write(directory / "a.json", example_snapshot());

    EXPECT_EQ(mode_of(directory / "a.json"), 0600U);
}

TEST(SnapshotFileWrite, ReplacesTheFileAndLeavesNothingElse) {
    const TemporaryDirectory directory;
    write_text(directory / "a.json", std::string(100'000, 'x'));

    write(directory / "a.json", example_snapshot());

    EXPECT_EQ(read(directory / "a.json", kBootId).snapshot, example_snapshot());
    EXPECT_THAT(names_in(directory.path()), ElementsAre("a.json"));
}

TEST(SnapshotFileWrite, IsNotHeldUpByWhatAKilledWriterLeft) {
    const TemporaryDirectory directory;
    write_text(directory / (".snapshot-" + std::to_string(::getpid()) + "-0.tmp"), "half");

    write(directory / "a.json", example_snapshot());

    EXPECT_EQ(read(directory / "a.json", kBootId).snapshot, example_snapshot());
}

TEST(SnapshotFileWrite, ReplacesASymbolicLinkAndNotItsTarget) {
    const TemporaryDirectory directory;
    write_text(directory / "target", "precious");
    fs::create_symlink(directory / "target", directory / "a.json");

    write(directory / "a.json", example_snapshot());

    EXPECT_EQ(read_text(directory / "target"), "precious");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(directory / "a.json")));
}

TEST(SnapshotFileWrite, LeavesNothingBehindWhenItFails) {
    const TemporaryDirectory directory;
    fs::create_directory(directory / "a.json");

    EXPECT_EQ(error_of_write(directory / "a.json"),
              "replace '" + (directory / "a.json").native() + "': Is a directory");
    EXPECT_THAT(names_in(directory.path()), ElementsAre("a.json"));
}

TEST(SnapshotFileWrite, RefusesADirectoryThatOthersWriteTo) {
    const TemporaryDirectory directory;
    fs::permissions(directory.path(), fs::perms{0770});

    EXPECT_EQ(error_of_write(directory / "a.json"),
              "directory '" + directory.path().native() +
                  "' belongs to somebody else or is writable by others, so no snapshot in it could be "
                  "trusted: give it to uid " +
                  std::to_string(::geteuid()) + " with mode 0700: Operation not permitted");
    EXPECT_THAT(names_in(directory.path()), IsEmpty());
}

TEST(SnapshotFileWrite, RefusesADirectoryOfSomebodyElse) {
    const TemporaryDirectory directory;
    if (::chown(directory.path().c_str(), somebody_else(), static_cast<gid_t>(-1)) != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: giving a directory away needs CAP_CHOWN";
    }

    EXPECT_THAT(error_of_write(directory / "a.json"),
                StartsWith("directory '" + directory.path().native() + "' belongs to somebody else"));
}

TEST(SnapshotFileWrite, RefusesADirectoryBehindASymbolicLink) {
    const TemporaryDirectory directory;
    fs::create_directory(directory / "real");
    fs::create_directory_symlink(directory / "real", directory / "link");

    EXPECT_EQ(error_of_write(directory / "link" / "a.json"),
              "open the directory '" + (directory / "link").native() + "': Not a directory");
}

TEST(SnapshotFileWrite, SaysWhichDirectoryItCannotMake) {
    const TemporaryDirectory directory;

    EXPECT_EQ(
        error_of_write(directory / "missing" / "sub" / "a.json"),
        "make the directory '" + (directory / "missing" / "sub").native() + "': No such file or directory");
}

TEST(SnapshotFileWrite, RefusesToWriteMoreThanIsEverReadBack) {
    const TemporaryDirectory directory;
    // Each of these bytes takes six in JSON.
    const Snapshot huge{.boot_id = std::string(std::size_t{11} * 1024 * 1024, '\x01')};
    write(directory / "a.json", example_snapshot());

    EXPECT_THROW(write(directory / "a.json", huge), std::system_error);
    EXPECT_EQ(read(directory / "a.json", kBootId).snapshot, example_snapshot());
}

TEST(SnapshotFileWrite, ShowsAReaderTheOldOrTheNewAndNeverAPart) {
    const TemporaryDirectory directory;
    const auto file = directory / "a.json";
    write(file, example_snapshot());
    std::jthread writer{[&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            write(file, example_snapshot());
        }
    }};

    for (int i = 0; i < 200; ++i) {
        ASSERT_EQ(read(file, kBootId).snapshot, example_snapshot());
    }
}

// ---- read ----

TEST(SnapshotFileRead, FindsNothingWithoutAFileAndSaysNothing) {
    const TemporaryDirectory directory;

    const auto result = read(directory / "a.json", kBootId);

    EXPECT_EQ(result.snapshot, std::nullopt);
    EXPECT_THAT(result.warnings, IsEmpty());
}

class UntrustedSnapshotFile : public testing::Test {
 protected:
    void SetUp() override { write(file, example_snapshot()); }

    void expect_ignored_because(const std::string& sentence) const {
        const auto result = read(file, kBootId);
        EXPECT_EQ(result.snapshot, std::nullopt);
        EXPECT_THAT(result.warnings, ElementsAre("snapshot '" + file.native() + "' " + sentence));
    }

    TemporaryDirectory directory{};
    fs::path file{directory / "a.json"};
};

TEST_F(UntrustedSnapshotFile, IsOneThatIsEmpty) {
    fs::resize_file(file, 0);

    expect_ignored_because(
        "is damaged (not a JSON object) and is ignored: addresses are judged by the configuration alone; the "
        "next start of keepalived writes it anew");
}

TEST_F(UntrustedSnapshotFile, IsASymbolicLink) {
    fs::rename(file, directory / "elsewhere");
    fs::create_symlink(directory / "elsewhere", file);

    expect_ignored_because("is a symbolic link and is ignored: remove it");
}

TEST_F(UntrustedSnapshotFile, IsAFifo) {
    fs::remove(file);
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);

    expect_ignored_because("is not a regular file and is ignored: remove it");
}

TEST_F(UntrustedSnapshotFile, IsADirectory) {
    fs::remove(file);
    fs::create_directory(file);

    expect_ignored_because("is not a regular file and is ignored: remove it");
}

TEST_F(UntrustedSnapshotFile, IsWritableByTheGroup) {
    fs::permissions(file, fs::perms{0620});

    expect_ignored_because(
        "is writable by others and is ignored, because anything may stand in it: remove it");
}

TEST_F(UntrustedSnapshotFile, IsWritableByAll) {
    fs::permissions(file, fs::perms{0602});

    expect_ignored_because(
        "is writable by others and is ignored, because anything may stand in it: remove it");
}

TEST_F(UntrustedSnapshotFile, BelongsToSomebodyElse) {
    if (::chown(file.c_str(), somebody_else(), static_cast<gid_t>(-1)) != 0) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: giving a file away needs CAP_CHOWN";
    }

    expect_ignored_because("belongs to uid " + std::to_string(somebody_else()) +
                           " and is ignored, because anything may stand in it: remove it");
}

TEST_F(UntrustedSnapshotFile, IsTooLarge) {
    fs::resize_file(file, std::uintmax_t{64} * 1024 * 1024 + 1);

    expect_ignored_because("is larger than 64 MiB, which no snapshot is, and is ignored: remove it");
}

TEST_F(UntrustedSnapshotFile, StandsBelowWhatIsNoDirectory) {
    file = file / "b.json";

    expect_ignored_because(
        "can't be read (Not a directory), so addresses are judged by the configuration alone");
}

TEST(SnapshotFileRead, NamesTheFileInEveryWarning) {
    const TemporaryDirectory directory;
    const auto file = directory / "a.json";

    write(file, example_snapshot());

    const auto result = read(file, "another boot");

    ASSERT_TRUE(result.snapshot.has_value());
    EXPECT_EQ(result.snapshot->baseline, std::nullopt);
    EXPECT_THAT(result.warnings,
                ElementsAre("snapshot '" + file.native() +
                            "' was not written since the last boot: what it says about addresses and "
                            "processes is void; nothing needs to be done"));
}

TEST(BootId, IsTheKernelsInOneLine) {
    EXPECT_THAT(current_boot_id(), MatchesRegex("[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+"));
    EXPECT_EQ(current_boot_id() + "\n", read_text("/proc/sys/kernel/random/boot_id"));
}

}  // namespace
}  // namespace vipwarden::snapshot
