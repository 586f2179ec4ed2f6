// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::snapshot {

/// Version of the file's format. A file of a later version is not read (a warning says so).
inline constexpr int kFormatVersion = 1;

/// Where snapshots live, unless the operator says otherwise.
inline constexpr const char* kDefaultDirectory = "/run/vipwarden";

/// The file of one keepalived in `directory`: made from its configuration's path and its network namespace,
/// so that a hook finds what `run` wrote without being told. "keepalived.conf-<hash of the
/// path>@<inode>.json"
[[nodiscard]] std::filesystem::path file_for(const std::filesystem::path& directory,
                                             const std::string& config_path, std::uint64_t netns_inode);

/// All snapshot files of the directory, sorted; empty if there is no such directory.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& directory);

/// Replaces the file in one step (write beside, fsync, rename): a reader sees the old or the new, never a
/// part. Mode 0600; a missing directory is made with mode 0700. Throws std::system_error, also for one
/// without a boot id, which nobody could ever trust; the old file is then still whole.
void write(const std::filesystem::path& file, const Snapshot& snapshot);

struct ReadResult {
    std::optional<Snapshot> snapshot{};   ///< Absent when there is no file, or nothing of it can be trusted.
    std::vector<std::string> warnings{};  ///< One sentence each, with the path and what to do.
};

/// Tolerant: a file that is truncated, not JSON, of a later version, over 64 MiB, a symbolic link, writable
/// by others or owned by somebody else gives a warning and no snapshot; single entries that make no sense are
/// left out with a warning. A snapshot of an earlier boot is returned without what a boot makes void:
/// baseline, VIPs, indices, processes. `boot_id` is the present one. Never throws for the file's content.
[[nodiscard]] ReadResult read(const std::filesystem::path& file, const std::string& boot_id);

/// The present /proc/sys/kernel/random/boot_id. Throws std::system_error.
[[nodiscard]] std::string current_boot_id();

}  // namespace vipwarden::snapshot
