// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wrapper/config/block_machine.hpp"
#include "wrapper/config/configuration.hpp"
#include "wrapper/config/include.hpp"
#include "wrapper/config/remarks.hpp"

namespace vipwarden::config {

/// What applies to keepalived as a whole.
struct Globals {
    std::optional<std::string> net_namespace{};
    std::optional<std::string> instance_name{};
    std::optional<std::string> vmac_prefix{};
    std::optional<std::string> vmac_addr_prefix{};
    std::vector<std::pair<Position, std::string>> default_interfaces{};  ///< The last one counts.
    std::optional<netlink::IpAddress> multicast_group_ipv4{};
    std::optional<netlink::IpAddress> multicast_group_ipv6{};
    bool dynamic_interfaces{false};
    bool strict{false};
    int version{2};  ///< vrrp_version

    [[nodiscard]] std::string default_interface() const;

    /// The one that is in force at a place: up to 1.4.5 it is not known before it is set. One that stands in
    /// another file is taken to be set before.
    [[nodiscard]] std::string default_interface_at(const Position& place) const;

    /// All of this in the form that leaves the parser.
    void write_to(Configuration& configuration) const;
};

/// Reads the configuration as keepalived's parent process does, which passes the global settings on to the
/// VRRP process: hence it does not matter where in the files they stand.
class GlobalReader final : public BlockHandler {
 public:
    /// `checks` is what include_check changes.
    GlobalReader(IncludeChecks& checks, Remarks& remarks) : checks_{checks}, remarks_{remarks} {}

    bool keyword(Level level, const Keyword& keyword, std::span<const Word> words,
                 const Statement& statement) override;
    void value(const Keyword& block, std::span<const Word> words, const Statement& statement) override;
    void pass_over(const Keyword& keyword) override;

    [[nodiscard]] const Globals& globals() const { return globals_; }
    /// Whether the parent has seen anything for which it starts the VRRP process.
    [[nodiscard]] bool needs_vrrp() const { return needs_vrrp_; }

 private:
    /// One keyword: its words, and where it stands.
    struct Line {
        std::span<const Word> words;
        const Statement& statement;
    };
    struct Setting {
        Meaning meaning;
        void (GlobalReader::*take)(const Line& line);
    };
    static const std::vector<Setting>& settings();

    void take_net_namespace(const Line& line);
    void take_instance_name(const Line& line);
    void take_default_interface(const Line& line);
    void take_dynamic_interfaces(const Line& line);
    void take_strict(const Line& line);
    void take_version(const Line& line);
    void take_vmac_prefix(const Line& line);
    void take_vmac_addr_prefix(const Line& line);
    void take_multicast_group(const Line& line);
    void take_include_check(const Line& line);
    void take_first(std::optional<std::string>& setting, const Line& line);
    void ignore(const Line& line, const std::string& why);

    IncludeChecks& checks_;
    Remarks& remarks_;
    Globals globals_{};
    bool needs_vrrp_{false};
};

}  // namespace vipwarden::config
