// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <unistd.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/environment.hpp"
#include "wrapper/commands/list_strict.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/exit_code.hpp"

namespace vipwarden::commands {

namespace {

/// What is declared and recorded can be shown to anybody, what is present only to who may look.
report::ListedTarget look_at(Target& target, const AskStates& ask_states) try {
    require_sight();
    auto input = survey_and_take(target, {});
    auto plan = release::plan(input);
    const auto states = ask_states(input.holders);
    report::ListedTarget listed{.subject = target.subject(),
                                .rows = report::list_rows(std::move(input), plan, states)};
    listed.routing = std::move(plan.routing);
    std::ranges::move(plan.routing_kept, std::back_inserter(listed.routing));
    return listed;
} catch (const std::system_error& error) {
    spdlog::warn("{}; shown without what is present", error.what());
    return {.subject = target.subject(),
            .rows = report::list_rows(
                {.declared = config::declared_vips(target.parsed.configuration), .snapshot = target.snapshot},
                {}),
            .looked = false};
}

/// A long list takes tens of megabytes, and a fault for every 4 KiB of them: a third of all the time. So all
/// comes from the heap (mallopt(3)), and that in huge pages where they are to be had (madvise(2)).
void prepare_memory() {
    constexpr int kRoom = 64 << 20;
    constexpr std::size_t kPage = 4096;
    (void)::mallopt(M_MMAP_MAX, 0);
    (void)::mallopt(M_TRIM_THRESHOLD, 2 * kRoom);
    void* const room = ::operator new(kRoom, std::nothrow);
    void* begin = room;
    std::size_t size = kRoom;
    if (room != nullptr && std::align(kPage, kRoom - kPage, begin, size) != nullptr) {
        (void)::madvise(begin, kRoom - kPage, MADV_HUGEPAGE);
    }
    ::operator delete(room);
}

std::string plain_list(const std::vector<Target>& targets) {
    std::vector<Vip> declared;
    for (const auto& target : targets) {
        declared.insert(declared.end(), target.declared.begin(), target.declared.end());
    }
    return report::plain_text(declared);
}

/// For eyes only: not for a file, not for a terminal that can't, and not where it is not wanted
/// (https://no-color.org).
bool wants_colour(const std::vector<std::string>& environment) {
    const auto variable = lookup_in(environment);
    return ::isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").value_or("").empty() &&
           variable("TERM").value_or("dumb") != "dumb";
}

std::string full_list(std::vector<Target>& targets, bool json, const std::vector<std::string>& environment,
                      const AskStates& ask_states) {
    std::vector<report::ListedTarget> listed;
    for (auto& target : targets) {
        look_for_doubts(target);
        listed.push_back(look_at(target, ask_states));
    }
    return json ? list_json(listed) : list_text(listed, wants_colour(environment));
}

}  // namespace

int list(const ListOptions& options, const std::vector<std::string>& environment,
         const AskStates& ask_states) {
    const auto& selection = options.selection;
    Reader reader{{selection.keepalived_version, kKeepalivedProgram}, environment};
    if (options.strict) {
        return list_strict(options, reader);
    }
    prepare_memory();
    auto targets = find_targets(selection, reader);
    auto code = ExitCode::clean;
    for (const auto& target : targets) {
        if (!check_input(target, selection.snapshot_dir)) {
            return static_cast<int>(ExitCode::no_input);
        }
        if (selection.config_path && target.parsed.unreadable) {
            code = ExitCode::no_input;  // it was named: who only looks at the status must not miss that
        }
    }
    print_result(options.plain ? plain_list(targets)
                               : full_list(targets, options.json, environment, ask_states));
    return static_cast<int>(code);
}

}  // namespace vipwarden::commands
