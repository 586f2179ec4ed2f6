// SPDX-License-Identifier: MIT
#include "tests/support/generated_lines.hpp"

#include "tests/support/generated_words.hpp"

namespace vipwarden::support {
namespace {

std::string source_line(RandomSource& random, bool ipv6) {
    const std::string word = random.pick({"mcast_src_ip ", "unicast_src_ip ", "mcast_src_ip "});
    return word + random_address(random, ipv6);
}

std::string odd_instance_line(RandomSource& random, bool ipv6) {
    switch (random.below(5)) {
        case 0:
            return random.pick({"version", "version 4", "state", "state FOO", "priority", "priority x",
                                "priority 256", "advert_int", "preempt_delay", "garp_master_delay", "debug",
                                "notify", "vrf x", "interface", "virtual_router_id",
                                "lvs_sync_daemon_interface", "unicast_ttl", "mcast_dst_ip "});
        case 1:
            return random.pick({"notify \"/bin/x", "notify_backup /bin/x \\", "notify_stop it's",
                                "notify_master \"/bin/echo it's\"", "smtp_alert foo", "notify_deleted foo"});
        case 2:
            return random.pick(
                {"foo", "foo bar", "foo {", "}", "{", "auth_hmac", "\"interface\" eth0", "Interface eth0"});
        case 3:
            return source_line(random, !ipv6);
        default:
            return random.pick({"version 3", "strict_mode", "strict_mode off", "strict_mode true",
                                "native_ipv6", "use_vmac a-name-of-16-chr", "use_vmac a/b", "use_vmac eth1",
                                "use_vmac 5:6", "mcast_dst_ip 224.0.0.20", "interface eth1",
                                "virtual_router_id 9"});
    }
}

std::string vmac_line(RandomSource& random) {
    return random.pick({"use_vmac", "use_vmac", "use_vmac vip0", "use_vmac 02:00:00:00:00:77",
                        "use_vmac_addr", "use_vmac vrrp.9 02:00:00:00:00:78", "use_vmac_addr",
                        "vmac_xmit_base", "vmac_xmit_base", "use_vmac name vmac7", "use_vmac group 5",
                        "use_vmac netlink_notify_msg"});
}

}  // namespace

std::string random_instance_line(RandomSource& random, bool ipv6) {
    if (random.odd(25)) {
        return odd_instance_line(random, ipv6);
    }
    switch (random.below(8)) {
        case 0:
        case 1:
        case 2:
            return vmac_line(random);
        case 3:
            return random.pick({"version 3", "version 2", "no_virtual_ipaddress", "promote_secondaries"});
        case 4:
            return source_line(random, ipv6);
        case 5:
            return random.pick({"state MASTER", "state BACKUP", "priority 150", "priority 255", "priority 0",
                                "advert_int 1", "advert_int 0.1", "preempt_delay 5", "nopreempt", "debug 1",
                                "garp_master_delay 1", "accept", "no_accept", "dont_track_primary"});
        case 6:
            return random.pick({"notify /bin/true", "notify_master \"/bin/x y\"", "smtp_alert",
                                "notify_deleted", "track_src_ip", "old_unicast_checksum",
                                "notify_stop \"/bin/x 'a b'\" root"});
        default:
            return random.pick({"garp_master_refresh 60", "higher_prio_send_advert", "kernel_rx_buf_size 5",
                                "down_timer_adverts 3", "unicast_ttl 4", "check_unicast_src",
                                "vmac_garp_intvl 5", "notify_priority_changes", "linkbeat_use_polling",
                                "garp_extra_if eth1", "v3_checksum_as_v2", "unicast_fault_no_peer",
                                "timer_expired_backup", "thread_timer_expired", "owner_ignore_adverts"});
    }
}

std::string random_global_line(RandomSource& random) {
    if (random.odd(20)) {
        return random.pick({"default_interface nope3", "default_interface", "vrrp_version", "vmac_prefix",
                            "net_namespace blue", "notification_email {", "foo", "}", "dynamic_interfaces x",
                            "state_dump_file", "vrrp_strict", "vrrp_version 3"});
    }
    return random.pick({"dynamic_interfaces",
                        "dynamic_interfaces allow_if_changes",
                        "default_interface eth1",
                        "vrrp_version 2",
                        "vmac_prefix vm",
                        "vmac_prefix a-long-prefix-of",
                        "vmac_addr_prefix ad",
                        "router_id x",
                        "include_check",
                        "include_check match",
                        "include_check +wildcard_match",
                        "enable_dbus",
                        "script_user root",
                        "enable_script_security",
                        "vrrp_garp_master_repeat 1",
                        "nftables",
                        "vrrp_iptables",
                        "disable_local_igmp",
                        "vrrp_startup_delay 2",
                        "use_symlink_paths",
                        "vrrp_skip_check_adv_addr",
                        "vrrp_mcast_group4 224.0.0.19",
                        "max_auto_priority 2",
                        "vrrp_priority 5"});
}

std::string random_other_line(RandomSource& random) {
    return random.odd(25)
               ? random.pick({"auth_pass a!b", "auth_pass \"abc", "auth_pass a}b", "auth_type", "foo"})
               : random.pick({"auth_type PASS", "auth_pass secret", "chk", "chk weight 2"});
}

}  // namespace vipwarden::support
