// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "netlink/network_namespace.hpp"
#include "tests/support/oracle_trial.hpp"

namespace vipwarden::support {

/// What became of a keepalived that was started on a configuration.
struct OracleRun {
    /// `unanswered`: this machine or keepalived itself keeps the answer from us (IPVS is missing, the VRRP
    /// process crashes while it writes its list): that says nothing about the configuration.
    enum class Outcome { running, exited, crashed, hung, unanswered };
    Outcome outcome{Outcome::hung};
    std::string detail{};  ///< How it ended, for people.
    std::string dump{};    ///< Only of a running one: what its VRRP process wrote on SIGUSR1.
    std::string log{};
    /// Where its VRRP process is, if there is one. All its processes stand still at the end of a run, so that
    /// the kernel keeps what they did.
    std::optional<netlink::NetworkNamespace> where{};
};

/// Starts keepalived on the trial in this world (build_world()) and waits until its VRRP process has written
/// its list or has come to an end. Nothing is waited for by the clock but what never comes: keepalived's log
/// tells when the VRRP process takes signals, inotify when the file is complete, pidfds who has ended. A
/// process that computes for ever is ended by its limit of CPU time.
[[nodiscard]] OracleRun run_keepalived(const OracleKeepalived& keepalived, const Trial& trial);

}  // namespace vipwarden::support
