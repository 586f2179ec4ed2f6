// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/keepalived_config.hpp"
#include "tests/support/keepalived_host.hpp"

namespace vipwarden::support {

/// A host of its own for each test. Whatever runs at the end of the test is killed. When a test fails, the
/// output of every program that it started is shown.
class KeepalivedTest : public ::testing::Test, protected KeepalivedHost {
 protected:
    void SetUp() override;
    void TearDown() override;

    /// What eth0 has when nothing is wrong.
    static inline const std::set<std::string> kHostOnEth0{"10.9.0.1/24"};
};

}  // namespace vipwarden::support
