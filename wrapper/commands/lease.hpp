// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "wrapper/commands/address_authors.hpp"
#include "wrapper/commands/lease_plan.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/release/address_key.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::commands {

/// Has the kernel drop keepalived's VIPs by itself when nobody renews their lease any more: for when all that
/// could remove them is dead or frozen. Logs what it does.
class Lease {
 public:
    /// Of keepalived's network namespace.
    struct Tables {
        netlink::AddressTable& addresses;
        netlink::LinkTable& links;
    };

    /// `catch_up` is called from time to time during a renewal: whoever listens to changes of addresses hears
    /// of thousands of them at once, and must not lose any.
    Lease(std::chrono::seconds length, std::function<void()> catch_up)
        : length_{length}, catch_up_{std::move(catch_up)} {}

    /// From now on keepalived's VIPs live for the length of the lease. To be called only when the VRRP
    /// process has just shown that it is alive, and not once a stop has begun. Never creates an address: one
    /// that keepalived removes meanwhile stays removed. Returns the interfaces on which promote_secondaries
    /// was switched on, and has to stay on as long as there is a lease. Throws std::system_error if the
    /// kernel can't be asked.
    std::vector<int> renew(const Tables& tables, const Target& target, const AddressAuthors& authors);

    /// How many had one after the last renewal.
    [[nodiscard]] std::size_t vips() const { return leased_.size(); }

    /// The process is dead that held them: what had a lease is released, or ends with it.
    void forget() { leased_.clear(); }

    /// Whoever is to stay, though keepalived ends, lives forever again: all of them.
    void end(const Tables& tables);
    /// Those of them that a release has kept.
    void end_for_kept(const Tables& tables, const release::ReleaseReport& report);

 private:
    [[nodiscard]] std::vector<int> promote(const Tables& tables, LeasePlan& plan);
    void set(const Tables& tables, const LeasePlan& plan);
    [[nodiscard]] std::vector<std::error_code> set_in_pieces(
        const Tables& tables, std::span<const netlink::InterfaceAddress> addresses) const;
    static void end_for(const Tables& tables, const std::set<release::EntryKey>& keys);
    void warn_once(const std::string& what);

    std::chrono::seconds length_;
    std::function<void()> catch_up_;
    std::set<release::EntryKey> leased_{};  ///< At the last renewal.
    std::set<std::string> warned_{};
};

}  // namespace vipwarden::commands
