// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "netlink/routing_entry.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/release/interfaces.hpp"

namespace vipwarden::release {

/// Finds the line that declares a present route or rule: everything that the line says, the originator
/// included, is as the kernel reports it. Of several nexthops some may be gone with their interfaces.
class RoutingIndex {
 public:
    /// Keeps references: both must outlive this.
    RoutingIndex(const DeclaredRouting& declared, const Interfaces& interfaces);

    /// The line, or nullptr.
    [[nodiscard]] const DeclaredRoute* find(const netlink::Route& route) const;
    [[nodiscard]] const DeclaredRule* find(const netlink::Rule& rule) const;

 private:
    using RouteKey = std::tuple<netlink::IpAddress, std::uint8_t>;
    using RuleKey = std::tuple<netlink::Family, std::uint32_t>;

    [[nodiscard]] bool is_declared_by(const netlink::Route& route, const DeclaredRoute& declared) const;
    [[nodiscard]] bool goes_one_way_of(const netlink::RouteHop& hop, const DeclaredRoute& declared) const;

    const Interfaces& interfaces_;
    std::multimap<RouteKey, const DeclaredRoute*> routes_{};  ///< By destination.
    std::multimap<RuleKey, const DeclaredRule*> rules_{};     ///< By family and the table or target.
};

}  // namespace vipwarden::release
