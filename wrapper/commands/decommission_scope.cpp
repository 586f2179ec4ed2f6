// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_scope.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "wrapper/commands/decommission_release.hpp"
#include "wrapper/commands/release_target.hpp"

namespace vipwarden::commands {

namespace {

using release::PlannedAddress;

std::vector<Target> own_targets(const Selection& selection, const std::vector<std::string>& environment,
                                const Keepaliveds& keepaliveds) {
    Reader reader{{selection.keepalived_version, program_of(selection)}, environment};
    auto targets = find_targets(selection, reader);
    const auto own = choice_of(selection).config_path;
    std::erase_if(targets, [&](const Target& target) {
        const auto running = find_running(target);
        return running && !keepaliveds.is_of_unit(running->pid) && !is_same_file(target.config_path, own);
    });
    const bool is_own_there = std::ranges::any_of(
        targets, [&own](const Target& target) { return is_same_file(target.config_path, own); });
    if (!is_own_there) {  // else what others have left would pass for the whole
        const auto choice = choice_of(selection);
        targets.push_back(read_target(choice, reader.reading(choice.config_id)));
    }
    std::ranges::for_each(targets, look_for_doubts);
    return targets;
}

std::vector<Vip> known_vips(const Target& target) {
    auto vips = target.declared;
    if (target.snapshot) {
        std::ranges::move(recorded_vips(*target.snapshot), std::back_inserter(vips));
        std::ranges::transform(target.snapshot->learnt, std::back_inserter(vips), snapshot::as_vip);
    }
    return vips;
}

void add_case(Scope& scope, Target target, const Keepaliveds& keepaliveds,
              const release::PlanOptions& options) {
    auto input = survey(target, options);
    std::erase_if(input.holders, [&keepaliveds](const release::Holder& holder) {
        return keepaliveds.is_of_unit(holder.pid);
    });
    auto plan = release::plan(input);
    std::ranges::copy_if(plan.kept, std::back_inserter(scope.of_others), [](const PlannedAddress& kept) {
        return kept.reason == release::Reason::held || kept.reason == release::Reason::maybe_held;
    });
    std::ranges::transform(plan.removals, std::back_inserter(scope.held[target.net_namespace]),
                           &PlannedAddress::vip);
    const auto vips = known_vips(target);
    if (!vips.empty()) {
        std::ranges::copy(vips, std::back_inserter(scope.vips[target.net_namespace]));
    }
    scope.cases.push_back({.target = std::move(target), .plan = std::move(plan), .vips = vips.size()});
}

}  // namespace

Scope find_scope(const Selection& selection, const std::vector<std::string>& environment,
                 const Keepaliveds& keepaliveds, const release::PlanOptions& options) {
    Scope scope;
    auto targets = own_targets(selection, environment, keepaliveds);
    const bool is_anything_known = std::ranges::any_of(targets, has_knowledge);
    const bool is_guess = !selection.command && !selection.config_path;
    const auto own = choice_of(selection).config_path;
    for (auto& target : targets) {
        if (has_knowledge(target)) {
            add_case(scope, std::move(target), keepaliveds, options);
        } else {
            const bool is_own = !is_guess && is_same_file(target.config_path, own);
            scope.unknown.push_back(without_knowledge(target, is_own || !is_anything_known));
        }
    }
    return scope;
}

Steps show_release(const Case& one) {
    auto steps = plan_steps(one.target.subject(), one.plan, one.vips);
    auto judged = one.plan.routing;
    judged.insert(judged.end(), one.plan.routing_kept.begin(), one.plan.routing_kept.end());
    append(steps, look_for_marks(one.target, judged));
    return steps;
}

}  // namespace vipwarden::commands
