// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::report {

/// How bad a finding of `check` is: the states of monitoring plugins, and their exit status.
enum class Severity { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// "warning"
[[nodiscard]] std::string_view name(Severity severity);

/// The worse of the two, as monitoring plugins combine states: critical, then warning, then unknown, then ok.
/// What is known to be wrong is told before what could not be looked at.
[[nodiscard]] Severity worse(Severity a, Severity b);

enum class FindingKind {
    leftover,      ///< A release would remove it.
    suspect,       ///< It may be keepalived's.
    host_address,  ///< The host's own, which keepalived has deleted.
    missing,       ///< A VIP that should be here.
    duplicate,     ///< A VIP that two hosts answer for.
    snapshot,      ///< Stale or damaged.
    drop_in,       ///< vipwarden is no part of the unit.
    unit,          ///< The unit is not as it should be.
    release,       ///< The last release that systemd has started has failed.
    not_looked,    ///< Something could not be looked at.
};

/// "host-address"
[[nodiscard]] std::string_view name(FindingKind kind);

/// One thing that is wrong.
struct Finding {
    Severity severity{Severity::ok};
    FindingKind kind{FindingKind::leftover};
    // Where it applies, else empty.
    std::string interface {};
    std::string address{};  ///< "10.0.0.1/32"
    std::string instance{};
    std::string net_namespace{};
    std::string unit{};
    std::string message{};  ///< What is wrong, in full: the fields above are in it.
    std::string advice{};   ///< What to do; empty where the message says it.

    bool operator==(const Finding&) const = default;
};

[[nodiscard]] Severity worst(const std::vector<Finding>& findings);

/// "MESSAGE; ADVICE"
[[nodiscard]] std::string sentence(const Finding& finding);

}  // namespace vipwarden::report
