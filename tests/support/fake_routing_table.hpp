// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <system_error>
#include <vector>

#include "netlink/routing_table.hpp"

namespace vipwarden::support {

/// The routes and rules of one network namespace in memory. Passes the contract suite that the kernel passes
/// (tests/contract).
class FakeRoutingTable final : public netlink::RoutingTable {
 public:
    [[nodiscard]] std::vector<netlink::RoutingEntry> list(std::span<const std::uint8_t> protocols) override;
    [[nodiscard]] std::vector<std::error_code> remove(
        std::span<const netlink::RoutingEntry> entries) override;

    /// Adds an entry as somebody else would.
    void put(netlink::RoutingEntry entry) { entries_.push_back(std::move(entry)); }
    [[nodiscard]] const std::vector<netlink::RoutingEntry>& entries() const { return entries_; }

    /// Asked before each removal; an error that it gives is the result, and the entry stays.
    std::function<std::error_code(const netlink::RoutingEntry&)> before_remove{};
    /// Told after each removal that took an entry away, e.g. to put() it back.
    std::function<void(const netlink::RoutingEntry&)> after_remove{};
    /// If set, list() throws it.
    std::error_code refuse_to_list{};

 private:
    [[nodiscard]] std::error_code remove(const netlink::RoutingEntry& entry);

    std::vector<netlink::RoutingEntry> entries_{};
};

}  // namespace vipwarden::support
