// SPDX-License-Identifier: MIT
#include "wrapper/commands/release_target.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/release/routing_verdict.hpp"
#include "wrapper/release/secondary_trap.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

release::Releaser releaser_for(const Site& site, const release::PlanInput& input) {
    return {
        *site.addresses, *site.links, {.table = site.routing.get(), .protocols = routing_protocols(input)}};
}

/// As if these processes were gone; without the tables.
release::PlanInput input_without(const Site& site, const Target& target,
                                 const std::vector<supervisor::Process>& processes) {
    return plan_input(target, holders_without(site, target, processes), {});
}

void mark_released(const Site* site, const Target& target) {
    try {
        auto snapshot = *target.snapshot;
        close_record(snapshot);
        if (site != nullptr) {
            restore_promotion(snapshot, *site->links);
        }
        snapshot::write(target.snapshot_file, snapshot);
    } catch (const std::system_error& error) {
        spdlog::warn("could not mark {} as released, ignoring: {}", target.snapshot_file.string(),
                     error.what());
    }
}

void mark_if_settled(const Site* site, const Target& target, const release::ReleaseReport& report) {
    if (!report.settled() || !target.snapshot || target.snapshot->released) {
        return;
    }
    if (site == nullptr || !find_running(*site, target)) {
        mark_released(site, target);
    }
}

}  // namespace

release::PlanInput plan_input(const Target& target, std::vector<release::Holder> holders,
                              const release::PlanOptions& options) {
    return {.declared = target.declared,
            .routing = target.routing,
            .devices = target.devices,
            .doubtful = target.doubtful,
            .snapshot = target.snapshot,
            .holders = std::move(holders),
            .options = options};
}

std::vector<release::Holder> holders_without(const Site& site, const Target& target,
                                             const std::vector<supervisor::Process>& processes) {
    auto holders = find_live_keepalived(site.where.inode(), target).holders;
    std::erase_if(holders, [&](const release::Holder& holder) {
        return std::ranges::find(processes, holder.pid, &supervisor::Process::pid) != processes.end();
    });
    return holders;
}

release::KernelState observe(const Site& site, const Target& target) {
    return releaser_for(site, plan_input(target, {}, {})).observe();
}

release::PlanInput survey(const Target& target, const release::PlanOptions& options) {
    const auto site = open_site(target.net_namespace);
    if (!site) {
        return plan_input(target, {}, options);
    }
    auto live = find_live_keepalived(site->where.inode(), target);
    for (const auto& stray : live.strays) {
        spdlog::warn("keepalived (pid {}) was left behind by a run that is dead; a release ends it",
                     stray.pid);
    }
    auto input = plan_input(target, std::move(live.holders), options);
    input.present = releaser_for(*site, input).observe();
    if (input.present.routing_error) {
        spdlog::warn("the routes and rules can't be read: {}; shown without them",
                     input.present.routing_error.message());
    }
    return input;
}

release::PlanInput survey_and_take(Target& target, const release::PlanOptions& options) {
    auto declared = std::exchange(target.declared, {});
    auto input = survey(target, options);  // Nothing but the plan needs them.
    input.declared = std::move(declared);
    return input;
}

release::ReleaseReport release_target(const Target& target, const release::PlanOptions& options) {
    const auto site = open_site(target.net_namespace);
    return site ? release_target(*site, target, options) : release::ReleaseReport{};
}

release::ReleaseReport release_and_mark(const Target& target, const release::PlanOptions& options) {
    const auto site = open_site(target.net_namespace);
    auto report = site ? release_target(*site, target, options) : release::ReleaseReport{};
    mark_if_settled(site ? &*site : nullptr, target, report);
    return report;
}

release::ReleaseReport release_target(const Site& site, const Target& target,
                                      const release::PlanOptions& options, release::Struck begun) {
    auto live = find_live_keepalived(site.where.inode(), target);
    end_strays(live.strays);
    auto input = plan_input(target, std::move(live.holders), options);
    auto releaser = releaser_for(site, input);
    auto report = releaser.release(
        [&input](const release::KernelState& present) {
            input.present = present;
            return release::plan(input);
        },
        std::move(begun));
    log_release(report, target.net_namespace);
    return report;
}

std::vector<release::PlannedAddress> removals_without(const Site& site, const Target& target,
                                                      const std::vector<supervisor::Process>& processes) {
    auto input = input_without(site, target, processes);
    input.present = release::Releaser{*site.addresses, *site.links}.observe();
    return release::plan(input).removals;
}

release::ReleaseReport release_addresses(
    const Site& site, const Target& target, const std::vector<supervisor::Process>& processes,
    const std::function<bool(const netlink::InterfaceAddress&)>& may_go) {
    auto input = input_without(site, target, processes);
    release::Releaser releaser{*site.addresses, *site.links};
    auto report = releaser.release([&](const release::KernelState& present) {
        input.present = present;
        auto all = release::plan(input);
        release::Plan plan{.removals = std::move(all.removals), .kept = std::move(all.kept)};
        std::erase_if(plan.removals,
                      [&](const release::PlannedAddress& planned) { return !may_go(planned.address); });
        std::erase_if(plan.kept, [](const release::PlannedAddress& planned) {
            return planned.reason != release::Reason::held && planned.reason != release::Reason::maybe_held;
        });
        plan.promote = release::interfaces_to_promote(present, plan.removals);
        return plan;
    });
    log_release(report, target.net_namespace);
    return report;
}

}  // namespace vipwarden::commands
