// SPDX-License-Identifier: MIT
#include "tests/support/configuration_generator.hpp"

#include <utility>

#include "tests/support/configuration_damage.hpp"
#include "tests/support/generated_decoration.hpp"
#include "tests/support/generated_lines.hpp"
#include "tests/support/generated_words.hpp"

namespace vipwarden::support {
namespace {

std::string some_router_id(RandomSource& random) {
    return random.odd(5) ? random.pick({"0", "256", "255", "abc", "05", "0x5", "5x", "-5", ""})
                         : std::to_string(5 + random.below(30));
}

std::string some_name(RandomSource& random) {
    return random.odd(5) ? random.pick({"", "\"V 1\"", "V1 V2", "{", "V1\"x\"", "a{b", "V#1"})
                         : "V" + std::to_string(1 + random.below(20));
}

std::string some_peer(RandomSource& random) {
    return random_address(random, random.chance(20));
}

std::string some_tracked_interface(RandomSource& random) {
    const std::string interface = random_interface(random);
    return random.chance(20) ? interface + " weight 5" : interface;
}

}  // namespace

std::map<std::string, std::string> ConfigurationGenerator::generate() {
    // Most configurations have few mistakes, or there would be little but refusals.
    random_.set_oddness(random_.chance(65) ? 10 : 100);
    Lines lines;
    const auto blocks = 1 + random_.below(4);
    for (std::size_t i = 0; i < blocks; ++i) {
        append(lines, root_block());
    }
    if (random_.chance(10)) {
        move_to_file(random_, lines, files_);
    }
    files_[kTopFile] = joined(lines, "\n");
    for (auto& [path, text] : files_) {
        text = encoded(random_, random_.odd(40) ? damaged(random_, text) : text);
    }
    return files_;
}

Lines ConfigurationGenerator::root_block() {
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
                              "include missing.conf", "linkbeat_use_polling"})};
    }
    return other_root_block();
}

Lines ConfigurationGenerator::instance() {
    const std::string head = "vrrp_instance " + some_name(random_);
    Lines lines = random_block(random_, head, instance_body());
    if (random_.chance(4)) {
        lines.front() = random_.pick({"@node1 ", "@other ", "@^node1 "}) + lines.front();
    }
    return lines;
}

Lines ConfigurationGenerator::instance_body() {
    const bool ipv6 = random_.chance(25);
    Lines head;
    if (!random_.odd(3)) {
        head.push_back("interface " + random_interface(random_));
    }
    if (!random_.odd(3)) {
        head.push_back("virtual_router_id " + some_router_id(random_));
    }
    Lines body = random_.odd(30) ? decorated(head) : head;
    Lines more;
    while (random_.chance(55)) {
        more.push_back(random_instance_line(random_, ipv6));
    }
    append(body, decorated(more));
    if (!random_.odd(8)) {
        append(body, address_block("virtual_ipaddress", ipv6));
    }
    while (random_.chance(30)) {
        append(body, instance_block());
    }
    if (random_.chance(10)) {  // What stands below the addresses counts as well.
        append(body, decorated({random_instance_line(random_, ipv6)}));
    }
    return body;
}

Lines ConfigurationGenerator::instance_block() {
    switch (random_.below(9)) {
        case 0:
            return block_of("virtual_routes", random_route_line);
        case 1:
            return block_of("virtual_rules", random_rule_line);
        case 2:
            return block_of("unicast_peer", some_peer);
        case 3:
            return block_of("track_interface", some_tracked_interface);
        case 4:
            return block_of("authentication", random_other_line);
        case 5:
            return block_of(random_.pick({"track_script", "track_file", "track_process", "track_bfd", "foo",
                                          "auth_hmac", "track_group", "virtual_ipaddresses"}),
                            random_other_line);
        case 6:
            return address_block("virtual_ipaddress", random_.chance(30));
        default:
            return address_block("virtual_ipaddress_excluded", random_.chance(40));
    }
}

Lines ConfigurationGenerator::address_block(const std::string& keyword, bool ipv6) {
    Lines lines;
    const auto size = random_.chance(3) ? 25 : 1 + random_.below(4);
    for (std::size_t i = 0; i < size; ++i) {
        lines.push_back(random_address_line(random_, ipv6));
    }
    return random_block(random_, keyword, decorated(lines));
}

Lines ConfigurationGenerator::global_definitions() {
    return block_of("global_defs", random_global_line);
}

Lines ConfigurationGenerator::script() {
    const std::string command =
        random_.odd(30)
            ? random_.pick({"script \"/bin/x", "script /bin/x it's", "script /bin/x \\", "script"})
            : random_.pick({"script /bin/true", "script \"/bin/x y\""});
    const std::string other = random_.odd(30) ? random_.pick({"interval", "foo", "weight"})
                                              : random_.pick({"interval 2", "weight 5", "user root"});
    return random_block(random_, random_.odd(20) ? "vrrp_script" : "vrrp_script chk",
                        decorated({command, other}));
}

Lines ConfigurationGenerator::other_root_block() {
    switch (random_.below(7)) {
        case 0: {
            const std::string head = "vrrp_sync_group G" + std::to_string(random_.below(2));
            const std::string member = random_.pick({"V2", "nobody", "V1"});
            return random_block(random_, head, random_block(random_, "group", {"V1", member}));
        }
        case 1:
            return script();
        case 2: {
            Lines lines = random_block(random_, "real_server 192.0.2.7 80",
                                       {"weight 1", random_.odd(50) ? "TCP_CHECK {" : "foo"});
            lines.insert(lines.begin(), random_.pick({"lb_algo rr", "foo", "protocol TCP"}));
            return random_block(random_, "virtual_server 10.0.0.1 80", std::move(lines));
        }
        case 3: {
            const std::string head =
                random_.pick({"foo", "foo bar", "vrrp_instances", "bfd_instance B", "SSL", "garp_group",
                              "track_group", "vrrp_track_process p", "vrrp_track_file f", "static_rulez"});
            Lines body = random_.chance(50) ? instance() : Lines{"foo", "interval 5"};
            return random_block(random_, head, std::move(body));
        }
        case 4:
            return block_of("static_routes", random_route_line);
        case 5:
            return block_of("static_rules", random_rule_line);
        default:
            return random_block(random_, "virtual_server_group g", {"10.0.0.1-5 80", "fwmark 3"});
    }
}

Lines ConfigurationGenerator::block_of(const std::string& head, std::string (*line)(RandomSource& random)) {
    Lines lines;
    const auto size = 1 + random_.below(3);
    for (std::size_t i = 0; i < size; ++i) {
        lines.push_back(line(random_));
    }
    return random_block(random_, head, decorated(lines));
}

Lines ConfigurationGenerator::decorated(const Lines& lines) {
    return support::decorated(random_, lines, files_);
}

}  // namespace vipwarden::support
