// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <system_error>
#include <vector>

#include "netlink/interface_address.hpp"
#include "netlink/link_table.hpp"
#include "netlink/neighbour_prober.hpp"

namespace vipwarden::netlink {

/// Private to this folder. The book-keeping of one NeighbourProber::ask(): what can be asked, and what of
/// that which is heard is an answer.
class ProbeRecord {
 public:
    /// `links` and `addresses` are this host's own, as they are before it asks.
    ProbeRecord(std::span<const ProbeTarget> targets, std::vector<Link> links,
                std::vector<InterfaceAddress> addresses);

    /// What is to be asked: sorted, each once.
    [[nodiscard]] std::span<const ProbeTarget> askable() const { return askable_; }

    /// The MAC address of that link; it must exist.
    [[nodiscard]] MacAddress mac_of(int ifindex) const { return find_link(links_, ifindex)->mac; }

    /// It could not be asked this time.
    void refuse(const ProbeTarget& target, std::error_code error);

    /// Somebody says it has this address there. Dropped if nobody asked, if it is this host itself, or if
    /// more have said so already than any network has.
    void hear(const Answer& heard);

    /// `links_now`: as they are after the last answer. An interface that can't be asked any more may have
    /// gone in the middle.
    [[nodiscard]] ProbeResult finish(const std::vector<Link>& links_now, std::uint64_t lost) const;

 private:
    [[nodiscard]] int asked_by(int ifindex) const;
    [[nodiscard]] bool is_own(const Answer& answer) const;
    [[nodiscard]] bool has_answer(const ProbeTarget& target) const;
    [[nodiscard]] bool has_enough(const ProbeTarget& target) const;

    std::vector<Link> links_;
    std::vector<InterfaceAddress> addresses_;
    std::vector<ProbeTarget> askable_{};
    std::vector<Unasked> unasked_{};
    std::map<ProbeTarget, std::error_code> refused_{};
    std::set<Answer> answers_{};
};

}  // namespace vipwarden::netlink
