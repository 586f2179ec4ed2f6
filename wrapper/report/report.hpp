// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::report {

/// Version of the JSON that every verb prints ("version" in it). Fields are only added within a version.
inline constexpr int kJsonVersion = 1;

/// Whose addresses a plan, a release or a list is about.
struct Subject {
    std::string config_path{};
    std::string net_namespace{};  ///< Empty: the one that vipwarden runs in.
    bool has_snapshot{false};
};

/// "/etc/keepalived/keepalived.conf in namespace blue (with snapshot)"
[[nodiscard]] std::string describe(const Subject& subject);

struct PlannedTarget {
    Subject subject{};
    release::Plan plan{};
};

struct ReleasedTarget {
    Subject subject{};
    release::ReleaseReport report{};
};

/// One virtual address in `list`: declared, recorded and present side by side.
struct ListRow {
    std::string interface {};
    std::string address{};  ///< "10.0.0.1/32", with peer and label where the kernel has them.
    std::string instance{};
    std::string where{};  ///< FILE:LINE of the declaration.
    bool declared{false};
    bool recorded{false};
    bool present{false};
    std::string remark{};  ///< What a release would do with it, and why.

    bool operator==(const ListRow&) const = default;
};

struct ListedTarget {
    Subject subject{};
    std::vector<ListRow> rows{};
};

/// The rows of `list`, made from the plan that a release would carry out. In the order of declaration, then
/// of the kernel. Pure.
[[nodiscard]] std::vector<ListRow> list_rows(const release::PlanInput& input, const release::Plan& plan);

/// What `release --dry-run` prints: one line per removal, kept address, device and restore, with its reason.
[[nodiscard]] std::string plan_text(const std::vector<PlannedTarget>& targets);
[[nodiscard]] std::string plan_json(const std::vector<PlannedTarget>& targets);

/// What `release` prints when it is done: one line per target.
[[nodiscard]] std::string release_text(const std::vector<ReleasedTarget>& targets);
[[nodiscard]] std::string release_json(const std::vector<ReleasedTarget>& targets);

/// What `snapshot` recorded: the host's own addresses and the VIPs.
[[nodiscard]] std::string snapshot_json(const Subject& subject, const std::string& file,
                                        const snapshot::Snapshot& snapshot);

[[nodiscard]] std::string list_text(const std::vector<ListedTarget>& targets);
[[nodiscard]] std::string list_json(const std::vector<ListedTarget>& targets);

}  // namespace vipwarden::report
