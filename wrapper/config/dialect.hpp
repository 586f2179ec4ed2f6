// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "wrapper/config/version.hpp"

namespace vipwarden::config {

/// How one release of keepalived reads a configuration, as far as addresses depend on it. All that differs
/// between releases stands here and, for keywords, in the table of keywords; nothing else asks for a version.
struct Dialect {
    // ---- lines
    enum class Comments : std::uint8_t {
        word,       ///< '#' or '!' where a word begins.
        text,       ///< Anywhere outside a quoted word.
        line,       ///< On the line as it stands: a final backslash of a comment stays.
        line_first  ///< The same, but nothing behind the first comment sign counts.
    };
    Comments comments{Comments::line};
    bool quoted_words{true};       ///< '"' holds a word together; else it is a word of its own.
    bool drops_long_lines{false};  ///< Of a line of more than 1023 bytes, the first 1023 are discarded.
    bool drops_nul_lines{false};   ///< A line with a NUL is discarded; else only what follows it.
    bool consolidates{true};       ///< The parent process copies the files, the others read the copy.
    bool anywhere_braces{true};    ///< Braces count within a line; else only as words of their own.

    enum class Include : std::uint8_t {
        keyword,  ///< `include FILE`, two words, read at the level of keywords that it stands in.
        text,     ///< The rest of the line is the name, and its lines replace the include.
        typed,    ///< The same, with includer, includem, includew, includeb, includea.
    };
    Include include{Include::typed};
    bool missing_include_is_fatal{false};
    bool include_lists{true};  ///< Brace lists in the names.

    enum class Conditions : std::uint8_t { none, plain, inverted };
    Conditions conditions{Conditions::inverted};
    bool default_config_id{true};  ///< Without -i it is the host name; else there is none.

    // ---- definitions
    bool definitions{true};
    bool undefined_is_empty{false};  ///< Never in keepalived: a lenient reading, see readings.hpp.
    bool name_ends_at_comma{true};   ///< ',' and ')' end the name of $NAME.
    bool predefined_directory{true};
    bool predefined_instance{true};
    bool predefined_random{true};
    bool predefined_signs{true};
    bool predefined_environment{false};
    enum class LateCondition : std::uint8_t { hangs, aborts, counts, ignored };
    LateCondition late_condition{LateCondition::aborts};  ///< '@' that comes out of a definition.

    enum class Sequences : std::uint8_t { none, keywords, everywhere };
    Sequences sequences{Sequences::everywhere};
    bool lists{true};                ///< ~LST and ~SEQx
    bool sparse_lists_crash{false};  ///< A set of values with one missing.

    // ---- blocks
    enum class OpenEnd : std::uint8_t { complete, nothing, crash };
    OpenEnd open_end{OpenEnd::complete};  ///< The end of the files within a block.
    bool skips_unknown_blocks{false};     ///< Never in keepalived: likewise.
    bool checks_braces{true};             ///< Knows which '{' is missing or too many (1.2.20 and later).
    bool parent_starts_vrrp{true};        ///< Only if the parent has seen an instance or something static.
    bool refuses_heads{true};             ///< Of an instance without one name of its own; else anything goes.
    bool headless_block_changes_previous{true};  ///< A refused instance without '{' (up to 2.2.7).

    // ---- addresses
    enum class Prefix : std::uint8_t {
        zero_is_full,      ///< "/0" and "/" mean the whole address; too large ones go to the kernel.
        zero_is_zero,      ///< "/0" and "/" mean 0; too large ones go to the kernel.
        checked,           ///< Too large ones and 0 mean the whole address.
        checked_with_zero  ///< Too large ones mean the whole address, "/0" and "/" mean 0.
    };
    Prefix prefix{Prefix::checked_with_zero};
    bool address_first{true};  ///< Else words come in any order and the last address wins.
    enum class LoneWord : std::uint8_t { crash, keeps_entry, drops_entry };
    LoneWord missing_parameter{LoneWord::drops_entry};  ///< An address line that ends in `dev`.
    bool flag_words{true};                              ///< home, -nodad, mngtmpaddr, noprefixroute, autojoin
    bool no_track{true};                                ///< `no_track`; of a static address `track_group`
    bool peer{true};                                    ///< `peer`
    bool peer_with_prefix{false};                       ///< `peer ADDRESS/N` counts.
    bool preferred_lifetime{true};                      ///< `preferred_lft`
    bool address_vmac{true};                            ///< `use_vmac` on an address
    bool broadcast_signs{true};                         ///< `brd +` and `brd -`
    bool broadcast_sign_ends_line{false};
    enum class Scopes : std::uint8_t { names_or_nowhere, names, names_and_numbers };
    Scopes scopes{Scopes::names_and_numbers};
    bool long_label_drops_ipv6{true};  ///< Of IPv4 it drops the entry anyway: the kernel refuses it.
    bool device_once{true};            ///< `dev` twice drops the entry; else the last one wins.
    bool one_family{true};             ///< The VIPs of an instance have one family.
    bool twenty_addresses{false};      ///< At most 20 lines in one virtual_ipaddress block.
    bool keeps_duplicates{true};       ///< Within an instance (up to 2.3.2).

    // ---- routes and rules
    std::uint8_t route_protocol{18};    ///< RTPROT_*: 3 up to 1.4.5, 112 up to 2.1.3, then 18.
    std::uint8_t rule_protocol{18};     ///< The same; 0, none, up to 2.0.0.
    bool tracks_routes{true};           ///< Another protocol counts with `no_track` only.
    bool route_families{true};          ///< `inet`, `inet6`, `any`, `all` (2.0.8 and later).
    bool route_modes{true};             ///< `add`, `prepend`, `append`
    bool counts_rule_priorities{true};  ///< Down from 16384 (2.0.2 and later); else the kernel does.

    // ---- interfaces
    bool unknown_interface_is_fatal{true};     ///< Else the entry is dropped.
    bool default_interface_must_exist{false};  ///< Even if nothing needs it (2.0.x).
    bool loopback_for_addresses{true};         ///< `dev lo`
    bool loopback_for_instances{false};        ///< `interface lo`
    enum class InterfaceOrder : std::uint8_t {
        at_address,      ///< The one in force at the address line, else the default.
        default_before,  ///< The default for addresses before `interface`, else the instance's.
        free             ///< The instance's, wherever it stands.
    };
    InterfaceOrder interface_order{InterfaceOrder::free};
    bool globals_in_order{false};  ///< default_interface counts from its line on (up to 1.4.5).

    // ---- VMACs and ipvlans
    enum class VmacWords : std::uint8_t {
        lone_name,     ///< A name if it is the only word.
        name,          ///< The first word is a name.
        name_and_mac,  ///< The first two are a name and a MAC address in either order.
        all            ///< All count, `name`, `group` and `netlink_notify_msg` have a meaning.
    };
    VmacWords vmac_words{VmacWords::all};
    enum class VmacWithUnicast : std::uint8_t {
        sends,            ///< Nothing special.
        cleared,          ///< With a usable peer there is no VMAC (2.1.x).
        peer_sends_base,  ///< With a usable peer, as if vmac_xmit_base was given.
        sends_base        ///< With any keyword of unicast, as if vmac_xmit_base was given.
    };
    VmacWithUnicast vmac_with_unicast{VmacWithUnicast::sends_base};
    bool vmac_for_own_device{true};  ///< `dev` with the instance's interface means its VMAC.
    bool vmac_by_family{true};       ///< The VMAC serves one family.
    bool vmac_evades_names{true};    ///< Taken names are counted up.
    bool vmac_evades_missing{true};  ///< With dynamic_interfaces those that do not exist count as taken.
    enum class VmacLinkLocal : std::uint8_t {
        of_kernel,        ///< The kernel's own, on every VMAC; its MAC has no family.
        always,           ///< keepalived's, on one of IPv6.
        unless_xmit_base  ///< The same, but for vmac_xmit_base.
    };
    VmacLinkLocal vmac_link_local{VmacLinkLocal::unless_xmit_base};
    bool ipvlan_on_base{true};  ///< With use_ipvlan the addresses are on the base interface.

    // ---- what makes keepalived refuse everything
    bool same_router_id_is_fatal{true};
    enum class NoInterface : std::uint8_t {
        fatal,              ///< Whatever the peers.
        default_interface,  ///< With a source and a peer the default interface serves.
        addresses_vanish    ///< With a source and a peer it runs; addresses without `dev` vanish.
    };
    NoInterface no_interface{NoInterface::fatal};
    bool needs_address{true};            ///< Version 3 and strict mode need a VIP.
    bool ipv6_needs_address{true};       ///< IPv6 does, even with version 2.
    bool strict_refuses_unicast{false};  ///< Strict mode and peers, where multicast is possible.

    bool operator==(const Dialect&) const = default;
};

[[nodiscard]] Dialect dialect_of(const Version& version);

}  // namespace vipwarden::config
