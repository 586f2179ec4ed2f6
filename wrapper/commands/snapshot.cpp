// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

snapshot::Snapshot take(const Target& target, const Site& site) {
    const auto present = release::Releaser{*site.addresses, *site.links}.observe();
    const auto inode = site.where.inode();
    // A reload follows: what is present now says nothing about what was there before keepalived started.
    if (!is_running(target)) {
        return begin_record(target, present, inode).snapshot;
    }
    auto snapshot = target.snapshot ? *target.snapshot : begin_record(target, present, inode).snapshot;
    if (target.snapshot) {
        record_generation(snapshot, target, present.links);
    } else {
        spdlog::warn(
            "keepalived runs already and no snapshot was taken before: the host's own addresses are unknown");
        snapshot.baseline.reset();
    }
    return snapshot;
}

}  // namespace

int snapshot(const SnapshotOptions& options) {
    const auto& selection = options.selection;
    auto target = read_target(selection.config_path.value_or(kDefaultConfigPath), selection.config_id,
                              selection.net_namespace);
    target.snapshot = find_snapshot(target, selection.snapshot_dir);
    if (!check_input(target, selection.snapshot_dir)) {
        return static_cast<int>(ExitCode::no_input);
    }
    const auto site = open_site(target.net_namespace);
    if (!site) {
        return static_cast<int>(ExitCode::no_input);
    }
    const auto snapshot = take(target, *site);
    const auto file =
        snapshot::file_for(selection.snapshot_dir, canonical(target.config_path), site->where.inode());
    snapshot::write(file, snapshot);
    target.snapshot_file = file;
    print_result(options.json ? report::snapshot_json(target.subject(), file.string(), snapshot)
                              : file.string() + '\n');
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
