// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/supervisor/process_table.hpp"

namespace vipwarden::commands {

/// "SIGTERM"; "signal 36" for a real-time one.
[[nodiscard]] std::string signal_name(int signal);

/// The living descendants of this process that run keepalived, in ascending order of their numbers. Throws
/// std::system_error without /proc.
[[nodiscard]] std::vector<supervisor::Process> keepalived_descendants();

/// Whether that process is one of them.
[[nodiscard]] bool is_keepalived_of_ours(pid_t pid);

/// Sends a signal to every living descendant of this process, and logs each with the reason. Throws
/// std::system_error without /proc.
void signal_descendants(int signal, const char* why);
/// The same for those that run keepalived.
void signal_keepalived(int signal, const char* why);

}  // namespace vipwarden::commands
