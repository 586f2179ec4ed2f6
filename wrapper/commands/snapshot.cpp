// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wrapper/commands/commands.hpp"
#include "wrapper/commands/live_keepalived.hpp"
#include "wrapper/commands/record.hpp"
#include "wrapper/commands/target.hpp"
#include "wrapper/exit_code.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"

namespace vipwarden::commands {

namespace {

/// keepalived runs already with this configuration (a reload follows): what is present now says nothing about
/// what was there before it started.
bool is_running(const Target& target, const LiveKeepalived& live) {
    return std::any_of(live.holders.begin(), live.holders.end(),
                       [&](const auto& holder) { return holder.config_path == target.config_path; });
}

snapshot::Snapshot take(const Target& target, const Site& site) {
    const auto present = release::Releaser{*site.addresses, *site.links}.observe();
    const auto inode = site.where.inode();
    if (!is_running(target, find_live_keepalived(inode, target.snapshot))) {
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
    auto selection = options.selection;
    selection.config_path = selection.config_path.value_or(kDefaultConfigPath);
    const auto target = find_targets(selection).front();
    if (!target.has_input()) {
        spdlog::error("{}: {}; name the configuration with -f", target.config_path,
                      target.parsed.unreadable.message());
        return static_cast<int>(ExitCode::no_input);
    }
    log_input(target);
    const auto site = open_site(target.net_namespace);
    if (!site) {
        return static_cast<int>(ExitCode::no_input);
    }
    const auto snapshot = take(target, *site);
    const auto file = snapshot::file_for(selection.snapshot_dir, target.config_path, site->where.inode());
    snapshot::write(file, snapshot);
    fmt::print("{}\n", file.string());
    return static_cast<int>(ExitCode::clean);
}

}  // namespace vipwarden::commands
