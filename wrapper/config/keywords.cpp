// SPDX-License-Identifier: MIT
#include "wrapper/config/keywords.hpp"

#include <array>
#include <unordered_map>

namespace vipwarden::config {
namespace {

/// Keywords of one level that behave alike; their names are separated by blanks.
struct Group {
    Level where;
    Keyword as;
    std::string_view names;
};

// Established with keepalived 2.2.7 (Debian 12) by giving it each word at each level, with and without a
// parameter and a block.
constexpr auto kGroups = std::to_array<Group>({
    {Level::root,
     {.takes = Takes::keywords, .level = Level::global_defs, .process = Process::parent},
     "global_defs"},
    {Level::root,
     {.process = Process::parent},
     "instance linkbeat_use_polling namespace_with_ipsets net_namespace net_namespace_ipvs use_pid_dir"},
    {Level::root, {.parameter = Parameter::required, .process = Process::parent}, "child_wait_time"},
    {Level::root, {.process = Process::checker}, "SSL virtual_server virtual_server_group"},
    {Level::root,
     {.takes = Takes::values},
     "interface_up_down_delays linkbeat_interfaces static_ipaddress static_routes static_rules"},
    {Level::root, {.takes = Takes::keywords, .level = Level::instance}, "vrrp_instance"},
    {Level::root, {.takes = Takes::keywords, .level = Level::sync_group}, "vrrp_sync_group"},
    {Level::root, {.takes = Takes::keywords, .level = Level::garp_group}, "garp_group"},
    {Level::root, {.takes = Takes::keywords, .level = Level::track_group}, "track_group"},
    {Level::root,
     {.takes = Takes::keywords, .parameter = Parameter::required, .level = Level::script},
     "vrrp_script"},
    {Level::root,
     {.takes = Takes::keywords, .parameter = Parameter::required, .level = Level::track_process},
     "vrrp_track_process"},
    {Level::root,
     {.takes = Takes::keywords, .parameter = Parameter::required, .level = Level::track_file},
     "track_file vrrp_track_file"},
    {Level::root,
     {.takes = Takes::keywords, .parameter = Parameter::required, .level = Level::bfd},
     "bfd_instance"},

    {Level::global_defs, {.takes = Takes::values}, "notification_email"},
    {Level::global_defs, {}, "dynamic_interfaces include_check vrrp_strict"},
    {Level::global_defs,
     {.parameter = Parameter::required},
     "bfd_process_name bfd_rlimit_rtime bfd_rlimit_rttime checker_process_name checker_rlimit_rtime "
     "checker_rlimit_rttime config_save_dir lvs_process_name nftables_ipvs_priority "
     "nftables_ipvs_start_fwmark nftables_priority process_name random_seed smtp_connect_timeout smtp_server "
     "umask vmac_addr_prefix vmac_prefix vrrp_down_timer_adverts vrrp_garp_interval "
     "vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_delay vrrp_garp_master_refresh "
     "vrrp_garp_master_refresh_repeat vrrp_garp_master_repeat vrrp_gna_interval vrrp_mcast_group4 "
     "vrrp_mcast_group6 vrrp_process_name vrrp_rlimit_rtime vrrp_rlimit_rttime vrrp_startup_delay "
     "vrrp_version"},

    {Level::instance, {.takes = Takes::keywords, .level = Level::authentication}, "authentication"},
    {Level::instance,
     {.takes = Takes::values},
     "track_bfd track_file track_interface track_process track_script unicast_peer virtual_ipaddress "
     "virtual_ipaddress_excluded virtual_routes virtual_rules"},
    {Level::instance,
     {.parameter = Parameter::required},
     "advert_int debug down_timer_adverts garp_lower_prio_delay garp_lower_prio_repeat garp_master_delay "
     "garp_master_refresh garp_master_refresh_repeat garp_master_repeat interface lvs_sync_daemon_interface "
     "mcast_dst_ip mcast_src_ip preempt_delay priority state unicast_src_ip unicast_ttl version "
     "virtual_router_id vrf"},
    {Level::instance,
     {.parameter = Parameter::notify},
     "notify notify_backup notify_fault notify_master notify_master_rx_lower_pri notify_stop"},
    {Level::instance,
     {},
     "accept check_unicast_src dont_track_primary garp_extra_if higher_prio_send_advert kernel_rx_buf_size "
     "linkbeat_use_polling lower_prio_no_advert native_ipv6 no_accept nopreempt notify_deleted "
     "notify_priority_changes old_unicast_checksum preempt promote_secondaries skip_check_adv_addr "
     "smtp_alert strict_mode track_src_ip unicast_fault_no_peer use_ipvlan use_vmac use_vmac_addr "
     "vmac_garp_intvl vmac_xmit_base"},
    {Level::authentication, {.parameter = Parameter::required}, "auth_pass auth_type"},

    {Level::sync_group,
     {.takes = Takes::values},
     "group track_bfd track_file track_interface track_process track_script"},
    {Level::sync_group,
     {.parameter = Parameter::notify},
     "notify notify_backup notify_fault notify_master notify_stop"},
    {Level::sync_group, {}, "global_tracking notify_priority_changes smtp_alert sync_group_tracking_weight"},

    {Level::script, {.parameter = Parameter::script}, "script"},
    {Level::script, {.parameter = Parameter::required}, "fall interval rise timeout user weight"},
    {Level::script, {}, "init_fail"},

    {Level::track_process,
     {.parameter = Parameter::required},
     "delay fork_delay process quorum quorum_max terminate_delay"},
    {Level::track_process, {}, "full_command param_match weight"},
    {Level::track_file, {}, "file init_file weight"},
    {Level::garp_group, {.takes = Takes::values}, "interfaces"},
    {Level::garp_group, {.parameter = Parameter::required}, "garp_interval gna_interval interface"},
    {Level::track_group, {.takes = Takes::values}, "group"},
    {Level::bfd,
     {.parameter = Parameter::required},
     "hoplimit idle_tx max_hops min_rx min_tx multiplier source_ip ttl weight"},
    {Level::bfd, {}, "checker neighbor_ip neighbour_ip passive vrrp"},
});

constexpr std::size_t kLevels = static_cast<std::size_t>(Level::bfd) + 1;
using Tables = std::array<std::unordered_map<std::string_view, Keyword>, kLevels>;

Tables make_tables() {
    Tables tables;
    for (const Group& group : kGroups) {
        std::string_view names = group.names;
        while (!names.empty()) {
            Keyword keyword = group.as;
            keyword.name = names.substr(0, names.find(' '));
            names.remove_prefix(std::min(keyword.name.size() + 1, names.size()));
            tables.at(static_cast<std::size_t>(group.where)).emplace(keyword.name, keyword);
        }
    }
    return tables;
}

}  // namespace

const Keyword* find_keyword(Level level, std::string_view name) {
    static const Tables tables = make_tables();
    const auto& table = tables.at(static_cast<std::size_t>(level));
    const auto found = table.find(name);
    return found == table.end() ? nullptr : &found->second;
}

bool knows_all_keywords(Level level) {
    return level != Level::global_defs;
}

}  // namespace vipwarden::config
