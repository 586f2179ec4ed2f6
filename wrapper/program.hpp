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

[[nodiscard]] int tell(const commands::Information& information);
[[nodiscard]] int tell(const commands::UsageError& error);

}  // namespace vipwarden
