// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "netlink/routing_entry.hpp"

namespace vipwarden::release {

/// Why a route or a rule goes or stays. Every value has its sentence in explain().
enum class RoutingReason {
    // it goes: marked by keepalived as its own, and
    declared,  ///< the configuration declares it.
    recorded,  ///< the snapshot declares it: it was in the configuration while keepalived ran.
    // it stays, and that is well
    host_entry,    ///< It was there before keepalived started, without keepalived's mark.
    held,          ///< Another live keepalived declares it.
    dont_release,  ///< keepalived ran with --dont-release-vrrp.
    undeclared,    ///< Marked by keepalived, but no virtual route or rule: a static one, most likely.
    // it stays, but it may be keepalived's: a suspect
    unmarked,    ///< Declared, but it bears another mark than keepalived's.
    maybe_held,  ///< A live keepalived whose configuration can't be read may hold it.
};

/// Whether an entry with this reason is removed; else it stays.
[[nodiscard]] bool goes(RoutingReason reason);
[[nodiscard]] bool is_suspect(RoutingReason reason);

/// The reason's name in JSON ("maybe-held").
[[nodiscard]] std::string_view name(RoutingReason reason);

/// One present route or rule with what is to become of it.
struct PlannedRouting {
    netlink::RoutingEntry entry{};
    std::string text{};  ///< The entry in ip(8)'s words.
    RoutingReason reason{RoutingReason::declared};
    std::string instance{};       ///< That declares it; empty if none does.
    std::string where{};          ///< Likewise, "FILE:LINE".
    pid_t holder{0};              ///< For held and maybe_held.
    std::string holder_config{};  ///< The holder's configuration; may be empty.

    bool operator==(const PlannedRouting&) const = default;
};

/// The sentence that the operator reads: "declared by instance V1 (/etc/keepalived/keepalived.conf:12)".
[[nodiscard]] std::string explain(const PlannedRouting& planned);

}  // namespace vipwarden::release
