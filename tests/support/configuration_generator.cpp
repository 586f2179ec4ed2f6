// SPDX-License-Identifier: MIT
#include "tests/support/configuration_generator.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "tests/support/configuration_damage.hpp"
#include "tests/support/generated_words.hpp"

namespace vipwarden::support {
namespace {

void append(std::vector<std::string>& lines, const std::vector<std::string>& more) {
    lines.insert(lines.end(), more.begin(), more.end());
}

std::string joined(const std::vector<std::string>& lines, const std::string& separator) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + separator;
    }
    return text;
}

std::string some_router_id(RandomSource& random) {
    return !random.odd(5) ? std::to_string(5 + random.below(30))
                          : random.pick({"0", "256", "255", "abc", "05", "0x5", "5x", "-5", ""});
}

std::string some_name(RandomSource& random) {
    return !random.odd(5) ? "V" + std::to_string(1 + random.below(20))
                          : random.pick({"", "\"V 1\"", "V1 V2", "{", "V1\"x\"", "a{b", "V#1"});
}

}  // namespace

std::map<std::string, std::string> ConfigurationGenerator::generate() {
    random_.set_oddness(random_.chance(65) ? 10 : 100);
    Lines lines;
    const auto blocks = 1 + random_.below(4);
    for (std::size_t i = 0; i < blocks; ++i) {
        append(lines, root_block());
    }
    if (random_.chance(10)) {
        move_to_file(lines);
    }
    files_[kTopFile] = joined(lines, "\n");
    for (auto& [path, text] : files_) {
        text = encoded(random_, random_.odd(40) ? damaged(random_, text) : text);
    }
    return files_;
}

ConfigurationGenerator::Lines ConfigurationGenerator::root_block() {
    const auto kind = random_.below(100);
    if (kind < 68) {
        return instance();
    }
    if (kind < 78) {
        return global_definitions();
    }
    if (kind < 88) {
        return address_block("static_ipaddress", random_.chance(30));
    }
    if (kind < 90) {
        return {random_.pick({"net_namespace blue", "instance red", "use_pid_dir", "foo bar", "}", "{",
                              "net_namespace $NAME", "include missing.conf", "linkbeat_use_polling"})};
    }
    return skipped_block();
}

ConfigurationGenerator::Lines ConfigurationGenerator::instance() {
    Lines lines = block("vrrp_instance " + some_name(random_), instance_body());
    if (random_.chance(4)) {
        lines.front() = random_.pick({"@node1 ", "@other ", "@^node1 "}) + lines.front();
    }
    return lines;
}

ConfigurationGenerator::Lines ConfigurationGenerator::instance_body() {
    const bool ipv6 = random_.chance(25);
    Lines head;
    if (!random_.odd(3)) {
        head.push_back("interface " + random_interface(random_));
    }
    if (!random_.odd(3)) {
        head.push_back("virtual_router_id " + some_router_id(random_));
    }
    Lines body = random_.odd(30) ? decorated(std::move(head)) : std::move(head);
    Lines more;
    while (random_.chance(55)) {
        more.push_back(instance_line(ipv6));
    }
    append(body, decorated(std::move(more)));
    if (!random_.odd(8)) {
        append(body, address_block("virtual_ipaddress", ipv6));
    }
    while (random_.chance(30)) {
        append(body, instance_block());
    }
    if (random_.chance(10)) {  // What stands below the addresses counts as well.
        append(body, decorated({instance_line(ipv6)}));
    }
    return body;
}

std::string ConfigurationGenerator::odd_instance_line(bool ipv6) {
    switch (random_.below(5)) {
        case 0:
            return random_.pick({"version", "version 4", "state", "state FOO", "priority", "priority x",
                                 "priority 256", "advert_int", "preempt_delay", "garp_master_delay", "debug",
                                 "notify", "vrf x", "interface", "virtual_router_id",
                                 "lvs_sync_daemon_interface", "unicast_ttl"});
        case 1:
            return random_.pick({"notify \"/bin/x", "notify_backup /bin/x \\", "notify_stop it's",
                                 "notify_master \"/bin/echo it's\"", "smtp_alert foo", "notify_deleted foo"});
        case 2:
            return random_.pick(
                {"foo", "foo bar", "foo {", "}", "{", "auth_hmac", "\"interface\" eth0", "Interface eth0"});
        case 3: {
            const std::string word = random_.pick({"mcast_src_ip ", "unicast_src_ip ", "mcast_dst_ip "});
            return random_.chance(20) ? word : word + random_address(random_, !ipv6);
        }
        default:
            return random_.pick({"version 3", "strict_mode", "strict_mode off", "strict_mode true",
                                 "native_ipv6", "use_vmac a-name-of-16-chr", "use_vmac a/b", "use_vmac eth1",
                                 "use_vmac 5:6", "mcast_dst_ip 224.0.0.20", "interface eth1",
                                 "virtual_router_id 9"});
    }
}

std::string ConfigurationGenerator::instance_line(bool ipv6) {
    if (random_.odd(25)) {
        return odd_instance_line(ipv6);
    }
    switch (random_.below(8)) {
        case 0:
        case 1:
        case 2:
            return random_.pick({"use_vmac", "use_vmac", "use_vmac vip0", "use_vmac 02:00:00:00:00:77",
                                 "use_vmac_addr", "use_vmac vrrp.9 02:00:00:00:00:78", "use_vmac_addr",
                                 "vmac_xmit_base", "vmac_xmit_base", "use_vmac name vmac7",
                                 "use_vmac group 5", "use_vmac netlink_notify_msg"});
        case 3:
            return random_.pick({"version 3", "version 2", "no_virtual_ipaddress", "promote_secondaries"});
        case 4: {
            const std::string word = random_.pick({"mcast_src_ip ", "unicast_src_ip ", "mcast_src_ip "});
            return word + random_address(random_, ipv6);
        }
        case 5:
            return random_.pick({"state MASTER", "state BACKUP", "priority 150", "priority 255", "priority 0",
                                 "advert_int 1", "advert_int 0.1", "preempt_delay 5", "nopreempt", "debug 1",
                                 "garp_master_delay 1", "accept", "no_accept", "dont_track_primary"});
        case 6:
            return random_.pick({"notify /bin/true", "notify_master \"/bin/x y\"", "smtp_alert",
                                 "notify_deleted", "track_src_ip", "old_unicast_checksum",
                                 "notify_stop \"/bin/x 'a b'\" root"});
        default:
            return random_.pick({"garp_master_refresh 60", "higher_prio_send_advert", "kernel_rx_buf_size 5",
                                 "down_timer_adverts 3", "unicast_ttl 4", "check_unicast_src",
                                 "vmac_garp_intvl 5", "notify_priority_changes", "linkbeat_use_polling",
                                 "garp_extra_if eth1", "v3_checksum_as_v2", "unicast_fault_no_peer",
                                 "timer_expired_backup", "thread_timer_expired", "owner_ignore_adverts"});
    }
}

ConfigurationGenerator::Lines ConfigurationGenerator::address_block(const std::string& keyword, bool ipv6) {
    Lines lines;
    const auto size = random_.chance(3) ? 25 : 1 + random_.below(4);
    for (std::size_t i = 0; i < size; ++i) {
        lines.push_back(random_address_line(random_, ipv6));
    }
    return block(keyword, decorated(std::move(lines)));
}

ConfigurationGenerator::Lines ConfigurationGenerator::instance_block() {
    Lines lines;
    const auto size = 1 + random_.below(3);
    const auto kind = random_.below(9);
    for (std::size_t i = 0; i < size; ++i) {
        lines.push_back(
            kind == 0   ? random_route_line(random_)
            : kind == 1 ? random_rule_line(random_)
            : kind == 2 ? random_address(random_, random_.chance(20))
            : kind == 3 ? random_interface(random_) + (random_.chance(20) ? " weight 5" : "")
                        : random_.pick({"auth_type PASS", "auth_pass a!b", "auth_pass \"abc", "chk", "foo",
                                        "auth_pass a}b", "auth_pass secret", "chk weight 2", "auth_type"}));
    }
    switch (kind) {
        case 0:
            return block("virtual_routes", decorated(std::move(lines)));
        case 1:
            return block("virtual_rules", decorated(std::move(lines)));
        case 2:
            return block("unicast_peer", std::move(lines));
        case 3:
            return block("track_interface", std::move(lines));
        case 4:
            return block("authentication", std::move(lines));
        case 5:
            return block(random_.pick({"track_script", "track_file", "track_process", "track_bfd", "foo",
                                       "auth_hmac", "track_group", "virtual_ipaddresses"}),
                         std::move(lines));
        case 6:
            return address_block("virtual_ipaddress", random_.chance(30));
        default:
            return address_block("virtual_ipaddress_excluded", random_.chance(40));
    }
}

ConfigurationGenerator::Lines ConfigurationGenerator::global_definitions() {
    Lines lines;
    const auto size = 1 + random_.below(4);
    for (std::size_t i = 0; i < size; ++i) {
        lines.push_back(random_.pick({"dynamic_interfaces",
                                      "dynamic_interfaces allow_if_changes",
                                      "default_interface eth1",
                                      "default_interface nope3",
                                      "default_interface",
                                      "vrrp_version 3",
                                      "vrrp_version 2",
                                      "vrrp_version",
                                      "vrrp_strict",
                                      "vmac_prefix vm",
                                      "vmac_prefix a-long-prefix-of",
                                      "vmac_prefix",
                                      "vmac_addr_prefix ad",
                                      "router_id x",
                                      "include_check",
                                      "include_check match",
                                      "include_check +wildcard_match",
                                      "enable_dbus",
                                      "net_namespace blue",
                                      "script_user root",
                                      "enable_script_security",
                                      "vrrp_garp_master_repeat 1",
                                      "nftables",
                                      "vrrp_iptables",
                                      "disable_local_igmp",
                                      "vrrp_startup_delay 2",
                                      "notification_email {",
                                      "foo",
                                      "}",
                                      "use_symlink_paths",
                                      "vrrp_skip_check_adv_addr",
                                      "vrrp_mcast_group4 224.0.0.19",
                                      "max_auto_priority 2",
                                      "vrrp_priority 5",
                                      "dynamic_interfaces x",
                                      "state_dump_file"}));
    }
    return block("global_defs", decorated(std::move(lines)));
}

ConfigurationGenerator::Lines ConfigurationGenerator::skipped_block() {
    switch (random_.below(7)) {
        case 0:
            return block("vrrp_sync_group G" + std::to_string(random_.below(2)),
                         block("group", {"V1", random_.pick({"V2", "nobody", "{"})}));
        case 1:
            return block(
                "vrrp_script " + random_.pick({"chk", "chk", ""}),
                decorated({random_.pick({"script /bin/true", "script \"/bin/x y\"", "script \"/bin/x",
                                         "script /bin/x it's", "script /bin/x \\", "script"}),
                           random_.pick({"interval 2", "interval", "weight 5", "foo", "user root"})}));
        case 2: {
            Lines lines =
                block("real_server 192.0.2.7 80", {"weight 1", random_.pick({"TCP_CHECK {", "}", "foo"})});
            lines.insert(lines.begin(), random_.pick({"lb_algo rr", "foo", "protocol TCP"}));
            return block("virtual_server 10.0.0.1 80", std::move(lines));
        }
        case 3:
            return block(
                random_.pick({"foo", "foo bar", "vrrp_instances", "bfd_instance B", "SSL", "garp_group",
                              "track_group", "vrrp_track_process p", "vrrp_track_file f", "static_rulez"}),
                random_.chance(50) ? instance() : Lines{"foo", "interval 5"});
        case 4:
            return block("static_routes",
                         decorated({random_route_line(random_), random_route_line(random_)}));
        case 5:
            return block("static_rules", decorated({random_rule_line(random_)}));
        default:
            return block("virtual_server_group g", {"10.0.0.1-5 80", "fwmark 3"});
    }
}

ConfigurationGenerator::Lines ConfigurationGenerator::block(const std::string& head, Lines body) {
    if (random_.odd(12)) {
        return odd_block(head, std::move(body));
    }
    Lines lines{head + random_.pick({" {", " {", " {", "{", " { # x", "\t{ ! x"})};
    if (random_.chance(6)) {
        lines = {head, "{"};
    }
    if (random_.chance(5) && !body.empty()) {
        lines.back() += ' ' + body.front();
        body.erase(body.begin());
    }
    append(lines, body);
    if (random_.chance(6)) {
        lines.back() += random_.pick({" }", "}"});
    } else {
        lines.push_back(random_.pick({"}", "}", "}", "}", "}", "} # end", "}#", " \t}"}));
    }
    return lines;
}

/// Braces missing, too many, or at odd places.
ConfigurationGenerator::Lines ConfigurationGenerator::odd_block(const std::string& head, Lines body) {
    switch (random_.below(7)) {
        case 0:
            return {head + " { " + joined(body, " ") + '}'};
        case 1:
            return {head + " { " + joined(body, " } {")};
        case 2:
            body.insert(body.begin(), {head + " {", "{", "}"});
            break;
        case 3:
            body.insert(body.begin(), head);
            break;
        case 4:
            body.insert(body.begin(), head + " {");
            return body;
        case 5:
            body.insert(body.begin(), head + " foo {");
            break;
        default:
            body.insert(body.begin(), head + " {");
            body.push_back(random_.pick({"};", "}}", "} }", "}\"", "\"}\"", "} foo"}));
            return body;
    }
    body.emplace_back("}");
    return body;
}

// ---- what may be done to lines

ConfigurationGenerator::Lines ConfigurationGenerator::decorated(Lines lines) {
    Lines result;
    for (const std::string& line : lines) {
        const auto way = random_.below(100);
        if (way < 6) {
            result.push_back(commented(line));
        } else if (way < 11) {
            result.push_back(random_.pick({"@node1 ", "@node1\t", "@other ", "@^node1 ", "@^other ", "@ ",
                                           "@^ ", "@node1 @node1 ", "@node", "@$N ", " @node1 "}) +
                             line);
        } else if (way < 19) {
            append(result, defined(line));
        } else if (way < 23) {
            result.push_back(
                random_.pick({"~SEQ(i, 3) ",
                              "~SEQ(i, 2, 4) ",
                              "~SEQ(i,1,2,5) ",
                              "~SEQ(i, 3, 1) ",
                              "~SEQ(i, 5, -2, 1) ",
                              "~SEQ(i, 0) ",
                              "~SEQ(i, -2) ",
                              "~SEQ(i,0x1,0x3)",
                              "~SEQ(i, 1, -1, 3) ",
                              "~SEQ(i) ",
                              "~SEQx(i, 8, 12) ",
                              "~SEQ(i,1,2) ~SEQ(j,1,2) ",
                              "~LST(i, 1, 2, 3) ",
                              "~LST(i, a) ",
                              "~LST({i,j}, {1,2}, {3,4}) ",
                              "~LST({i,j},{1},{3,4,5}) ",
                              "~SEQ(i, 1, 2",
                              "~SEQ(i, 1, 0x) ",
                              "~FOO(i, 2) ",
                              "~LST(i) ",
                              "~SEQ(i , 1 , 2 ) "}) +
                random_.pick({"10.0.1.$i", "10.0.1.${i}/24", "10.0.1.$i dev eth1", "10.0.${j}.$i",
                              "interface eth$i", "virtual_router_id 1$i", line, "2001:db8::$i", "$i"}));
        } else if (way < 25) {
            result.push_back(line + random_.pick({" \\", "\\", " \"", "\t", " \r", "\f", " ;"}));
        } else {
            result.push_back(line);
        }
    }
    if (random_.chance(7) && !result.empty()) {
        define_together(result);
    }
    if (random_.chance(5) && !result.empty()) {
        move_to_file(result);
    }
    return result;
}

std::string ConfigurationGenerator::commented(const std::string& line) {
    return random_.chance(20) ? random_.pick({"# ", "!", "\\# ", "\\!", "! \\", "#\\"}) + line
                              : line + random_.pick({" # x", " ! x", "# x", "!x", " # x \\", " \\# x",
                                                     " \\! x", " # \"x", " ## {", " # }", " \"#\" x",
                                                     " \\\"# x", " #\\", " $_HASH x", " ${_BANG} x"});
}

std::string ConfigurationGenerator::name_of_definition() {
    return random_.pick({"A", "B", "_C", "N1", "NAME", "i"});
}

/// A definition, and the line with a use of it; not always in that order.
ConfigurationGenerator::Lines ConfigurationGenerator::defined(const std::string& line) {
    const std::string name = name_of_definition();
    const std::string use = random_.chance(65) ? "${" + name + '}' : '$' + name;
    const auto from = random_.below(line.size() + 1);
    const auto length = random_.chance(40) ? line.size() : random_.below(line.size() + 1 - from);
    const std::string value = line.substr(random_.chance(40) ? 0 : from, length);
    const auto at = line.find(value);
    std::string with_use = line;
    with_use.replace(at, value.size(), use);
    const std::string equals = random_.pick({"=", "=", "=", "=", "= ", "=\t", " = "});
    std::string definition = '$' + name + equals + (random_.chance(5) ? "" : value);
    if (random_.chance(5)) {
        definition = random_.pick({"@node1 ", "@other ", " "}) + definition;
    }
    if (random_.chance(12)) {  // The value comes from another one.
        return {definition, "$Z=" + use, with_use.replace(with_use.find(use), use.size(), "${Z}")};
    }
    if (random_.chance(4)) {
        return {with_use, definition};
    }
    return {definition, with_use};
}

/// Several lines become one definition of several lines, and its use.
void ConfigurationGenerator::define_together(Lines& lines) {
    const auto first = random_.below(lines.size());
    const auto count = 1 + random_.below(std::min<std::size_t>(4, lines.size() - first));
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    const std::string name = name_of_definition();
    Lines replacement{'$' + name + random_.pick({"= \\", "=\\", "= \\ "})};
    for (auto line = begin; line != end; ++line) {
        replacement.push_back("  " + *line +
                              (std::next(line) == end ? "" : random_.pick({" \\", "\\", " \\", " \\ # x"})));
    }
    if (random_.chance(30)) {
        replacement.back() += " \\";
        replacement.emplace_back("");
    }
    const std::string before = random_.pick({"", "", "", "", "10.0.2.9 ", "@node1 "});
    replacement.push_back(before + (random_.chance(50) ? '$' + name : "${" + name + '}') +
                          random_.pick({"", "", "", "", " # x", " dev eth1"}));
    lines.erase(begin, end);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(first), replacement.begin(), replacement.end());
}

void ConfigurationGenerator::move_to_file(Lines& lines) {
    const auto first = random_.below(lines.size());
    const auto count = 1 + random_.below(lines.size() - first);
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    const auto number = std::to_string(files_.size());
    const std::string path = random_.pick({"a", "d/b", "d/e/c"}) + number + ".inc";
    files_[path] = joined({begin, end}, "\n");
    const std::string line =
        random_.pick({"include ", "include ", "include ", "include ", "includer ", "includem ", "includew ",
                      "includea ", "include\t", "include  ", "includeb ", "@node1 include ",
                      "@other include ", "includefoo ", "include"}) +
        (random_.chance(80) ? path
                            : random_.pick({"a*", "d/*.inc", "{a,d/b}" + number + ".inc", "missing",
                                            "\"" + path + "\"", path + " # x", "d/", "./" + path, path + " }",
                                            "${_PWD}/" + path, "d/../" + path}));
    lines.erase(begin, end);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(first), line);
}

}  // namespace vipwarden::support
