// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "wrapper/config/parser.hpp"

namespace vipwarden::commands {

/// Whether keepalived has written its copy to the end: while it (re)loads, the copy grows, and its last line
/// may be half an address. "# FILE" begins each file, "!" ends it.
[[nodiscard]] bool is_complete(std::string_view copy);

/// The text that a running keepalived has really loaded, whatever its files say by now: 2.2.0 and later keep
/// what they read, includes resolved, in a memfd, or in a nameless file (`tmp_config_directory`). Reading it
/// through /proc has no side effect. Nothing for older versions, for a process that may not be looked at, and
/// while it is being written.
[[nodiscard]] std::optional<std::string> loaded_text(pid_t keepalived);

/// That text, read as keepalived reads it. `path`: keepalived's -f.
[[nodiscard]] config::ParseResult parse_loaded(std::string text, const std::string& path,
                                               config::ParseOptions options);

}  // namespace vipwarden::commands
