// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

namespace {

using Planned = std::vector<report::PlannedTarget>;

/// What a release would do now; nothing if there is nothing to judge by, which is logged. Throws
/// std::system_error when the kernel's tables can't be read.
std::optional<Planned> look(const CheckOptions& options, const std::vector<std::string>& environment) {
    const auto& selection = options.selection;
    Reader reader{{selection.keepalived_version, program_of(selection)}, environment};
    auto targets = find_targets(selection, reader);
    if (options.recorded) {
        leave_out_declared(targets);
    }
    Planned planned;
    for (auto& target : targets) {
        if (!target.has_input()) {
            spdlog::warn("{}: {}, and there is no snapshot in {}", target.config_path,
                         target.parsed.unreadable.message(), selection.snapshot_dir);
            return std::nullopt;
        }
        if (!options.recorded) {
            look_for_doubts(target);
        }
        planned.push_back(
            {.subject = target.subject(),
             .plan = release::plan(survey(target, {.keep_all = keeps_vips(target, selection)}))});
    }
    return planned;
}

/// For the journal of the unit that checks now and then: what is printed is dropped there.
void log_what_is_wrong(const Planned& planned) {
    for (const auto& [subject, plan] : planned) {
        for (const auto& removal : plan.routing) {
            spdlog::error("{} is left by keepalived: {}", removal.text, explain(removal));
        }
        for (const auto& removal : plan.removals) {
            spdlog::error("{} on {} is left by keepalived: {}", to_string(removal.address), removal.interface,
                          explain(removal));
        }
        for (const auto& kept : plan.routing_kept) {
            if (is_suspect(kept.reason)) {
                spdlog::warn("{} is suspect: {}", kept.text, explain(kept));
            }
        }
        for (const auto& kept : plan.kept) {
            if (is_suspect(kept.reason)) {
                spdlog::warn("{} on {} is suspect: {}", to_string(kept.address), kept.interface,
                             explain(kept));
            }
        }
    }
}

CheckCode code_of(report::Health health) {
    switch (health) {
        case report::Health::ok:
            return CheckCode::ok;
        case report::Health::suspects:
            return CheckCode::suspects;
        case report::Health::leftovers:
            return CheckCode::leftovers;
    }
    return CheckCode::unknown;
}

}  // namespace

int check(const CheckOptions& options, const std::vector<std::string>& environment) try {
    const auto planned = look(options, environment);
    if (!planned) {
        print_result(options.json ? report::check_json({})
                                  : "UNKNOWN: neither a configuration nor a snapshot to judge by\n");
        return static_cast<int>(CheckCode::unknown);
    }
    log_what_is_wrong(*planned);
    print_result(options.json ? report::check_json(*planned) : report::check_text(*planned));
    return static_cast<int>(code_of(report::judge(*planned)));
} catch (const std::system_error& error) {
    // For monitoring "could not look" is an answer of its own, not one of our exit codes.
    spdlog::error("{}", error.what());
    print_result(options.json ? report::check_json({})
                              : fmt::format("UNKNOWN: could not look: {}\n", error.what()));
    return static_cast<int>(CheckCode::unknown);
}

}  // namespace vipwarden::commands
