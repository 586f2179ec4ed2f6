// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

namespace {

release::PlanOptions options_for(const Target& target, const ReleaseOptions& options) {
    auto plan = options.plan;
    plan.keep_all = keeps_vips(target, options.selection) && !options.override_dont_release;
    return plan;
}

ExitCode code_of(const release::ReleaseReport& report) {
    if (report.permission_denied()) {
        return ExitCode::permission;
    }
    return report.verified() ? ExitCode::clean : ExitCode::leftovers;
}

/// A missing capability explains the leftovers, so it is named first.
ExitCode worse(ExitCode a, ExitCode b) {
    if (a == ExitCode::permission || b == ExitCode::permission) {
        return ExitCode::permission;
    }
    return std::max(a, b);
}

int dry_run(const std::vector<Target>& targets, const ReleaseOptions& options) {
    std::vector<report::PlannedTarget> planned;
    planned.reserve(targets.size());
    for (const auto& target : targets) {
        planned.push_back({.subject = target.subject(),
                           .plan = release::plan(survey(target, options_for(target, options)))});
    }
    print_result(options.json ? plan_json(planned) : plan_text(planned));
    return static_cast<int>(ExitCode::clean);
}

}  // namespace

int release(const ReleaseOptions& options, const std::vector<std::string>& environment) {
    Reader reader{{options.selection.keepalived_version, program_of(options.selection)}, environment};
    auto targets = find_targets(options.selection, reader);
    if (options.recorded) {
        leave_out_declared(targets);
    }
    for (auto& target : targets) {
        if (!check_input(target, options.selection.snapshot_dir)) {
            return static_cast<int>(ExitCode::no_input);
        }
        if (!options.recorded) {
            look_for_doubts(target);
        }
    }
    if (options.dry_run) {
        return dry_run(targets, options);
    }
    auto code = ExitCode::clean;
    std::vector<report::ReleasedTarget> released;
    for (const auto& target : targets) {
        auto report = release_and_mark(target, options_for(target, options));
        code = worse(code, code_of(report));
        released.push_back({.subject = target.subject(), .report = std::move(report)});
    }
    print_result(options.json ? release_json(released) : release_text(released));
    return static_cast<int>(code);
}

}  // namespace vipwarden::commands
