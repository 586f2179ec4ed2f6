// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <system_error>
#include <utility>
#include <vector>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/prepared_release.hpp"
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

/// What a strike did: the beginning of a release.
struct Struck {
    ReleaseReport report{};  ///< Removals and what was put back; the rest is not known yet.
    std::vector<snapshot::BaselineAddress> owed{};  ///< Went along with a removal, and was put back.
    /// A dump after the removals, of the interfaces that they were from, showed exactly what was to be left.
    bool as_expected{false};
};

/// Carries plans out and reads back.
class Releaser {
 public:
    using Planner = std::function<Plan(const KernelState&)>;

    Releaser(netlink::AddressTable& addresses, netlink::LinkTable& links, RoutingView routing = {})
        : addresses_{addresses}, links_{links}, routing_{std::move(routing)} {}

    /// Dumps all tables.
    [[nodiscard]] KernelState observe();

    /// For strike(): dumps addresses and links, and keeps what the plan says of addresses. Throws
    /// std::system_error when the tables can't be read.
    [[nodiscard]] PreparedRelease prepare(const Planner& planner);

    /// The quickest way to get addresses off: silences where that is worth it, removes, dumps what is left
    /// there, puts back what went along. What it was prepared on may be out of date: an entry that is gone is
    /// a success, one that nobody planned is not touched. Where the tables can't be read any more it tells
    /// what it removed, and leaves it to release(), which has to follow, to see what went along. Throws
    /// nothing but std::bad_alloc.
    [[nodiscard]] Struck strike(PreparedRelease prepared);

    /// Plans on a fresh dump, removes (addresses first, then rules and routes, then devices), puts back what
    /// went along, dumps again and repeats while the plan has something to do (an address may come back), at
    /// most kMaxRounds times, that of `before` included; a want of permission ends it at once.
    /// promote_secondaries is as before when this returns or throws. Throws std::system_error only when the
    /// tables can't be read.
    [[nodiscard]] ReleaseReport release(const Planner& planner, Struck before = {});

 private:
    [[nodiscard]] KernelState observe_addresses();

    netlink::AddressTable& addresses_;
    netlink::LinkTable& links_;
    RoutingView routing_;
};

}  // namespace vipwarden::release
