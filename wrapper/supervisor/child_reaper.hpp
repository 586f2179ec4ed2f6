// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <sys/types.h>

#include "wrapper/supervisor/supervisor.hpp"

namespace vipwarden::supervisor {

/// Collects the ends of our children. The watched one stays a zombie until it is reaped on purpose, so that
/// its number can't be given to another process meanwhile; every other child is reaped at once.
class ChildReaper {
 public:
    void watch(pid_t pid) { watched_ = pid; }
    [[nodiscard]] pid_t watched() const { return watched_; }

    /// How the watched child ended, once. While it is an unreaped zombie, the others wait.
    [[nodiscard]] std::optional<ExitStatus> collect();

    /// Reaps the watched child, which has ended, and whatever waited behind it.
    void reap_watched();

    [[nodiscard]] bool watched_is_reaped() const { return state_ == Watched::reaped; }

    /// No child is left, living or dead. For a subreaper this means: no descendant at all.
    [[nodiscard]] static bool childless();

 private:
    enum class Watched { alive, ended, reaped };

    pid_t watched_{0};
    Watched state_{Watched::alive};
};

}  // namespace vipwarden::supervisor
