// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vipwarden::supervisor {

/// Runs a program (a path, or a name to be found in $PATH) and returns all that it prints, standard output
/// and error together. For questions that must hold up nothing: whatever the program does, the answer comes
/// within `timeout`, and nothing of its process group is left running. Empty if there is no such program.
/// Nothing if it has not ended in time or prints more than 64 KiB. Its exit status is not looked at.
[[nodiscard]] std::optional<std::string> output_of(const std::string& program,
                                                   const std::vector<std::string>& arguments,
                                                   std::chrono::milliseconds timeout);

}  // namespace vipwarden::supervisor
