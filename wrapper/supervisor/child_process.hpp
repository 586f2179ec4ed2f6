// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <string>
#include <system_error>
#include <vector>

#include <sys/types.h>

namespace vipwarden::supervisor {

struct ChildOptions {
    std::string program{};                   ///< A path, or a name to be found in $PATH.
    std::vector<std::string> arguments{};    ///< Without argv[0].
    std::vector<std::string> environment{};  ///< "NAME=value": the child's whole environment.
    sigset_t signal_mask{};  ///< What the child shall start with: ours before we blocked signals.
    int nice{0};             ///< Likewise.
};

/// Starts keepalived: in a process group of its own, with the given signal mask and default SIGPIPE, with
/// PR_SET_PDEATHSIG = SIGTERM (it ends cleanly if we are killed), standard streams inherited. Returns its pid
/// once exec has succeeded. Throws std::system_error with the errno of the failed step (ENOENT: no such
/// program); no child is left then.
[[nodiscard]] pid_t start_child(const ChildOptions& options);

/// Replaces the calling process by the program (found in $PATH), same environment. Returns only if that
/// failed.
[[nodiscard]] std::error_code become(const std::string& program, const std::vector<std::string>& arguments);

/// Has the kernel prefer the calling process (nice(2), -20), if it may: who has to be faster than keepalived
/// must not wait for its turn. Returns the nice value as it was.
[[nodiscard]] int become_urgent();

/// Makes the calling process the one that orphaned descendants are handed to (PR_SET_CHILD_SUBREAPER).
/// Throws std::system_error.
void become_subreaper();

}  // namespace vipwarden::supervisor
