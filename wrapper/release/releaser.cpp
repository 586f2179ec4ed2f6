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
    Execution(AddressTable& addresses, LinkTable& links, Struck& struck)
        : addresses_{addresses}, links_{links}, report_{struck.report}, owed_{struck.owed} {}

    /// Whether the plan, made on `present`, asks for another round.
    [[nodiscard]] bool is_unfinished(const Plan& plan, const KernelState& present) const {
        return !plan.changes_nothing() || !still_missing(present).empty();
    }

    /// One error per entry.
    [[nodiscard]] std::vector<std::error_code> remove_addresses(const PreparedRelease& prepared);
    void note(std::vector<PlannedAddress> removed, std::span<const std::error_code> errors);
    /// The host's addresses that went along with these removals, and those that are owed from before. `now`
    /// is what is there after them. Both of these return whether they changed anything.
    bool put_back(const PreparedRelease& removed, std::span<const BaselineAddress> restores,
                  const KernelState& now);
    bool remove_links(const std::vector<PlannedLink>& planned, const KernelState& now);

 private:
    [[nodiscard]] std::vector<std::error_code> remove(const PreparedRelease& prepared);
    [[nodiscard]] std::vector<BaselineAddress> still_missing(const KernelState& present) const;

    AddressTable& addresses_;
    LinkTable& links_;
    ReleaseReport& report_;
    std::vector<BaselineAddress>& owed_;
};

std::vector<std::error_code> Execution::remove(const PreparedRelease& prepared) try {
    return prepared.removal ? prepared.removal() : addresses_.remove(prepared.entries);
} catch (const std::system_error& error) {
    // Part of the batch may be gone: the round must go on to see what went along with it.
    std::vector<std::error_code> errors(prepared.entries.size(), error.code());
    return errors;
}

std::vector<std::error_code> Execution::remove_addresses(const PreparedRelease& prepared) {
    if (prepared.entries.empty()) {
        return {};
    }
    const Promotion promotion{links_, prepared.promote};
    if (!prepared.silenced.empty()) {
        prepared.silencing ? prepared.silencing() : addresses_.silence(prepared.silenced);
    }
    return remove(prepared);
}

void Execution::note(std::vector<PlannedAddress> removed, std::span<const std::error_code> errors) {
    report_.removals.reserve(report_.removals.size() + errors.size());
    for (std::size_t i = 0; i < errors.size(); ++i) {
        report_.removals.push_back({.planned = std::move(removed[i]), .error = errors[i]});
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

bool Execution::put_back(const PreparedRelease& removed, std::span<const BaselineAddress> restores,
                         const KernelState& now) {
    owed_ = still_missing(now);
    for (const auto& lost : taken_along(removed.present.addresses, removed.removals, now.addresses)) {
        // On an interface that is gone as well, it was not the removal that took it along.
        if (const auto* link = netlink::find_link(now.links, lost.ifindex); link != nullptr) {
            owed_.push_back({.interface = link->name, .address = lost});
        }
    }
    for (const auto entries : {std::span<const BaselineAddress>{owed_}, restores}) {
        for (const auto& entry : entries) {
            outcome_of(report_.restores, entry).error = addresses_.add(entry.address);
        }
    }
    return !owed_.empty() || !restores.empty();
}

/// Deletes a device only if it is the planned one and empty by now: whatever is on it would go with it.
bool Execution::remove_links(const std::vector<PlannedLink>& planned_links, const KernelState& now) {
    for (const auto& planned : planned_links) {
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
    return !planned_links.empty();
}

/// As long as nobody has seen what went along, all of it is owed.
std::vector<BaselineAddress> what_is_to_be_left(const PreparedRelease& prepared) {
    std::vector<BaselineAddress> all;
    for (const auto& address : prepared.expected) {
        if (const auto* link = netlink::find_link(prepared.present.links, address.ifindex); link != nullptr) {
            all.push_back({.interface = link->name, .address = address});
        }
    }
    return all;
}

/// Whether a dump shows exactly what is to be left, where anything was removed.
bool is_as_expected(const PreparedRelease& prepared, AddressTable& addresses) {
    if (!prepared.of_one_place) {
        return std::ranges::equal(addresses.list(), prepared.expected, netlink::same_entry);
    }
    const auto& place = prepared.entries.front();
    auto expected = prepared.expected;
    std::erase_if(expected, [&](const InterfaceAddress& entry) { return !same_place(entry, place); });
    return std::ranges::equal(addresses.list_on(place.ifindex, place.local.family), expected,
                              netlink::same_entry);
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

PreparedRelease Releaser::prepare(const Planner& planner) {
    auto present = observe_addresses();
    auto plan = planner(present);
    auto prepared = release::prepare(std::move(present), std::move(plan.removals), std::move(plan.promote));
    prepared.silencing = addresses_.silencing_of(prepared.silenced);
    prepared.removal = addresses_.removal_of(prepared.entries);
    if (!prepared.entries.empty()) {
        (void)is_as_expected(prepared, addresses_);  // A rehearsal: the first time takes twice as long.
    }
    return prepared;
}

Struck Releaser::strike(PreparedRelease prepared) {
    Struck struck;
    if (prepared.entries.empty()) {
        return struck;
    }
    struck.report.rounds = 1;
    Execution execution{addresses_, links_, struck};
    const auto errors = execution.remove_addresses(prepared);
    try {
        struck.as_expected = is_as_expected(prepared, addresses_);
        if (!struck.as_expected) {
            (void)execution.put_back(prepared, {}, observe_addresses());
        }
    } catch (const std::system_error&) {
        struck.owed = what_is_to_be_left(prepared);
    }
    execution.note(std::move(prepared.removals), errors);
    return struck;
}

ReleaseReport Releaser::release(const Planner& planner, Struck before) {
    Execution execution{addresses_, links_, before};
    auto& report = before.report;
    auto present = observe();
    auto plan = planner(present);
    report.without_interface = plan.without_interface;
    while (execution.is_unfinished(plan, present) && report.rounds < kMaxRounds &&
           !report.permission_denied()) {
        ++report.rounds;
        const auto prepared =
            release::prepare(std::move(present), std::move(plan.removals), std::move(plan.promote));
        execution.note(prepared.removals, execution.remove_addresses(prepared));
        std::ranges::move(remove_routing(routing_, plan), std::back_inserter(report.routing));
        present = observe();
        const bool restored = execution.put_back(prepared, plan.restores, present);
        if (execution.remove_links(plan.links, present) || restored) {
            present = observe();
        }
        plan = planner(present);
    }
    read_back(report, std::move(plan), present);
    return std::move(report);
}

}  // namespace vipwarden::release
