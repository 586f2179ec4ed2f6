// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wrapper/report/finding.hpp"
#include "wrapper/report/report.hpp"

namespace vipwarden::report {

/// A VIP, declared or recorded, with what was seen of it.
struct CheckedVip {
    std::string interface {};
    std::string address{};  ///< "10.0.0.1/32"
    std::string instance{};
    std::string net_namespace{};
    bool declared{false};  ///< By the configuration as it is now. False: only recorded.
    bool present{false};
    std::optional<std::size_t> answers{};  ///< Hosts but ours that answered for it. Absent: not asked.

    bool operator==(const CheckedVip&) const = default;
};

/// The unit that starts keepalived.
struct CheckedUnit {
    std::string name{};
    bool active{false};
    bool has_vipwarden{false};  ///< vipwarden releases when it ends.
};

/// All that `check` has seen. The renderings below are of the same values.
struct CheckReport {
    std::string program_version{};  ///< Of vipwarden: "0.1.0".
    /// False: nothing could be looked at, and the only finding says why.
    bool looked{true};
    /// False: only leftovers and suspects were looked for (--recorded).
    bool whole{true};
    bool probed{false};  ///< The VIPs were asked for on the wire, in every network namespace.
    std::vector<PlannedTarget> targets{};
    std::vector<Finding> findings{};  ///< In the order of worst_first().
    std::vector<CheckedVip> vips{};
    std::optional<CheckedUnit> unit{};   ///< Absent: there is none, or it could not be looked at.
    std::vector<std::string> remarks{};  ///< What was not looked at, and is no fault.

    [[nodiscard]] Severity status() const { return worst(findings); }
    [[nodiscard]] std::size_t count(FindingKind kind) const;
};

/// By how bad they are, otherwise in the order in which they were found.
void worst_first(std::vector<Finding>& findings);

/// How bad one target is, for the `state` of JSON.
enum class Health {
    ok,         ///< A release would have nothing to do.
    suspects,   ///< Addresses that may be keepalived's, and nothing that surely is.
    leftovers,  ///< A release would change something.
};
[[nodiscard]] Health judge(const release::Plan& plan);

/// For people: one line for the state as a whole, then a line for each finding.
[[nodiscard]] std::string check_text(const CheckReport& report);
[[nodiscard]] std::string check_json(const CheckReport& report);
/// The output of a monitoring plugin (Monitoring Plugins Development Guidelines, "Plugin Output for Nagios"):
/// one line with performance data, then the findings.
[[nodiscard]] std::string check_nagios(const CheckReport& report);
/// Prometheus' text format, for node_exporter's textfile collector.
[[nodiscard]] std::string check_prometheus(const CheckReport& report);

}  // namespace vipwarden::report
