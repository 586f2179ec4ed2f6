// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netlink/address_table.hpp"
#include "netlink/link_table.hpp"
#include "netlink/network_namespace.hpp"
#include "netlink/routing_table.hpp"
#include "wrapper/commands/options.hpp"
#include "wrapper/commands/reading.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/declared_device.hpp"
#include "wrapper/declared_routing.hpp"
#include "wrapper/report/report.hpp"
#include "wrapper/snapshot/snapshot.hpp"

namespace vipwarden::commands {

inline constexpr const char* kDefaultConfigPath = "/etc/keepalived/keepalived.conf";
inline constexpr const char* kKeepalivedProgram = "keepalived";  ///< To be found in $PATH.

/// What one reading of a configuration declares.
struct Declared {
    std::vector<Vip> vips{};
    DeclaredRouting routing{};
    std::vector<DeclaredDevice> devices{};
};

[[nodiscard]] Declared declared_by(const config::Configuration& configuration);

/// One keepalived: its configuration as it is now, and what was recorded of it.
struct Target {
    std::string config_path{};  ///< Absolute.
    std::string config_id{};    ///< -i as given; empty = keepalived's default.
    std::string
        net_namespace{};  ///< Effective: -s, else the configuration's net_namespace, else the snapshot's.
    Reading reading{};    ///< How the configuration is read.
    config::ParseResult parsed{};
    std::vector<Vip> declared{};
    DeclaredRouting routing{};              ///< Declared virtual routes and rules.
    std::vector<DeclaredDevice> devices{};  ///< Declared devices.
    std::vector<DoubtfulVip> doubtful{};    ///< Set by look_for_doubts() only.
    std::optional<snapshot::Snapshot> snapshot{};
    std::filesystem::path snapshot_file{};  ///< Where `snapshot` stands, or is to stand.

    /// Something to work from: a readable configuration, or a snapshot.
    [[nodiscard]] bool has_input() const { return !parsed.unreadable || snapshot; }
    /// From now on only what was recorded counts.
    void declare_nothing() {
        declared.clear();
        routing = {};
        devices.clear();
    }
    [[nodiscard]] report::Subject subject() const {
        return {.config_path = config_path,
                .keepalived_version = config::to_string(reading.options.version),
                .net_namespace = net_namespace,
                .has_snapshot = snapshot.has_value()};
    }
};

/// The network namespace of a target with its tables.
struct Site {
    netlink::NetworkNamespace where;
    std::unique_ptr<netlink::AddressTable> addresses;
    std::unique_ptr<netlink::LinkTable> links;
    std::unique_ptr<netlink::RoutingTable> routing;
};

/// One spelling for all the paths that lead to a file, which need not exist.
[[nodiscard]] std::string canonical(const std::string& path);
[[nodiscard]] bool is_same_file(const std::string& a, const std::string& b);

/// Which keepalived a target is, on its command line.
struct Choice {
    std::string config_path{};
    std::string config_id{};
    std::string net_namespace{};
};

/// keepalived's program: the one that was named, else the one in $PATH.
[[nodiscard]] std::string program_of(const Selection& selection);

/// What the operator chose; where nothing was said, keepalived's default configuration.
[[nodiscard]] Choice choice_of(const Selection& selection);

/// keepalived's -V, --dont-release-vrrp: its VIPs are to stay when it ends.
[[nodiscard]] bool keeps_vips(const KeepalivedCommand& command);
/// Likewise, as it was recorded; without a snapshot as the command line says now.
[[nodiscard]] bool keeps_vips(const Target& target, const Selection& selection);

/// Reads and parses a configuration. Diagnostics are not logged.
[[nodiscard]] Target read_target(const Choice& choice, Reading reading);

/// The targets that the operator chose. With -f: that configuration, with its snapshot if there is one.
/// Without: one target for every snapshot, and the default configuration (that of `command`, if there is one)
/// unless a snapshot covers it.
/// Snapshots of another network namespace (a container that shares /run) are not ours and left out. Warnings
/// are logged.
[[nodiscard]] std::vector<Target> find_targets(const Selection& selection, Reader& reader);

/// For --recorded. Before keepalived's first start nothing of it can be there yet: what is declared and
/// present is the host's.
void leave_out_declared(std::vector<Target>& targets);

/// The snapshot of just this configuration in just this namespace, if there is one: for verbs that record.
[[nodiscard]] std::optional<snapshot::Snapshot> find_snapshot(const Target& target,
                                                              const std::string& snapshot_dir);

/// Reads the configuration of a target once more (a reload, the end of a run).
void reread(Target& target);

/// Fills in what other versions of keepalived would declare. For verbs that look and release; a start does
/// not wait for it.
void look_for_doubts(Target& target);

/// Whether there is something to work from. Says what it is worth: the configuration's diagnostics, or that
/// it can't be read and the snapshot has to do; or that there is neither, and what to do.
[[nodiscard]] bool check_input(const Target& target, const std::string& snapshot_dir);

/// Opens the tables of a namespace. Throws std::system_error.
[[nodiscard]] Site open_site(netlink::NetworkNamespace where);

/// Opens the namespace of that name (empty: the present one). Nothing if there is no namespace of that name:
/// its addresses went with it, which is logged. Throws std::system_error for everything else.
[[nodiscard]] std::optional<Site> open_site(const std::string& net_namespace);

}  // namespace vipwarden::commands
