// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace vipwarden::commands {

enum class Thawing {
    not_needed,  ///< It is not frozen, or it is gone.
    done,
    from_above,  ///< A cgroup above it is frozen; nothing was changed.
};

/// Thaws a cgroup that was frozen itself (Documentation/admin-guide/cgroup-v2.rst, cgroup.freeze and
/// cgroup.events). `directory`: its own in a cgroup2 file system; in another one there is nothing to thaw.
/// Throws std::system_error if it can't be read or written.
[[nodiscard]] Thawing thaw_cgroup(const std::filesystem::path& directory);

}  // namespace vipwarden::commands
