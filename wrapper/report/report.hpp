// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::report {

/// Version of the JSON that every verb prints ("version" in it). Fields are only added within a version.
inline constexpr int kJsonVersion = 1;

/// Whose addresses a plan, a release or a list is about.
struct Subject {
    std::string config_path{};
    std::string keepalived_version{};  ///< The one that the configuration was read for.
    std::string net_namespace{};       ///< Empty: the one that vipwarden runs in.
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

/// What a present address is, as far as a release would care.
enum class Verdict {
    none,      ///< It is not present, or can't be seen.
    held,      ///< A live keepalived holds it.
    kept,      ///< It stays, and that is well.
    suspect,   ///< It stays, but it may be keepalived's.
    leftover,  ///< It goes.
};
[[nodiscard]] std::string_view name(Verdict verdict);

/// The live keepalived that holds an address.
struct ListHolder {
    pid_t pid{0};
    std::string config_path{};  ///< May be empty.
    bool own{false};            ///< It is the keepalived that the list is about.
    bool sure{true};            ///< False: its configuration can't be read, so it may hold the address.

    bool operator==(const ListHolder&) const = default;
};

/// One virtual address in `list`: declared, recorded and present side by side.
struct ListRow {
    std::string interface {};
    std::string address{};  ///< "10.0.0.1/32", with peer and label where the kernel has them.
    std::string instance{};
    std::string where{};  ///< FILE:LINE of the declaration.
    bool declared{false};
    bool recorded{false};
    bool learnt{false};  ///< keepalived was seen adding it, and nothing declared it.
    bool present{false};
    std::string remark{};  ///< What a release would do with it, and why.
    std::string state{};   ///< "MASTER", "BACKUP", ...: as keepalived says over D-Bus; empty: it does not.
    Verdict verdict{Verdict::none};
    std::optional<ListHolder> holder{};

    bool operator==(const ListRow&) const = default;
};

struct ListedTarget {
    Subject subject{};
    std::vector<ListRow> rows{};
    std::vector<release::PlannedRouting> routing{};  ///< Virtual routes and rules that are present.
    bool looked{true};  ///< False: what is present can't be seen, so `present` says nothing.
};

/// One address that keepalived would really configure.
struct StrictRow {
    std::string interface {};
    std::string address{};   ///< "10.0.0.1/32"
    std::string instance{};  ///< Empty for a static address.
    std::string where{};     ///< FILE:LINE

    bool operator==(const StrictRow&) const = default;
};

/// Why keepalived would refuse a configuration.
struct Refusal {
    std::string where{};  ///< FILE:LINE:COLUMN, as far as known.
    std::string message{};

    bool operator==(const Refusal&) const = default;
};

/// What keepalived would do with a configuration on this machine.
struct StrictAnswer {
    Subject subject{};
    std::vector<StrictRow> rows{};
    std::vector<Refusal> refusals{};  ///< If there is one, there are no rows.
};

/// keepalived's states by the names of its instances.
using InstanceStates = std::map<std::string, std::string>;

/// The rows of `list`, made from the plan that a release would carry out. In the order of declaration, then
/// of the kernel. Takes the words of `input` over: pass what is needed no more. Pure.
[[nodiscard]] std::vector<ListRow> list_rows(release::PlanInput input, const release::Plan& plan,
                                             const InstanceStates& states = {});

/// What `release --dry-run` prints: one line per removal, kept address, device and restore, with its reason.
[[nodiscard]] std::string plan_text(const std::vector<PlannedTarget>& targets);
[[nodiscard]] std::string plan_json(const std::vector<PlannedTarget>& targets);

/// What `release` prints when it is done: one line per target.
[[nodiscard]] std::string release_text(const std::vector<ReleasedTarget>& targets);
[[nodiscard]] std::string release_json(const std::vector<ReleasedTarget>& targets);

/// What `snapshot` recorded: the host's own addresses and the VIPs.
[[nodiscard]] std::string snapshot_json(const Subject& subject, const std::string& file,
                                        const snapshot::Snapshot& snapshot);

/// With ANSI colours (leftovers red, suspects yellow, what is held green) for terminals only.
[[nodiscard]] std::string list_text(const std::vector<ListedTarget>& targets, bool colour);
[[nodiscard]] std::string list_json(const std::vector<ListedTarget>& targets);

[[nodiscard]] std::string strict_text(const StrictAnswer& answer);
[[nodiscard]] std::string strict_json(const StrictAnswer& answer);

/// One "interface address/prefix" a line, sorted by bytes, each once: what --plain prints, for scripts.
[[nodiscard]] std::string plain_text(const std::vector<Vip>& vips);
[[nodiscard]] std::string plain_text(const std::vector<StrictRow>& rows);

}  // namespace vipwarden::report
