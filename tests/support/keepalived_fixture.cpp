// SPDX-License-Identifier: MIT
#include "tests/support/keepalived_fixture.hpp"

#include <iostream>

namespace vipwarden::support {

void KeepalivedTest::SetUp() {
    if (const std::string reason = why_not_here(); !reason.empty()) {
        GTEST_SKIP() << reason;
    }
    furnish();
}

void KeepalivedTest::TearDown() {
    if (!is_furnished()) {
        return;  // Skipped.
    }
    kill_everything();
    if (HasFailure()) {
        std::cout << outputs() << std::flush;
    }
    clear_away();
}

}  // namespace vipwarden::support
