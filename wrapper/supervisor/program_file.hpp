// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::supervisor {

/// What stands in the file of a program (a path, or a name that is searched for in `path`, as $PATH has it),
/// if reading it can't hang: the kernel has its path at hand, and it lies on the same file system as our own
/// program, without which we would hang ourselves. Nothing otherwise, which says nothing about the program.
[[nodiscard]] std::optional<std::string> read_program_file(const std::string& program, std::string_view path);

}  // namespace vipwarden::supervisor
