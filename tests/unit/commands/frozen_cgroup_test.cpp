// SPDX-License-Identifier: MIT
// Files that look like those of a cgroup; system.third_layer has the real ones.
#include "wrapper/commands/frozen_cgroup.hpp"

#include <system_error>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "wrapper/commands/drop_in_file.hpp"

namespace vipwarden::commands {
namespace {

class FrozenCgroup : public testing::Test {
 protected:
    void is(const char* freeze, const char* events) {
        write_file(directory_.path() / "cgroup.freeze", freeze);
        write_file(directory_.path() / "cgroup.events", events);
    }

    test::TemporaryDirectory directory_{};
};

TEST_F(FrozenCgroup, IsThawed) {
    is("1\n", "populated 1\nfrozen 1\n");

    EXPECT_EQ(thaw_cgroup(directory_.path()), Thawing::done);
    EXPECT_TRUE(read_file(directory_.path() / "cgroup.freeze")->starts_with('0'));
}

TEST_F(FrozenCgroup, IsThawedWhileItIsNotYetFrozenAltogether) {
    is("1\n", "populated 1\nfrozen 0\n");

    EXPECT_EQ(thaw_cgroup(directory_.path()), Thawing::done);
}

TEST_F(FrozenCgroup, IsLeftAloneWhereOneAboveIsFrozen) {
    is("0\n", "populated 1\nfrozen 1\n");

    EXPECT_EQ(thaw_cgroup(directory_.path()), Thawing::from_above);
}

TEST_F(FrozenCgroup, IsNothingToDoWhereItIsNotFrozenOrIsGone) {
    is("0\n", "populated 1\nfrozen 0\n");

    EXPECT_EQ(thaw_cgroup(directory_.path()), Thawing::not_needed);
    EXPECT_EQ(thaw_cgroup(directory_.path() / "gone"), Thawing::not_needed);
}

TEST_F(FrozenCgroup, SaysWhatCouldNotBeRead) {
    std::filesystem::create_directory(directory_.path() / "cgroup.freeze");

    try {
        (void)thaw_cgroup(directory_.path());
        FAIL() << "it was read";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::is_a_directory);
    }
}

}  // namespace
}  // namespace vipwarden::commands
