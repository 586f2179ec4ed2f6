// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/keepalived_addresses.hpp"
#include "tests/support/keepalived_process.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::support {

using Words = std::vector<std::string>;

/// A host that keepalived lives on, inside the sandbox: a fresh network namespace with eth0 (10.9.0.1/24) and
/// eth1 (10.8.0.1/24), both up and each with a peer at the other end, a fresh /run and an empty
/// /etc/keepalived, and the programs that were started there.
class KeepalivedHost {
 public:
    static inline const std::filesystem::path kDirectory{"/run/test"};
    static inline const std::string kConfig{"/run/test/keepalived.conf"};
    static inline const std::string kDefaultConfig{"/etc/keepalived/keepalived.conf"};
    static inline const std::string kSnapshots{"/run/vipwarden"};

    KeepalivedHost() = default;
    KeepalivedHost(const KeepalivedHost&) = delete;
    KeepalivedHost& operator=(const KeepalivedHost&) = delete;

    /// Empty if a host can be furnished here; else a sentence for GTEST_SKIP.
    [[nodiscard]] static std::string why_not_here();

    /// Makes all of that. Nothing else here works before.
    void furnish();
    /// Ends what runs, and takes away what furnish() has mounted.
    void clear_away();
    [[nodiscard]] bool is_furnished() const { return changes_ != nullptr; }

    // ---- arrange
    /// "ip " + words; throws when ip(8) fails.
    void ip(const std::string& words) const;
    void write_config(const std::string& text, const std::string& path = kConfig);
    /// A file below /proc/sys/net.
    [[nodiscard]] std::string sysctl(const std::string& path) const;
    void set_sysctl(const std::string& path, const std::string& value) const;

    // ---- programs
    /// `vipwarden run -- -f kConfig …` with this configuration.
    Process& start_run(const std::string& config, const Words& keepalived_arguments = {});
    /// `vipwarden run` + words, keepalived's own options for logging added at the end.
    Process& start_run_with(const Words& words);
    /// Bare keepalived on that file, with pid files of its own.
    Process& start_keepalived(const std::string& config, const std::string& path);
    Process& start(Words command);
    /// `vipwarden` + words, run to its end.
    Finished vipwarden(const Words& words);
    /// `vipwarden release -f kConfig`
    Finished release();
    /// The process that runs keepalived's parent below that `run`, and the VRRP process below it.
    [[nodiscard]] pid_t keepalived_of(const Process& run);
    [[nodiscard]] pid_t vrrp_child_of(const Process& run);
    /// Returns as soon as `run` has a child; throws after kPatience.
    void wait_for_keepalived_of(const Process& run);

    // ---- act
    /// All processes of this sandbox, vipwarden included, at one instant.
    void kill_everything();
    /// keepalived's parent and children at one instant; vipwarden lives.
    void kill_keepalived_of(const Process& run);

    // ---- look
    /// "eth0 10.9.0.100/32": waits until that address is present (or absent).
    void wait_for(const std::string& interface_and_address);
    void wait_until_absent(const std::string& interface_and_address);
    [[nodiscard]] const ChangeMonitor& changes() const { return *changes_; }
    /// What each program has said, and `ip addr`.
    [[nodiscard]] std::string outputs() const;

 private:
    std::optional<PrivateNamespace> network_{};
    std::unique_ptr<ChangeMonitor> changes_{};
    std::list<Process> programs_{};  // A list: references stay valid.
};

}  // namespace vipwarden::support
