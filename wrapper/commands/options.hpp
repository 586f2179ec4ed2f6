// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "wrapper/config/version.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {

/// Which keepalived a verb is about; keepalived's letters keep their meaning.
struct Selection {
    std::optional<std::string> config_path{};  ///< -f; absent: every snapshot, and the default configuration.
    std::string config_id{};                   ///< -i
    std::string net_namespace{};               ///< -s
    std::string snapshot_dir{};
    std::optional<config::Version> keepalived_version{};  ///< --keepalived-version
};

struct RunOptions {
    std::string snapshot_dir{};
    std::string program{};  ///< keepalived: a path, or a name in $PATH.
    std::optional<config::Version> keepalived_version{};
    std::vector<std::string> arguments{};  ///< keepalived's own.
    std::chrono::milliseconds stop_timeout{};
    bool json{false};
};

struct ReleaseOptions {
    Selection selection{};
    release::PlanOptions plan{};
    bool override_dont_release{false};
    bool dry_run{false};
    bool json{false};
};

struct SnapshotOptions {
    Selection selection{};
    bool json{false};
};

struct ListOptions {
    Selection selection{};
    bool strict{false};  ///< What keepalived would configure here, instead of what is declared.
    bool plain{false};   ///< One "interface address/prefix" a line, and nothing else.
    bool json{false};
};

}  // namespace vipwarden::commands
