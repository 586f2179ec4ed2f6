// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wrapper/commands/cli.hpp"

namespace vipwarden {

// What main() of both programs has in common.

/// For std::visit.
template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

/// "NAME=value" each.
[[nodiscard]] std::vector<std::string> environment();

/// Sets up the log, and turns what `carry_out` throws into a message and an exit status.
[[nodiscard]] int run_program(const std::function<int()>& carry_out);

/// For std::visit: what both do alike.
struct InBoth {
    [[nodiscard]] int operator()(const commands::RunOptions& options) const;
    [[nodiscard]] int operator()(const commands::ReleaseOptions& options) const;
    [[nodiscard]] int operator()(const commands::SnapshotOptions& options) const;
    [[nodiscard]] int operator()(const commands::Information& information) const;
    [[nodiscard]] int operator()(const commands::UsageError& error) const;
};

}  // namespace vipwarden
