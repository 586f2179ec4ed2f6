// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <system_error>
#include <utility>
#include <vector>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/routing_execution.hpp"

namespace vipwarden::release {

/// How often a release removes what is there, or there again, before it gives up and reports.
inline constexpr int kMaxRounds = 5;

/// What became of one planned removal.
struct Outcome {
    PlannedAddress planned{};
    std::error_code error{};  ///< Clear: removed, or gone already.
};

struct LinkOutcome {
    PlannedLink planned{};
    std::error_code error{};
};

/// An address that the release put back: taken along by the kernel, or deleted by keepalived at its start.
struct RestoreOutcome {
    snapshot::BaselineAddress restored{};
    std::error_code error{};
};

/// Everything that a release did and found, for the log, the JSON and the exit code.
struct ReleaseReport {
    std::vector<RoutingOutcome> routing{};            ///< Rules and routes, as `removals`.
    std::vector<PlannedRouting> routing_kept{};       ///< As `kept`.
    std::vector<PlannedRouting> routing_leftovers{};  ///< As `leftovers`.
    std::error_code routing_error{};          ///< The routes and rules could not be read: some may be left.
    std::vector<Outcome> removals{};          ///< In order; an address that came back stands there once more.
    std::vector<LinkOutcome> links{};         ///< Each device once, with its last error.
    std::vector<RestoreOutcome> restores{};   ///< Each address once; an error unless the last dump shows it.
    std::vector<PlannedAddress> kept{};       ///< Of the last plan, after the read-back.
    std::vector<PlannedAddress> leftovers{};  ///< Still present after the last round though they had to go.
    std::vector<Vip> without_interface{};     ///< Of the first plan: before this release removed a device.
    int rounds{0};

    /// I1: the last dump shows no VIP, route or rule that had to go, and nothing that was to be put back is
    /// missing.
    [[nodiscard]] bool clean() const;
    /// A suspect was kept: nothing failed, but nobody may take the node for clean.
    [[nodiscard]] bool has_suspects() const;
    /// I1 in full: clean, and no suspect. What exit status 0 stands for.
    [[nodiscard]] bool verified() const;
    /// Verified, and nothing of this keepalived stays for the sake of somebody else: its record is no longer
    /// needed.
    [[nodiscard]] bool settled() const;
    /// The kernel refused for want of a capability.
    [[nodiscard]] bool permission_denied() const;
};

/// Carries plans out and reads back.
class Releaser {
 public:
    using Planner = std::function<Plan(const KernelState&)>;

    Releaser(netlink::AddressTable& addresses, netlink::LinkTable& links, RoutingView routing = {})
        : addresses_{addresses}, links_{links}, routing_{std::move(routing)} {}

    /// Dumps all tables.
    [[nodiscard]] KernelState observe();

    /// Plans on a fresh dump, removes (rules and routes first, as keepalived does it), puts back what went
    /// along, dumps again and repeats while the plan has something to do (an address may come back), at most
    /// kMaxRounds times; a want of permission ends it at once. promote_secondaries is as before when this
    /// returns or throws. Throws std::system_error only when the tables can't be read.
    [[nodiscard]] ReleaseReport release(const Planner& planner);

 private:
    [[nodiscard]] KernelState observe_addresses();

    netlink::AddressTable& addresses_;
    netlink::LinkTable& links_;
    RoutingView routing_;
};

}  // namespace vipwarden::release
