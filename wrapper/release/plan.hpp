// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/types.h>

#include "netlink/interface_address.hpp"
#include "netlink/link_table.hpp"
#include "netlink/routing_entry.hpp"
#include "wrapper/declared_device.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/release/routing_plan.hpp"
#include "wrapper/snapshot/snapshot.hpp"
#include "wrapper/vip.hpp"

namespace vipwarden::release {

/// What the kernel has now: one dump of each table.
struct KernelState {
    std::vector<netlink::InterfaceAddress> addresses{};
    std::vector<netlink::Link> links{};
    /// Of the originators that matter (routing_protocols()) only, and sorted.
    std::vector<netlink::RoutingEntry> routing{};
    std::error_code routing_error{};  ///< Set if the routes and rules can't be read.
};

/// A live keepalived in the same network namespace that is not the one being released (I5).
struct Holder {
    pid_t pid{0};
    std::string config_path{};
    std::optional<std::vector<Vip>>
        vips{};                 ///< Absent: its configuration can't be read; it may hold anything.
    DeclaredRouting routing{};  ///< Its virtual routes and rules.
    std::vector<DeclaredDevice> devices{};  ///< Its devices, whether a VIP is on them or not.
    /// It is the keepalived that the plan is about, or has its configuration: it may hold what was learnt.
    bool same_configuration{false};
};

/// An address that the operator wants to keep, whatever else speaks against it (`--keep`).
struct KeepRule {
    netlink::IpAddress address{};
    std::optional<std::string> interface {};
};

struct PlanOptions {
    bool any_prefix{false};     ///< A VIP's IP under another prefix goes too, unless it is the host's own.
    bool exact{false};          ///< Another prefix is never touched, whatever proves it keepalived's.
    bool include_owner{false};  ///< Also what an instance with priority 255 declares and no baseline clears.
    bool keep_all{false};       ///< keepalived ran with --dont-release-vrrp: every VIP is kept.
    std::vector<KeepRule> keep{};
};

struct PlanInput {
    std::vector<Vip> declared{};                   ///< The configuration as it is now.
    DeclaredRouting routing{};                     ///< Its virtual routes and rules.
    std::vector<DeclaredDevice> devices{};         ///< Its devices.
    std::vector<DoubtfulVip> doubtful{};           ///< What only other readings of it declare.
    std::optional<snapshot::Snapshot> snapshot{};  ///< What was recorded, if anything was.
    KernelState present{};
    std::vector<Holder> holders{};
    PlanOptions options{};
};

/// Why an address goes or stays. Every value has its sentence in explain().
enum class Reason {
    // it goes
    declared,             ///< The configuration declares it.
    recorded,             ///< The snapshot declares it: it was in the configuration while keepalived ran.
    learnt,               ///< keepalived was seen adding it, and nothing declares it.
    not_in_baseline,      ///< A VIP's IP under another prefix, which was not there before keepalived started.
    protocol_keepalived,  ///< A VIP's IP under another prefix, marked by keepalived itself (IFA_PROTO 18).
    prefix_zero,          ///< A VIP's IP with prefix length 0, which no host address has.
    any_prefix,           ///< A VIP's IP under another prefix, which the operator asked for.
    // it stays, and that is well
    host_address,      ///< It was there before keepalived started.
    held,              ///< Another live keepalived holds it, or its IP under another prefix.
    kept_by_operator,  ///< --keep names it.
    dont_release,      ///< keepalived ran with --dont-release-vrrp.
    elsewhere,         ///< A VIP's IP on an interface that nobody named.
    // it stays, but it may be keepalived's: a suspect
    other_prefix,      ///< A VIP's IP under another prefix, and nothing proves whose it is.
    owner,             ///< Its instance has priority 255, and no baseline tells whose it is.
    baseline_damaged,  ///< The baseline lost entries, and this may have been one of them.
    maybe_held,        ///< A live keepalived whose configuration can't be read may hold it.
    doubtful,          ///< It would be a VIP if another version of keepalived read the configuration.
};

/// Whether an address with this reason is removed; else it stays.
[[nodiscard]] bool goes(Reason reason);
[[nodiscard]] bool is_suspect(Reason reason);

/// The reason's name in JSON ("prefix-zero").
[[nodiscard]] std::string_view name(Reason reason);

/// One present address with what is to become of it.
struct PlannedAddress {
    netlink::InterfaceAddress address{};
    std::string interface {};  ///< Its name now.
    Reason reason{Reason::declared};
    Vip vip{};                    ///< The VIP that brought it into the plan.
    pid_t holder{0};              ///< For held and maybe_held.
    std::string holder_config{};  ///< The holder's configuration; may be empty.
    bool kept_by_exact{false};    ///< For other_prefix: it would go, were it not for --exact.
    bool beside_held{false};      ///< For held: what is held is the same IP under another prefix.
    std::string reading{};        ///< For doubtful: DoubtfulVip::reading.

    bool operator==(const PlannedAddress&) const = default;
};

/// The sentence that the operator reads: "declared by instance V1 (/etc/keepalived/keepalived.conf:12)".
[[nodiscard]] std::string explain(const PlannedAddress& planned);

/// A VMAC or ipvlan device that keepalived made and that goes after its addresses.
struct PlannedLink {
    netlink::Link link{};
    Vip vip{};
    /// The device's own address, which keepalived gave it: goes with it.
    std::optional<netlink::IpAddress> own_address{};

    bool operator==(const PlannedLink&) const = default;
};

/// The ordered removals and the addresses kept, each with its reason. Same input, same plan, same order (I3).
struct Plan {
    std::vector<PlannedRouting> routing{};       ///< Rules and routes to remove, after the addresses.
    std::vector<PlannedRouting> routing_kept{};  ///< Rules and routes that stay; suspects among them.
    std::vector<PlannedAddress> removals{};      ///< In the order of sending: secondaries before primaries.
    std::vector<PlannedAddress> kept{};          ///< In the kernel's order; suspects among them.
    std::vector<PlannedLink> links{};            ///< Devices to delete, after the addresses.
    /// The host's own addresses that keepalived deleted because a VIP was spelt the same: to be put back.
    std::vector<snapshot::BaselineAddress> restores{};
    /// Interfaces on which promote_secondaries must be on while the removals run, lest host addresses go
    /// along.
    std::vector<int> promote{};
    /// VIPs whose interface does not exist (any more): nothing to remove.
    std::vector<Vip> without_interface{};

    bool operator==(const Plan&) const = default;
    [[nodiscard]] bool changes_nothing() const {
        return removals.empty() && links.empty() && restores.empty() && routing.empty();
    }
};

/// Pure and total. The rules, in order of precedence, stand in docs/architecture.md ("Which addresses go").
[[nodiscard]] Plan plan(const PlanInput& input);

}  // namespace vipwarden::release
