// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

int list(const ListOptions& options) {
    std::vector<report::ListedTarget> listed;
    for (const auto& target : find_targets(options.selection)) {
        if (!target.has_input()) {
            spdlog::error("{}: {}, and no snapshot in {}; name the configuration with -f", target.config_path,
                          target.parsed.unreadable.message(), options.selection.snapshot_dir);
            return static_cast<int>(ExitCode::no_input);
        }
        log_input(target);
        const auto input = survey(target, {});
        listed.push_back(
            {.subject = target.subject(), .rows = report::list_rows(input, release::plan(input))});
    }
    print_result(options.json ? list_json(listed) : list_text(listed));
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
