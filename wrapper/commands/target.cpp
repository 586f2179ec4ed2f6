// SPDX-License-Identifier: MIT
#include "wrapper/commands/target.hpp"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "netlink/tables.hpp"
#include "wrapper/commands/declared_devices.hpp"
#include "wrapper/commands/declared_routing.hpp"
#include "wrapper/commands/log.hpp"
#include "wrapper/config/posix_file_reader.hpp"
#include "wrapper/config/readings.hpp"
#include "wrapper/snapshot/snapshot_file.hpp"
#include "wrapper/supervisor/keepalived_arguments.hpp"

namespace vipwarden::commands {

namespace {

namespace fs = std::filesystem;

/// Not normalised: behind a symbolic link to a directory, ".." is not what it looks like.
std::string absolute(const std::string& path) {
    std::error_code error;
    const auto result = fs::absolute(path, error);
    return error ? path : result.string();  // the working directory may be gone
}

/// Whether the snapshot's addresses are in a namespace that we can reach by the name that it recorded.
bool in_reach(const snapshot::Snapshot& snapshot) {
    try {
        const auto where = snapshot.net_namespace.empty()
                               ? netlink::NetworkNamespace::current()
                               : netlink::NetworkNamespace::named(snapshot.net_namespace);
        return where.inode() == snapshot.netns_inode;
    } catch (const std::system_error&) {
        return false;  // the namespace is gone, and all its addresses with it
    }
}

struct StoredSnapshot {
    fs::path file{};
    snapshot::Snapshot value{};
};

std::vector<fs::path> snapshot_files(const std::string& directory) {
    try {
        return snapshot::files_in(directory);
    } catch (const std::system_error& error) {
        spdlog::warn("{}; going on without snapshots, run as root to use them", error.what());
        return {};
    }
}

std::vector<StoredSnapshot> reachable_snapshots(const std::string& directory) {
    std::vector<StoredSnapshot> found;
    const auto boot_id = snapshot::current_boot_id();
    for (const auto& file : snapshot_files(directory)) {
        auto result = snapshot::read(file, boot_id);
        for (const auto& warning : result.warnings) {
            spdlog::warn("{}", warning);
        }
        if (result.snapshot && in_reach(*result.snapshot)) {
            found.push_back({.file = file, .value = std::move(*result.snapshot)});
        }
    }
    return found;
}

Target with_snapshot(const StoredSnapshot& stored, const Selection& selection, Reader& reader) {
    const auto& config_id = selection.config_id.empty() ? stored.value.config_id : selection.config_id;
    // The namespace that was recorded wins: a configuration that names another one by now did not put these
    // there.
    auto target = read_target({.config_path = stored.value.config_path,
                               .config_id = config_id,
                               .net_namespace = stored.value.net_namespace},
                              reader.reading(config_id, stored.value.keepalived_version));
    target.net_namespace = stored.value.net_namespace;
    target.snapshot = stored.value;
    target.snapshot_file = stored.file;
    return target;
}

bool chosen(const StoredSnapshot& stored, const Selection& selection) {
    return (!selection.config_path || is_same_file(stored.value.config_path, *selection.config_path)) &&
           (selection.net_namespace.empty() || stored.value.net_namespace == selection.net_namespace);
}

}  // namespace

std::string canonical(const std::string& path) {
    std::error_code error;
    const auto result = fs::weakly_canonical(absolute(path), error);
    return error ? path : result.string();
}

bool is_same_file(const std::string& a, const std::string& b) {
    return a == b || canonical(a) == canonical(b);
}

std::string program_of(const Selection& selection) {
    return selection.command ? selection.command->program : kKeepalivedProgram;
}

Choice choice_of(const Selection& selection) {
    if (selection.command) {
        auto arguments = supervisor::parse_keepalived_arguments(selection.command->arguments);
        return {.config_path = std::move(arguments.config_path),
                .config_id = std::move(arguments.config_id),
                .net_namespace = std::move(arguments.net_namespace)};
    }
    return {.config_path = selection.config_path.value_or(kDefaultConfigPath),
            .config_id = selection.config_id,
            .net_namespace = selection.net_namespace};
}

bool keeps_vips(const KeepalivedCommand& command) {
    return supervisor::parse_keepalived_arguments(command.arguments).dont_release_vrrp;
}

bool keeps_vips(const Target& target, const Selection& selection) {
    if (target.snapshot) {
        return target.snapshot->dont_release;
    }
    return selection.command && keeps_vips(*selection.command) &&
           is_same_file(target.config_path, choice_of(selection).config_path);
}

Declared declared_by(const config::Configuration& configuration) {
    return {.vips = config::declared_vips(configuration),
            .routing = declared_routing(configuration),
            .devices = declared_devices(configuration)};
}

void reread(Target& target) try {
    config::PosixFileReader files;
    target.parsed = config::parse(target.config_path, files, target.reading.options);
    auto declared = declared_by(target.parsed.configuration);
    target.declared = std::move(declared.vips);
    target.routing = std::move(declared.routing);
    target.devices = std::move(declared.devices);
} catch (const std::exception& error) {
    // Whatever is in the file: keepalived has to start, and the snapshot still says what to release.
    spdlog::warn("{}: can't be read: {}", target.config_path, error.what());
    target.parsed = {.unreadable = std::make_error_code(std::errc::io_error)};
    target.declare_nothing();
}

void look_for_doubts(Target& target) {
    if (!target.parsed.unreadable && !target.parsed.undoubted) {
        config::PosixFileReader files;
        target.doubtful =
            config::doubtful_vips(target.config_path, files, target.reading.options, target.declared);
    }
}

Target read_target(const Choice& choice, Reading reading) {
    Target target{.config_path = absolute(choice.config_path),
                  .config_id = choice.config_id,
                  .net_namespace = choice.net_namespace,
                  .reading = std::move(reading)};
    reread(target);
    if (choice.net_namespace.empty()) {
        target.net_namespace = target.parsed.configuration.net_namespace.value_or("");
    }
    return target;
}

std::vector<Target> find_targets(const Selection& selection, Reader& reader) {
    std::vector<Target> targets;
    for (const auto& stored : reachable_snapshots(selection.snapshot_dir)) {
        if (chosen(stored, selection)) {
            targets.push_back(with_snapshot(stored, selection, reader));
        }
    }
    auto choice = choice_of(selection);
    choice.config_path = absolute(choice.config_path);
    const auto covered = std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
        return is_same_file(target.config_path, choice.config_path) &&
               (choice.net_namespace.empty() || target.net_namespace == choice.net_namespace);
    });
    if (!covered) {
        auto target = read_target(choice, reader.reading(choice.config_id));
        if (target.has_input() || targets.empty()) {
            targets.push_back(std::move(target));
        }
    }
    return targets;
}

void leave_out_declared(std::vector<Target>& targets) {
    std::erase_if(targets, [](const Target& target) { return !target.snapshot; });
    for (auto& target : targets) {
        target.declare_nothing();
    }
}

bool check_input(const Target& target, const std::string& snapshot_dir) {
    log_diagnostics(target.parsed.diagnostics);
    if (!target.has_input()) {
        spdlog::error("{}: {}, and no snapshot in {} to work from; name the configuration with -f",
                      target.config_path, target.parsed.unreadable.message(), snapshot_dir);
    } else if (target.parsed.unreadable) {
        spdlog::warn("{}: {}; working from its snapshot in {}", target.config_path,
                     target.parsed.unreadable.message(), snapshot_dir);
    }
    return target.has_input();
}

std::optional<snapshot::Snapshot> find_snapshot(const Target& target, const std::string& snapshot_dir) {
    for (auto& stored : reachable_snapshots(snapshot_dir)) {
        if (is_same_file(stored.value.config_path, target.config_path) &&
            stored.value.net_namespace == target.net_namespace) {
            return std::move(stored.value);
        }
    }
    return std::nullopt;
}

Site open_site(netlink::NetworkNamespace where) {
    auto tables = netlink::open_tables(where);
    return {.where = std::move(where),
            .addresses = std::move(tables.addresses),
            .links = std::move(tables.links),
            .routing = std::move(tables.routing)};
}

std::optional<Site> open_site(const std::string& net_namespace) try {
    return open_site(net_namespace.empty() ? netlink::NetworkNamespace::current()
                                           : netlink::NetworkNamespace::named(net_namespace));
} catch (const std::system_error& error) {
    if (net_namespace.empty() || error.code() != std::errc::no_such_file_or_directory) {
        throw;
    }
    spdlog::info("there is no network namespace {}: its addresses are gone with it", net_namespace);
    return std::nullopt;
}

}  // namespace vipwarden::commands
