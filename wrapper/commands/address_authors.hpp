// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "netlink/address_monitor.hpp"
#include "wrapper/commands/attributed_change.hpp"
#include "wrapper/release/address_key.hpp"

namespace vipwarden::commands {

/// Remembers who added each address that is there, as far as it was seen. A lifetime or a flag that somebody
/// changes later makes nobody else its author. Pure.
class AddressAuthors {
 public:
    /// In the order in which the changes happened.
    void note(const AttributedChange& change);

    /// Changes were missed: who added what is there is not known any more.
    void forget() { added_.clear(); }

    /// Whether it was seen being added, or noted as being there.
    [[nodiscard]] bool knows(const netlink::InterfaceAddress& address) const;

    /// Author::unknown for one that was not seen being added.
    [[nodiscard]] Author author_of(const netlink::InterfaceAddress& address) const;

    /// These are the netlink ports of a VRRP process that has ended; or of one that lives, and may have got
    /// the number of one that has ended.
    void has_ended(const std::set<std::uint32_t>& ports);
    void lives(const std::set<std::uint32_t>& ports);

    /// A VRRP process has added it that has ended since.
    [[nodiscard]] bool is_of_dead(const netlink::InterfaceAddress& address) const;
    /// The VRRP process that lives has added it, or somebody whom nobody names.
    [[nodiscard]] bool may_be_of_living(const netlink::InterfaceAddress& address) const;

 private:
    struct Addition {
        Author author{Author::unknown};
        std::uint32_t port{0};
    };
    [[nodiscard]] Addition addition_of(const netlink::InterfaceAddress& address) const;

    std::map<release::EntryKey, Addition> added_{};
    std::set<std::uint32_t> dead_{};  ///< The ports of VRRP processes that have ended.
};

}  // namespace vipwarden::commands
