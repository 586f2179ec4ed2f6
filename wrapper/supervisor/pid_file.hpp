// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace vipwarden::supervisor {

/// Why a pid file that would make keepalived refuse to start ("daemon is already running", exit 0) is
/// provably stale, as a sentence; nothing if it is absent, or may belong to a living process. Proof is: no
/// such process, a zombie, a process that is no keepalived and started after the file was written (the number
/// was reused), or a content that names no process at all. A locked file, a symbolic link and whatever is no
/// regular file are left alone.
[[nodiscard]] std::optional<std::string> why_stale(const std::filesystem::path& pid_file);

}  // namespace vipwarden::supervisor
