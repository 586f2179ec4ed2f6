// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/best_effort.hpp"
#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/release_target.hpp"
#include "wrapper/commands/secondaries.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

/// What is loaded comes first: the reload that follows goes from there to what the files say.
void record_reload(snapshot::Snapshot& snapshot, const Target& target, const release::Holder& running,
                   const std::vector<netlink::Link>& links) {
    if (running.vips) {
        (void)record_generation(
            snapshot, {.vips = *running.vips, .routing = running.routing, .devices = running.devices}, links);
    }
    record_generation(snapshot, target, links);
}

snapshot::Snapshot take(const Target& target, const Site& site,
                        const std::optional<release::Holder>& running) {
    const auto present = observe(site, target);
    const auto inode = site.where.inode();
    if (!running) {
        return begin_record(target, present, inode).snapshot;
    }
    // What is present now says nothing about what was there before keepalived started.
    snapshot::Snapshot snapshot;
    if (target.snapshot) {
        snapshot = *target.snapshot;
        snapshot.keepalived_version = target.reading.recorded_version();
    } else {
        snapshot = begin_record(target, present, inode).snapshot;
        snapshot.baseline.reset();
        snapshot.baseline_routing.reset();
        spdlog::warn(
            "keepalived runs already and no snapshot was taken before: the host's own addresses are unknown");
    }
    record_reload(snapshot, target, *running, present.links);
    return snapshot;
}

}  // namespace

int snapshot(const SnapshotOptions& options, const std::vector<std::string>& environment) {
    const auto& selection = options.selection;
    Reader reader{{selection.keepalived_version, program_of(selection)}, environment};
    const auto choice = choice_of(selection);
    auto target = read_target(choice, reader.reading(choice.config_id));
    target.snapshot = find_snapshot(target, selection.snapshot_dir);
    const auto running = find_running(target);
    if (running && target.snapshot) {
        // It may have been upgraded since it was started.
        target.reading = reader.reading(choice.config_id, target.snapshot->keepalived_version);
        reread(target);
    }
    if (!check_input(target, selection.snapshot_dir)) {
        return static_cast<int>(ExitCode::no_input);
    }
    const auto site = open_site(target.net_namespace);
    if (!site) {
        return static_cast<int>(ExitCode::no_input);
    }
    auto snapshot = take(target, *site, running);
    best_effort("protecting the host's secondary addresses",
                [&] { promote_secondaries(snapshot, *site->links); });
    snapshot.dont_release = selection.command && keeps_vips(*selection.command);
    const auto file =
        snapshot::file_for(selection.snapshot_dir, canonical(target.config_path), site->where.inode());
    snapshot::write(file, snapshot);
    target.snapshot_file = file;
    print_result(options.json ? report::snapshot_json(target.subject(), file.string(), snapshot)
                              : file.string() + '\n');
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
