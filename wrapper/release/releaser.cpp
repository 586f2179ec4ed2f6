// SPDX-License-Identifier: MIT
#include "wrapper/release/releaser.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <span>
#include <utility>

#include "wrapper/release/address_key.hpp"
#include "wrapper/release/promotion.hpp"
#include "wrapper/release/secondary_trap.hpp"
#include "wrapper/release/vmac_devices.hpp"

namespace vipwarden::release {
namespace {

using netlink::AddressTable;
using netlink::InterfaceAddress;
using netlink::Link;
using netlink::LinkTable;
using snapshot::BaselineAddress;

bool is_permission(const std::error_code& error) {
    return error == std::errc::operation_not_permitted || error == std::errc::permission_denied;
}

/// The last outcome for that address, a new one if there is none.
RestoreOutcome& outcome_of(std::vector<RestoreOutcome>& outcomes, const BaselineAddress& restored) {
    const auto found = std::ranges::find_if(outcomes, [&](const RestoreOutcome& outcome) {
        return same_entry(outcome.restored.address, restored.address);
    });
    return found != outcomes.end() ? *found : outcomes.emplace_back(RestoreOutcome{.restored = restored});
}

LinkOutcome& outcome_of(std::vector<LinkOutcome>& outcomes, const PlannedLink& planned) {
    const auto found = std::ranges::find_if(outcomes, [&](const LinkOutcome& outcome) {
        return outcome.planned.link.index == planned.link.index;
    });
    return found != outcomes.end() ? *found : outcomes.emplace_back(LinkOutcome{.planned = planned});
}

/// One release under way: what it did, and which of the host's addresses it owes.
class Execution {
 public:
    Execution(AddressTable& addresses, LinkTable& links, ReleaseReport& report)
        : addresses_{addresses}, links_{links}, report_{report} {}

    /// Whether the plan, made on `present`, asks for another round.
    [[nodiscard]] bool is_unfinished(const Plan& plan, const KernelState& present) const {
        return !plan.changes_nothing() || !still_missing(present).empty();
    }

    void remove_addresses(const Plan& plan);
    /// `before` is what the plan was made on, `now` what is there after its removals.
    void put_back(const Plan& plan, const KernelState& before, const KernelState& now);
    void remove_links(const Plan& plan, const KernelState& now);

 private:
    [[nodiscard]] std::vector<std::error_code> remove(std::span<const InterfaceAddress> entries);
    [[nodiscard]] std::vector<BaselineAddress> still_missing(const KernelState& present) const;

    AddressTable& addresses_;
    LinkTable& links_;
    ReleaseReport& report_;
    std::vector<BaselineAddress> owed_{};  ///< Went along with a removal.
};

std::vector<std::error_code> Execution::remove(std::span<const InterfaceAddress> entries) {
    try {
        return addresses_.remove(entries);
    } catch (const std::system_error& error) {
        // Part of the batch may be gone: the round must go on to see what went along with it.
        std::vector<std::error_code> errors(entries.size(), error.code());
        return errors;
    }
}

void Execution::remove_addresses(const Plan& plan) {
    if (plan.removals.empty()) {
        return;
    }
    std::vector<InterfaceAddress> entries;
    entries.reserve(plan.removals.size());
    for (const auto& planned : plan.removals) {
        entries.push_back(planned.address);
    }
    const Promotion promotion{links_, plan.promote};
    const auto errors = remove(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        report_.removals.push_back({.planned = plan.removals[i], .error = errors.at(i)});
    }
}

std::vector<BaselineAddress> Execution::still_missing(const KernelState& present) const {
    const auto keys = entry_keys(present.addresses);
    std::vector<BaselineAddress> missing;
    std::ranges::copy_if(owed_, std::back_inserter(missing), [&](const BaselineAddress& entry) {
        return !keys.contains(entry_key(entry.address)) &&
               netlink::find_link(present.links, entry.address.ifindex) != nullptr;
    });
    return missing;
}

void Execution::put_back(const Plan& plan, const KernelState& before, const KernelState& now) {
    owed_ = still_missing(now);
    for (const auto& lost : taken_along(before.addresses, plan.removals, now.addresses)) {
        // On an interface that is gone as well, it was not the removal that took it along.
        if (const auto* link = netlink::find_link(now.links, lost.ifindex); link != nullptr) {
            owed_.push_back({.interface = link->name, .address = lost});
        }
    }
    for (const auto* entries : {&std::as_const(owed_), &plan.restores}) {
        for (const auto& entry : *entries) {
            outcome_of(report_.restores, entry).error = addresses_.add(entry.address);
        }
    }
}

/// Deletes a device only if it is the planned one and empty by now: whatever is on it would go with it.
void Execution::remove_links(const Plan& plan, const KernelState& now) {
    for (const auto& planned : plan.links) {
        const auto* link = netlink::find_link(now.links, planned.link.index);
        const bool same = link != nullptr && link->mac == planned.link.mac && link->kind == planned.link.kind;
        const bool occupied = std::ranges::any_of(now.addresses, [&](const InterfaceAddress& address) {
            return address.ifindex == planned.link.index && !goes_with_its_device(address) &&
                   planned.own_address != address.local;
        });
        if (same && !occupied) {
            outcome_of(report_.links, planned).error = links_.remove(planned.link.index);
        }
    }
}

void fail(std::error_code& error, std::errc reason) {
    if (!error) {
        error = std::make_error_code(reason);
    }
}

/// What the last dump, and the plan made on it, say about all that was done.
void read_back(ReleaseReport& report, Plan last, const KernelState& present) {
    for (auto& outcome : report.links) {
        if (netlink::find_link(present.links, outcome.planned.link.index) == nullptr) {
            outcome.error.clear();
        }
    }
    for (const auto& planned : last.links) {
        fail(outcome_of(report.links, planned).error, std::errc::device_or_resource_busy);
    }
    for (const auto& entry : last.restores) {
        outcome_of(report.restores, entry);
    }
    const auto keys = entry_keys(present.addresses);
    for (auto& outcome : report.restores) {
        if (keys.contains(entry_key(outcome.restored.address))) {
            outcome.error.clear();
        } else {
            fail(outcome.error, std::errc::address_not_available);
        }
    }
    report.routing_kept = std::move(last.routing_kept);
    report.routing_leftovers = std::move(last.routing);
    report.routing_error = present.routing_error;
    report.kept = std::move(last.kept);
    report.leftovers = std::move(last.removals);
}

}  // namespace

bool ReleaseReport::clean() const {
    const auto failed = [](const auto& outcome) { return static_cast<bool>(outcome.error); };
    return leftovers.empty() && routing_leftovers.empty() && !routing_error &&
           std::ranges::none_of(links, failed) && std::ranges::none_of(restores, failed);
}

bool ReleaseReport::has_suspects() const {
    const auto suspect = [](const auto& planned) { return is_suspect(planned.reason); };
    return std::ranges::any_of(kept, suspect) || std::ranges::any_of(routing_kept, suspect);
}

bool ReleaseReport::verified() const {
    return clean() && !has_suspects();
}

bool ReleaseReport::settled() const {
    const auto of_somebody = [](const auto& planned) {
        using Why = decltype(planned.reason);
        return planned.reason == Why::held || planned.reason == Why::dont_release;
    };
    return verified() && std::ranges::none_of(kept, of_somebody) &&
           std::ranges::none_of(routing_kept, of_somebody);
}

bool ReleaseReport::permission_denied() const {
    const auto denied = [](const auto& outcome) { return is_permission(outcome.error); };
    return std::ranges::any_of(routing, denied) || std::ranges::any_of(removals, denied) ||
           std::ranges::any_of(links, denied) || std::ranges::any_of(restores, denied);
}

KernelState Releaser::observe_addresses() {
    // Addresses first: an interface that comes in between then has no addresses yet, rather than no name.
    auto addresses = addresses_.list();
    return {.addresses = std::move(addresses), .links = links_.list()};
}

KernelState Releaser::observe() {
    auto present = observe_addresses();
    observe_routing(routing_, present);
    return present;
}

ReleaseReport Releaser::release(const Planner& planner) {
    ReleaseReport report;
    Execution execution{addresses_, links_, report};
    auto present = observe();
    auto plan = planner(present);
    report.without_interface = plan.without_interface;
    while (execution.is_unfinished(plan, present) && report.rounds < kMaxRounds &&
           !report.permission_denied()) {
        ++report.rounds;
        std::ranges::move(remove_routing(routing_, plan), std::back_inserter(report.routing));
        execution.remove_addresses(plan);
        const auto now = observe_addresses();
        execution.put_back(plan, present, now);
        execution.remove_links(plan, now);
        present = observe();
        plan = planner(present);
    }
    read_back(report, std::move(plan), present);
    return report;
}

}  // namespace vipwarden::release
