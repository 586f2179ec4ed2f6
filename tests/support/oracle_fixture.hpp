// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/oracle.hpp"

namespace vipwarden::support {

/// A test that asks real keepalived; skipped where there is none, or no private namespaces.
class OracleTest : public testing::Test {
 protected:
    void SetUp() override;

    [[nodiscard]] Oracle& oracle() { return oracle_.value(); }
    /// How many trials at a time.
    [[nodiscard]] static std::size_t side_by_side();

    /// A smaller configuration that keepalived and vipwarden do not agree on in the same manner, with what
    /// they say of it, for people. The trial has files of its own; nothing else may be in flight.
    [[nodiscard]] std::string shrunken(const Trial& trial, const Verdict& verdict);

 private:
    std::optional<Oracle> oracle_{};
};

}  // namespace vipwarden::support
