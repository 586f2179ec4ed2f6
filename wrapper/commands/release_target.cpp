// SPDX-License-Identifier: MIT
#include "wrapper/commands/release_target.hpp"

#include <spdlog/spdlog.h>

#include "wrapper/commands/log.hpp"

namespace vipwarden::commands {

namespace {

release::PlanInput plan_input(const Target& target, std::vector<release::Holder> holders,
                              const release::PlanOptions& options) {
    return {.declared = target.declared,
            .doubtful = target.doubtful,
            .snapshot = target.snapshot,
            .holders = std::move(holders),
            .options = options};
}

}  // namespace

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
    input.present = release::Releaser{*site->addresses, *site->links}.observe();
    return input;
}

release::ReleaseReport release_target(const Target& target, const release::PlanOptions& options) {
    const auto site = open_site(target.net_namespace);
    if (!site) {
        return {};
    }
    auto live = find_live_keepalived(site->where.inode(), target);
    end_strays(live.strays);
    auto input = plan_input(target, std::move(live.holders), options);
    release::Releaser releaser{*site->addresses, *site->links};
    auto report = releaser.release([&input](const release::KernelState& present) {
        input.present = present;
        return release::plan(input);
    });
    log_release(report, target.net_namespace);
    return report;
}

}  // namespace vipwarden::commands
