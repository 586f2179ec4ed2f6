// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wrapper/report/check.hpp"

namespace vipwarden::commands {

/// What a release would do, as findings. Pure.
[[nodiscard]] std::vector<report::Finding> plan_findings(const report::PlannedTarget& planned);

/// A snapshot, and what has become of what it records.
struct SnapshotFacts {
    std::filesystem::path file{};
    std::string config_path{};
    bool config_exists{true};
    bool records_something{false};  ///< A VIP, route, rule or device.
    bool released{false};
    bool alive{false};  ///< Its `run`, or a keepalived with its configuration, lives.
};

/// A snapshot that nobody will close any more: its run has ended and was not released, or its configuration
/// is gone. Pure.
[[nodiscard]] std::vector<report::Finding> stale_snapshot(const SnapshotFacts& facts);

/// What is wrong with a snapshot file, by its warnings (snapshot::ReadResult). Pure.
[[nodiscard]] std::vector<report::Finding> damaged_snapshot(const std::vector<std::string>& warnings);

}  // namespace vipwarden::commands
