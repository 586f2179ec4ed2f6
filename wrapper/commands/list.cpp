// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

int list(const ListOptions& options) {
    std::vector<report::ListedTarget> listed;
    for (const auto& target : find_targets(options.selection)) {
        if (!check_input(target, options.selection.snapshot_dir)) {
            return static_cast<int>(ExitCode::no_input);
        }
        const auto input = survey(target, {});
        listed.push_back(
            {.subject = target.subject(), .rows = report::list_rows(input, release::plan(input))});
    }
    print_result(options.json ? list_json(listed) : list_text(listed));
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
