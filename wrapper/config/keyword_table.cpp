// SPDX-License-Identifier: MIT
#include "wrapper/config/keyword_table.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace vipwarden::config {
namespace {

constexpr Keyword kLine{};
constexpr Keyword kParameter{.parameter = Parameter::required};
constexpr Keyword kNotify{.parameter = Parameter::notify};
constexpr Keyword kValues{.takes = Takes::values};
constexpr Keyword kParentLine{.process = Process::parent};

constexpr Keyword block(Level level) {
    return {.takes = Takes::keywords, .level = level};
}

constexpr Keyword named_block(Level level) {
    return {.takes = Takes::keywords, .parameter = Parameter::required, .level = level};
}

// Established by giving every word, with and without a parameter and a block, to keepalived 1.3.9, 2.0.19,
// 2.1.5, 2.2.4, 2.2.7, 2.2.8, 2.3.2 and 2.3.4; what lies between them is taken from its change log.
constexpr auto kGroups = std::to_array<KeywordGroup>({
    {Level::root,
     {.takes = Takes::keywords, .level = Level::global_defs, .process = Process::parent},
     "global_defs",
     {}},
    {Level::root, kParentLine, "linkbeat_use_polling", {}},
    {Level::root, kParentLine, "instance net_namespace use_pid_dir", {1, 2, 24}},
    {Level::root, kParentLine, "namespace_with_ipsets", {1, 3, 0}},
    {Level::root, kParentLine, "net_namespace_ipvs", {2, 1, 0}},
    {Level::root,
     {.parameter = Parameter::required, .process = Process::parent},
     "child_wait_time",
     {2, 0, 0}},
    {Level::root, {.process = Process::checker}, "SSL virtual_server virtual_server_group", {}},
    {Level::root, kValues, "static_ipaddress static_routes", {}},
    {Level::root, kValues, "static_rules", {1, 2, 20}},
    {Level::root, kValues, "linkbeat_interfaces", {2, 0, 13}},
    {Level::root, kValues, "interface_up_down_delays", {2, 2, 3}},
    {Level::root, block(Level::instance), "vrrp_instance", {}},
    {Level::root, block(Level::sync_group), "vrrp_sync_group", {}},
    {Level::root, block(Level::garp_group), "garp_group", {1, 2, 21}},
    {Level::root, block(Level::track_group), "track_group", {2, 0, 3}},
    {Level::root, named_block(Level::script), "vrrp_script", {}},
    {Level::root, named_block(Level::track_process), "vrrp_track_process", {2, 0, 11}},
    {Level::root, named_block(Level::track_file), "vrrp_track_file", {2, 0, 0}},
    {Level::root, named_block(Level::track_file), "track_file", {2, 1, 0}},
    {Level::root, named_block(Level::bfd), "bfd_instance", {2, 0, 0}},

    {Level::global_defs, kValues, "notification_email", {}},
    {Level::global_defs, kLine, "vrrp_strict", {1, 2, 20}},
    {Level::global_defs, kLine, "dynamic_interfaces", {2, 0, 0}},
    {Level::global_defs, kLine, "include_check", {2, 2, 0}},
    {Level::global_defs, kLine, "default_interface", {1, 2, 24}},
    {Level::global_defs, kParameter, "smtp_connect_timeout smtp_server", {}},
    {Level::global_defs, kParameter, "vrrp_version", {1, 2, 17}},
    {Level::global_defs,
     kParameter,
     "vrrp_garp_interval vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_delay "
     "vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_master_repeat vrrp_gna_interval "
     "vrrp_mcast_group4 vrrp_mcast_group6",
     {1, 2, 20}},
    {Level::global_defs,
     kParameter,
     "bfd_process_name bfd_rlimit_rtime checker_rlimit_rtime lvs_process_name nftables_priority process_name "
     "random_seed umask vrrp_process_name vrrp_rlimit_rtime vrrp_startup_delay",
     {2, 0, 0}},
    {Level::global_defs, kParameter, "bfd_rlimit_rttime checker_rlimit_rttime vrrp_rlimit_rttime", {2, 1, 0}},
    {Level::global_defs,
     kParameter,
     "checker_process_name config_save_dir nftables_ipvs_priority nftables_ipvs_start_fwmark "
     "vmac_addr_prefix vmac_prefix vrrp_down_timer_adverts",
     {2, 2, 0}},
    {Level::global_defs,
     kParameter,
     "snmp_rs_stats_update_interval snmp_vs_stats_update_interval",
     {2, 3, 0}},

    {Level::instance, block(Level::authentication), "authentication", {}},
    {Level::instance,
     kValues,
     "track_interface track_script virtual_ipaddress virtual_ipaddress_excluded virtual_routes",
     {}},
    {Level::instance, kValues, "unicast_peer", {1, 2, 8}},
    {Level::instance, kValues, "virtual_rules", {1, 2, 20}},
    {Level::instance, kValues, "track_bfd track_file", {2, 0, 0}},
    {Level::instance, kValues, "track_process", {2, 0, 11}},
    {Level::instance, block(Level::auth_hmac), "auth_hmac", {2, 4, 0}},
    {Level::instance,
     kParameter,
     "advert_int debug garp_master_delay interface lvs_sync_daemon_interface mcast_src_ip preempt_delay "
     "priority state virtual_router_id",
     {}},
    {Level::instance, kParameter, "garp_master_refresh unicast_src_ip", {1, 2, 10}},
    {Level::instance, kParameter, "garp_master_refresh_repeat garp_master_repeat", {1, 2, 14}},
    {Level::instance, kParameter, "version", {1, 2, 17}},
    {Level::instance, kParameter, "garp_lower_prio_delay garp_lower_prio_repeat", {1, 2, 20}},
    {Level::instance, kParameter, "unicast_ttl", {2, 1, 0}},
    {Level::instance, kParameter, "down_timer_adverts", {2, 2, 3}},
    {Level::instance, kParameter, "mcast_dst_ip vrf", {2, 2, 5}},
    {Level::instance, kLine, "notify notify_backup notify_fault notify_master notify_stop", {}},
    {Level::instance, kNotify, "notify notify_backup notify_fault notify_master notify_stop", {1, 3, 0}},
    {Level::instance, kNotify, "notify_master_rx_lower_pri", {2, 0, 6}},
    {Level::instance, kLine, "dont_track_primary native_ipv6 nopreempt preempt smtp_alert", {}},
    {Level::instance, kLine, "use_vmac", {1, 2, 3}},
    {Level::instance, kLine, "vmac_xmit_base", {1, 2, 10}},
    {Level::instance, kLine, "accept", {1, 2, 17}},
    {Level::instance, kLine, "lower_prio_no_advert skip_check_adv_addr strict_mode", {1, 2, 20}},
    {Level::instance, kLine, "no_accept promote_secondaries", {1, 3, 0}},
    {Level::instance, kLine, "higher_prio_send_advert", {1, 3, 5}},
    {Level::instance, kLine, "old_unicast_checksum", {1, 3, 7}},
    {Level::instance, kLine, "linkbeat_use_polling track_src_ip", {2, 0, 0}},
    {Level::instance, kLine, "kernel_rx_buf_size", {2, 0, 3}},
    {Level::instance, kLine, "notify_priority_changes", {2, 0, 16}},
    {Level::instance, kLine, "use_ipvlan", {2, 0, 17}},
    {Level::instance, kLine, "check_unicast_src notify_deleted", {2, 1, 0}},
    {Level::instance, kLine, "use_vmac_addr vmac_garp_intvl", {2, 2, 0}},
    {Level::instance, kLine, "garp_extra_if", {2, 2, 3}},
    {Level::instance, kLine, "unicast_fault_no_peer", {2, 2, 5}},
    {Level::instance, kLine, "no_virtual_ipaddress timer_expired_backup v3_checksum_as_v2", {2, 2, 8}},
    {Level::instance, kLine, "thread_timer_expired", {2, 3, 2}},
    {Level::instance, kLine, "owner_ignore_adverts", {2, 3, 3}},
    {Level::authentication, kParameter, "auth_pass auth_type", {}},
    {Level::auth_hmac, kLine, "active_key anti_replay key mode time_window", {2, 4, 0}},

    {Level::sync_group, kValues, "group", {}},
    {Level::sync_group, kValues, "track_bfd track_file track_interface track_script", {2, 0, 0}},
    {Level::sync_group, kValues, "track_process", {2, 0, 11}},
    {Level::sync_group, kLine, "notify notify_backup notify_fault notify_master", {}},
    {Level::sync_group, kNotify, "notify notify_backup notify_fault notify_master", {1, 3, 0}},
    {Level::sync_group, kNotify, "notify_stop", {2, 0, 0}},
    {Level::sync_group, kLine, "global_tracking smtp_alert", {}},
    {Level::sync_group, kLine, "sync_group_tracking_weight", {2, 0, 0}},
    {Level::sync_group, kLine, "notify_priority_changes", {2, 2, 0}},

    {Level::script, kNotify, "script", {}},
    {Level::script, kParameter, "script", {2, 0, 0}},
    {Level::script, {.parameter = Parameter::script}, "script", {2, 0, 7}},
    {Level::script, kParameter, "fall interval rise timeout user weight", {}},
    {Level::script, kLine, "init_fail", {}},

    {Level::track_process,
     kParameter,
     "delay fork_delay process quorum quorum_max terminate_delay",
     {2, 0, 11}},
    {Level::track_process, kLine, "full_command param_match weight", {2, 0, 11}},
    {Level::track_file, kLine, "file init_file weight", {2, 0, 0}},
    {Level::garp_group, kValues, "interfaces", {1, 2, 21}},
    {Level::garp_group, kParameter, "garp_interval gna_interval interface", {1, 2, 21}},
    {Level::track_group, kValues, "group", {2, 0, 3}},
    {Level::bfd,
     kParameter,
     "hoplimit idle_tx max_hops min_rx min_tx multiplier source_ip ttl weight",
     {2, 0, 0}},
    {Level::bfd, kLine, "checker neighbor_ip neighbour_ip passive vrrp", {2, 0, 0}},
});

constexpr auto kMeaningsByName = std::to_array<std::pair<std::string_view, Meaning>>({
    {"check_unicast_src", Meaning::unicast},
    {"default_interface", Meaning::default_interface},
    {"dynamic_interfaces", Meaning::dynamic_interfaces},
    {"include_check", Meaning::include_check},
    {"instance", Meaning::instance_name},
    {"interface", Meaning::interface},
    {"interfaces", Meaning::garp_interfaces},
    {"mcast_dst_ip", Meaning::mcast_dst_ip},
    {"mcast_src_ip", Meaning::mcast_src_ip},
    {"native_ipv6", Meaning::native_ipv6},
    {"net_namespace", Meaning::net_namespace},
    {"no_virtual_ipaddress", Meaning::no_virtual_ipaddress},
    {"old_unicast_checksum", Meaning::unicast},
    {"priority", Meaning::priority},
    {"static_ipaddress", Meaning::static_ipaddress},
    {"static_routes", Meaning::static_routes},
    {"static_rules", Meaning::static_rules},
    {"strict_mode", Meaning::strict_mode},
    {"track_interface", Meaning::track_interface},
    {"unicast_fault_no_peer", Meaning::unicast},
    {"unicast_peer", Meaning::unicast_peer},
    {"unicast_src_ip", Meaning::unicast_src_ip},
    {"use_ipvlan", Meaning::use_ipvlan},
    {"use_vmac", Meaning::use_vmac},
    {"use_vmac_addr", Meaning::use_vmac_addr},
    {"version", Meaning::version},
    {"virtual_ipaddress", Meaning::virtual_ipaddress},
    {"virtual_ipaddress_excluded", Meaning::virtual_ipaddress_excluded},
    {"virtual_router_id", Meaning::virtual_router_id},
    {"virtual_routes", Meaning::virtual_routes},
    {"virtual_rules", Meaning::virtual_rules},
    {"vmac_addr_prefix", Meaning::vmac_addr_prefix},
    {"vmac_prefix", Meaning::vmac_prefix},
    {"vmac_xmit_base", Meaning::vmac_xmit_base},
    {"vrf", Meaning::vrf},
    {"vrrp_instance", Meaning::vrrp_instance},
    {"vrrp_mcast_group4", Meaning::vrrp_mcast_group4},
    {"vrrp_mcast_group6", Meaning::vrrp_mcast_group6},
    {"vrrp_strict", Meaning::vrrp_strict},
    {"vrrp_sync_group", Meaning::vrrp_sync_group},
    {"vrrp_version", Meaning::vrrp_version},
});

constexpr auto kName = &decltype(kMeaningsByName)::value_type::first;
static_assert(std::ranges::is_sorted(kMeaningsByName, {}, kName));

}  // namespace

std::span<const KeywordGroup> keyword_groups() {
    return kGroups;
}

Meaning meaning_of(Level where, std::string_view name) {
    if (where == Level::garp_group && name == "interface") {
        return Meaning::garp_interface;
    }
    const auto* found = std::ranges::lower_bound(kMeaningsByName, name, {}, kName);
    return found == kMeaningsByName.end() || found->first != name ? Meaning::nothing : found->second;
}

}  // namespace vipwarden::config
