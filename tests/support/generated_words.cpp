// SPDX-License-Identifier: MIT
#include "tests/support/generated_words.hpp"

namespace vipwarden::support {
namespace {

std::string odd_ipv4(RandomSource& random) {
    return random.pick({"0.0.0.0", "224.0.0.5", "127.0.0.2", "255.255.255.255", "10.0.0.256", "10.0.1",
                        "010.0.0.1", "10.0.0.1-5", "0x0a000001", "10.0.0.1.", "192.0.2.1"});
}

std::string odd_ipv6(RandomSource& random) {
    return random.pick({"::", "::1", "ff02::5", "fe80::1%eth0", "[2001:db8::1]", "2001:db8::g",
                        "::ffff:10.0.0.1", "2001:DB8::1", "1:2:3:4:5:6:7:8:9", "2001:db8::1.2.3.4"});
}

std::string prefix(RandomSource& random, bool ipv6) {
    if (random.chance(45)) {
        return {};
    }
    if (random.odd(30)) {
        return random.pick({"/", "/0", "/33", "/129", "/abc", "/24abc", "/255.255.255.0", "/-1", "/+25",
                            "/024", "/ 24", "/24/32", "/0x18", "/4294967320", "/-0", "/32.", "//24"});
    }
    return ipv6 ? random.pick({"/64", "/128", "/48"}) : random.pick({"/24", "/32", "/16"});
}

std::string broadcast(RandomSource& random, bool ipv6) {
    const std::string word = random.pick({"brd ", "broadcast "});
    return word +
           (random.chance(70) ? random.pick({"+", "-", "10.0.0.255", "x"}) : random_address(random, ipv6));
}

std::string peer(RandomSource& random, bool ipv6) {
    const std::string address = "peer " + random_address(random, ipv6);
    return random.odd(30) ? address + "/24" : address;
}

std::string odd_address_word(RandomSource& random) {
    return random.pick({"dev", "scope", "label", "brd", "peer", "preferred_lft", "track_group g", "10.0.0.9",
                        "foo", "}", "{", "#", "! x", "\\", "\"", "dev eth0 dev eth1", ";", "/24",
                        "use_vmac eth0"});
}

std::string address_word(RandomSource& random, bool ipv6) {
    if (random.odd(15)) {
        return odd_address_word(random);
    }
    switch (random.below(9)) {
        case 0:
        case 1:
        case 2:
            return "dev " + random_interface(random);
        case 3:
            return "scope " +
                   random.pick({"global", "link", "host", "site", "nowhere", "200", "0xfd", "256", "foo"});
        case 4:
            return broadcast(random, ipv6);
        case 5:
            return "label " +
                   random.pick({"eth0:1", "eth0", "x", "eth0:a-long-name", "eth0:fifteen-c", "eth1:\\#1"});
        case 6:
            return peer(random, ipv6);
        case 7:
            return "preferred_lft " + random.pick({"0", "100", "forever", "x"});
        default:
            return random.pick({"home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track",
                                "no-track", "use_vmac", "use_vmac"});
    }
}

}  // namespace

std::string random_interface(RandomSource& random) {
    if (random.odd(5)) {
        return random.pick({"lo", "nope0", "eth0:1", "a-name-of-16-chr", "vrrp.5", "\"eth0", "eth0\\",
                            "'eth0'", "\"eth1\"x", "far1"});
    }
    return maybe_quoted(random, random.pick({"eth0", "eth0", "eth1", "eth2", "eno1"}));
}

std::string random_ipv4(RandomSource& random) {
    if (random.odd(6)) {
        return odd_ipv4(random);
    }
    const auto network = random.below(3);
    return "10.0." + std::to_string(network) + '.' + std::to_string(1 + random.below(6));
}

std::string random_ipv6(RandomSource& random) {
    if (random.odd(8)) {
        return odd_ipv6(random);
    }
    const std::string network = random.pick({"2001:db8::", "fe80::", "2001:db8:0:1::"});
    return network + std::to_string(1 + random.below(5));
}

std::string random_address(RandomSource& random, bool ipv6) {
    return random.chance(5) != ipv6 ? random_ipv6(random) : random_ipv4(random);
}

std::string random_address_line(RandomSource& random, bool ipv6) {
    const std::string address = random_address(random, ipv6);
    const std::string length = prefix(random, ipv6);
    std::string line = maybe_quoted(random, address + length);
    while (random.chance(35)) {
        line += random.pick({" ", " ", " ", "  ", "\t"});
        line += address_word(random, ipv6);
    }
    return random.odd(2) ? "dev eth1 " + line : line;
}

std::string random_route_line(RandomSource& random) {
    std::string line =
        random.pick({"10.9.0.0/24", "default", "10.8.0.0/16", "2001:db8:9::/64", "blackhole 10.7.0.0/24",
                     "src 10.0.0.1 10.6.0.0/24", "unreachable 10.5.0.0/24", "any", "10.3.0.0"});
    if (random.odd(10)) {
        line = random.pick({"inet 10.4.0.0/24", "inet6 default", "10.3.0.0/33", "foo", "via 192.0.2.9"});
    }
    while (random.chance(50)) {
        line += ' ';
        line += random.odd(15)
                    ? random.pick({"via", "dev", "table", "dev nope1", "foo", "mtu lock 1400", "or 192.0.2.8",
                                   "tos 4"})
                    : random.pick({"via 192.0.2.9", "gw 192.0.2.9", "dev eth0", "dev eth1", "table 100",
                                   "metric 5", "scope link", "no_track", "protocol 5", "mtu 1400", "onlink",
                                   "src 10.0.0.1", "nexthop via 192.0.2.9 weight 2", "via 2001:db8::9"});
    }
    return line;
}

std::string random_rule_line(RandomSource& random) {
    std::string line = random.pick({"from 10.0.0.1", "to 10.0.0.0/24", "from all", "iif eth0",
                                    "from 2001:db8::/64", "fwmark 5", "not from 10.0.0.2", "oif eth1"});
    if (random.odd(8)) {
        line = random.pick({"iif nope2", "foo", "from"});
    }
    while (random.chance(60)) {
        line += ' ';
        line += random.odd(15)
                    ? random.pick({"table", "priority", "foo", "tos", "iif nope2"})
                    : random.pick({"table 100", "lookup main", "priority 77", "preference 5", "goto 10",
                                   "nop", "blackhole", "tos 4", "no_track", "ipproto tcp"});
    }
    return line;
}

std::string maybe_quoted(RandomSource& random, const std::string& word) {
    if (random.chance(95)) {
        return word;
    }
    if (random.odd(40)) {
        const auto half = random.below(word.size());
        return random.chance(50) ? '"' + word : word.substr(0, half) + '"' + word.substr(half) + '"';
    }
    return '"' + word + '"';
}

}  // namespace vipwarden::support
