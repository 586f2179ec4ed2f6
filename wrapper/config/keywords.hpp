// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "wrapper/config/version.hpp"

namespace vipwarden::config {

/// The blocks that hold keywords. Each has its own table of the keywords that keepalived knows there.
enum class Level : std::uint8_t {
    root,
    global_defs,
    instance,
    authentication,
    auth_hmac,
    sync_group,
    script,
    track_process,
    track_file,
    garp_group,
    track_group,
    bfd,
};

inline constexpr std::size_t kLevels = static_cast<std::size_t>(Level::bfd) + 1;

/// What follows a keyword.
enum class Takes : std::uint8_t {
    line,      ///< Nothing but its own line.
    keywords,  ///< A block with keywords of its own.
    values,    ///< A block in which each line is an entry.
};

/// Whether a keyword can stand alone.
enum class Parameter : std::uint8_t {
    optional,
    required,  ///< keepalived exits if there is none.
    notify,    ///< Required, but a line with an open quote only costs the script.
    script,    ///< Required, and an open quote makes keepalived crash.
};

/// Which of keepalived's processes acts on a root keyword at the start; the others skip its block by
/// counting braces.
enum class Process : std::uint8_t { parent, vrrp, checker };

/// The keywords on which addresses depend; nothing for all others. A keyword means the same at every level
/// that knows it, except for `interface`.
enum class Meaning : std::uint8_t {
    nothing,
    // root
    instance_name,
    net_namespace,
    static_ipaddress,
    static_routes,
    static_rules,
    vrrp_instance,
    vrrp_sync_group,
    // global_defs
    default_interface,
    dynamic_interfaces,
    include_check,
    vmac_addr_prefix,
    vmac_prefix,
    vrrp_mcast_group4,
    vrrp_mcast_group6,
    vrrp_strict,
    vrrp_version,
    // vrrp_instance
    interface,
    mcast_dst_ip,
    mcast_src_ip,
    native_ipv6,
    no_virtual_ipaddress,
    priority,
    strict_mode,
    unicast,  ///< Those that make an instance one for unicast, and nothing else here.
    unicast_peer,
    unicast_src_ip,
    use_ipvlan,
    use_vmac,
    use_vmac_addr,
    version,
    virtual_ipaddress,
    virtual_ipaddress_excluded,
    virtual_router_id,
    virtual_routes,
    virtual_rules,
    vmac_xmit_base,
    vrf,
    // vrrp_instance, vrrp_sync_group, garp_group
    track_interface,
    garp_interface,   ///< `interface` of a garp_group
    garp_interfaces,  ///< `interfaces` of a garp_group
};

inline constexpr std::size_t kMeanings = static_cast<std::size_t>(Meaning::garp_interfaces) + 1;

struct Keyword {
    std::string_view name{};
    Takes takes{Takes::line};
    Parameter parameter{Parameter::optional};
    Level level{Level::root};        ///< Of the block, if it takes keywords.
    Process process{Process::vrrp};  ///< Of a root keyword.
    Meaning meaning{Meaning::nothing};
};

/// The keywords that one release of keepalived knows. Quick to ask.
class Keywords {
 public:
    explicit Keywords(const Version& version);

    /// Null if keepalived does not know it there. Holds as long as this object.
    [[nodiscard]] const Keyword* find(Level level, std::string_view name) const;

    [[nodiscard]] const Version& version() const { return version_; }

 private:
    Version version_;
    std::array<std::unordered_map<std::string_view, Keyword>, kLevels> tables_{};
};

/// Whether an unknown keyword is worth a word there. global_defs has over 120 keywords, more with every
/// release, which have nothing to do with addresses: only those that take a block or matter are in its table.
[[nodiscard]] bool knows_all_keywords(Level level);

}  // namespace vipwarden::config
