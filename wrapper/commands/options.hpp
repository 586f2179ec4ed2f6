// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "netlink/ip_address.hpp"
#include "systemd/drop_in.hpp"
#include "wrapper/config/version.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/report/probe.hpp"

namespace vipwarden::commands {

/// Where a verb about a unit was given none.
inline constexpr const char* kDefaultUnit = "keepalived.service";

/// A keepalived by its command line, as ExecStart= of a unit has it.
struct KeepalivedCommand {
    std::string program{};                 ///< A path, or a name in $PATH.
    std::vector<std::string> arguments{};  ///< Without argv[0].
};

/// Which keepalived a verb is about; keepalived's letters keep their meaning.
struct Selection {
    /// Behind "--", instead of the three below: this keepalived, and every snapshot.
    std::optional<KeepalivedCommand> command{};
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
    std::chrono::milliseconds hang_timeout{};     ///< 0: a VRRP process that hangs is not looked for.
    std::optional<std::chrono::seconds> lease{};  ///< How long VIPs live without us; absent: for ever.
    bool check_reload{false};                     ///< Do not forward a HUP that keepalived would not survive.
    bool json{false};
};

struct ReleaseOptions {
    Selection selection{};
    release::PlanOptions plan{};
    bool override_dont_release{false};
    bool recorded{false};  ///< Only what a snapshot says; what is merely declared may be the host's own.
    bool dry_run{false};
    bool json{false};
};

struct SnapshotOptions {
    Selection selection{};
    bool json{false};
};

enum class CheckFormat { table, json, prometheus, nagios };

struct CheckOptions {
    Selection selection{};
    bool recorded{false};  ///< As for release; and nothing but leftovers and suspects is looked for.
    bool probe{false};     ///< Also ask on the wire.
    CheckFormat format{CheckFormat::table};
    /// As the operator wrote it. Absent: keepalived.service, if there is one. Empty: no unit is looked at.
    std::optional<std::string> unit{};
    std::optional<std::string> textfile{};  ///< Directory for node_exporter.
};

struct ListOptions {
    Selection selection{};
    bool strict{false};  ///< What keepalived would configure here, instead of what is declared.
    bool plain{false};   ///< One "interface address/prefix" a line, and nothing else.
    bool json{false};
};

struct ProbeOptions {
    std::vector<netlink::IpAddress> addresses{};  ///< At least one; each once.
    std::string interface {};                     ///< Empty: where each belongs.
    std::optional<report::Expectation> expectation{};
    std::chrono::milliseconds window{};  ///< How long answers are collected.
    std::string net_namespace{};
    bool json{false};
};

struct InstallOptions {
    std::string unit{};  ///< As the operator wrote it.
    systemd::Mode mode{systemd::Mode::supervise};
    std::optional<std::chrono::seconds> lease{};  ///< As for run, which then gets it from the drop-in.
    bool dry_run{false};
    bool json{false};
};

struct DecommissionOptions {
    std::optional<std::string> unit{};  ///< As the operator wrote it; absent: keepalived.service.
    Selection selection{};
    std::vector<release::KeepRule> keep{};
    bool yes{false};  ///< Do not ask.
    bool dry_run{false};
    bool json{false};
};

struct UninstallOptions {
    std::string unit{};
    bool dry_run{false};
    bool json{false};
};

struct ThawOptions {
    std::string unit{};
};

}  // namespace vipwarden::commands
