// SPDX-License-Identifier: MIT
// Inputs that a search has found, or that are made to lead it: none of them may do harm again.
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/fuzz/read_bytes.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden::config {
namespace {

namespace fs = std::filesystem;

TEST(FoundInputs, DoNoHarm) {
    int inputs = 0;
    for (const auto& entry : fs::directory_iterator{fs::path{VIPWARDEN_TEST_DATA} / "fuzz"}) {
        SCOPED_TRACE(entry.path());
        EXPECT_NO_THROW(fuzz::read_bytes(test::read_text(entry.path())));
        ++inputs;
    }
    EXPECT_GE(inputs, 4);
}

}  // namespace
}  // namespace vipwarden::config
