// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>

#include "wrapper/report/report.hpp"

namespace vipwarden::report {

namespace {

long suspects_in(const release::Plan& plan) {
    const auto suspect = [](const auto& kept) { return is_suspect(kept.reason); };
    return std::ranges::count_if(plan.kept, suspect) + std::ranges::count_if(plan.routing_kept, suspect);
}

Health judge_plan(const release::Plan& plan) {
    if (!plan.changes_nothing()) {
        return Health::leftovers;
    }
    return suspects_in(plan) > 0 ? Health::suspects : Health::ok;
}

/// Without what is as it should be.
PlannedTarget only_what_is_wrong(PlannedTarget target) {
    const auto is_right = [](const auto& kept) { return !is_suspect(kept.reason); };
    std::erase_if(target.plan.kept, is_right);
    std::erase_if(target.plan.routing_kept, is_right);
    target.plan.without_interface.clear();
    return target;
}

std::string headline(const std::vector<PlannedTarget>& targets) {
    std::size_t leftovers = 0;
    std::size_t routing = 0;
    long suspects = 0;
    for (const auto& [subject, plan] : targets) {
        leftovers += plan.removals.size();
        routing += plan.routing.size();
        suspects += suspects_in(plan);
    }
    switch (judge(targets)) {
        case Health::leftovers:
            return fmt::format(
                "CRITICAL: {} addresses{} left by keepalived, {} suspect; run 'vipwarden release'\n",
                leftovers, routing > 0 ? fmt::format(" and {} routes and rules", routing) : "", suspects);
        case Health::suspects:
            return fmt::format(
                "WARNING: {} addresses may be keepalived's; 'vipwarden release --help' says "
                "how to keep or to remove them\n",
                suspects);
        case Health::ok:
            break;
    }
    return "OK: nothing is left by keepalived\n";
}

}  // namespace

Health judge(const std::vector<PlannedTarget>& targets) {
    auto worst = Health::ok;
    for (const auto& target : targets) {
        worst = std::max(worst, judge_plan(target.plan));
    }
    return worst;
}

std::string check_text(const std::vector<PlannedTarget>& targets) {
    std::vector<PlannedTarget> wrong;
    for (const auto& target : targets) {
        if (judge_plan(target.plan) != Health::ok) {
            wrong.push_back(only_what_is_wrong(target));
        }
    }
    return headline(targets) + plan_text(wrong);
}

}  // namespace vipwarden::report
