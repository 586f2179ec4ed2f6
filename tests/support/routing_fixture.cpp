// SPDX-License-Identifier: MIT
#include "tests/support/routing_fixture.hpp"

#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "wrapper/config/posix_file_reader.hpp"

namespace vipwarden::support {

const std::vector<RoutingLineCase>& route_lines() {
    using enum Fate;
    static const std::vector<RoutingLineCase> lines{
        {"10.100.1.0/24 via 10.9.0.2"},
        {"10.100.2.0/24 dev eth1"},
        {"10.100.3.0/24 gw 10.9.0.2 oif eth0 metric 5 table 100 tos 0x10"},
        {"10.100.3.0/24 via 10.9.0.3 dev eth0 metric 6 table 100 tos 0x10"},
        {"10.100.3.0/24 via 10.9.0.3 dev eth0 metric 6 table 100"},
        {"10.100.4.7 dev eth0 src 10.9.0.1"},
        {"10.100.5.0/24 dev eth0 src 10.9.0.100"},  // The VIP.
        {"default via 10.9.0.9 table 101"},
        {"default via inet 10.9.0.9 table 102"},
        {"any via 10.9.0.9 table 103"},
        {"default via 2001:db8:1::9 table 104"},
        {"default6 via 2001:db8:1::9 table 105"},
        {"default dev eth0 table 106 inet6"},
        {"inet default via 10.9.0.9 table 107", dropped},
        {"inet6 to default via 2001:db8:1::9 table 108", dropped},
        {"via 10.9.0.9 default table 109", dropped},
        {"blackhole 10.100.6.0/24"},
        {"to blackhole 10.100.7.0/24", dropped},
        {"unreachable 10.100.8.0/24 metric 9"},
        {"prohibit 10.100.9.0/24 tos AF11"},
        {"throw 10.100.10.0/24 table 110"},
        {"6 10.100.11.0/24"},
        {"local 10.100.12.1 dev lo scope host table local"},
        {"broadcast 10.100.13.255 dev eth0 scope link"},
        {"multicast 239.1.0.0/16 dev eth0"},
        {"nat 10.100.14.1 dev eth0", dropped},
        {"10.100.15.0/24 dev eth0 protocol static"},
        {"10.100.16.0/24 dev eth0 protocol static no_track", unmarked},
        {"10.100.17.0/24 dev eth0 protocol 99 no_track", unmarked},
        {"10.100.18.0/24 dev eth0 no_track"},
        {"10.100.19.1/24 dev eth0", dropped},
        {"10.100.20.0/33 dev eth0"},
        {"10.100.21.0/24abc dev eth0"},
        {"10.100.22.0/24 nexthop via 10.9.0.3 weight 3 nexthop via 10.8.0.3 dev eth1"},
        {"10.100.23.0/24 nexthop via 10.9.0.3"},
        {"10.100.24.0/24 nexthop via 10.9.0.3 nexthop via 300.1.1.1"},
        {"10.100.25.0/24 dev eth0 nexthop dev eth0 nexthop dev eth1"},
        {"10.100.26.0/24 dev eth0 nexthop via 10.9.0.3", dropped},
        {"10.100.27.0/24 via 10.9.0.3 or 10.9.0.4"},
        {"10.100.28.0/24 via 10.9.0.3 or 2001:db8:1::4"},
        {"10.100.29.0/24 or 10.9.0.4", dropped},
        {"10.100.30.0/24 via inet6 2001:db8:1::4", dropped},
        {"10.100.31.0/24 via 10.99.99.99 dev eth0 onlink"},
        {"10.100.32.0/24 dev eth0 foo", dropped},
        {"10.100.33.0/24", dropped},
        {"10.100.34.0/24 dev eth0 table 0"},
        {"10.100.35.0/24 dev eth0 table -1"},
        {"10.100.36.0/24 dev eth0 table nosuch", dropped},
        {"10.100.37.0/24 dev eth0 metric 0x7", dropped},
        {"10.100.38.0/24 dev eth0 metric \"\""},
        {"10.100.39.0/24 10.100.40.0/24 dev eth0 dev eth1"},
        {"10.100.41.0/24 dev eth0 mtu lock 1400 rtt 1s quickack 1 features ecn realms 5 as to 10.9.0.5"},
        {"10.100.42.0/24 dev eth0 quickack 2", dropped},
        {"10.100.43.0/24 dev eth0 rtt 1e3", dropped},
        {"10.100.44.0/24 dev eth0 track_group g", dropped},
        {"2001:db8:10::/64 dev eth0"},
        {"2001:db8:11::5/64 dev eth0"},
        {"2001:db8:12::/64 via 2001:db8:1::3 metric 77"},
        {"2001:db8:13::/64 dev eth0 metric 0 src 2001:db8:1::1"},
        {"blackhole 2001:db8:14::/64"},
        {"unreachable 2001:db8:15::/64 dev eth1 metric 3"},
        {"2001:db8:16::/64 nexthop via 2001:db8:1::3 nexthop via 2001:db8:2::3 dev eth1"},
        {"2001:db8:17::/64 dev eth0 nexthop via fe80::5 nexthop via 2001:db8:1::3"},
        {"2001:db8:18::/64 dev eth0 via fe80::3 or fe80::4"},
        {"2001:db8:19::/64 via fe80::3 dev eth0 expires 1000 pref high"},
        {"anycast 2001:db8:20::1 dev eth0"},
        {"2001:db8:21::/64 via 10.9.0.3", dropped},
        {"expires 100 10.100.45.0/24 dev eth0", dropped},
    };
    return lines;
}

const std::vector<RoutingLineCase>& rule_lines() {
    using enum Fate;
    static const std::vector<RoutingLineCase> lines{
        {"from 10.101.0.0/16 table 100"},
        {"from 10.102.0.5/16 lookup 101 preference 50"},
        {"from 10.103.0.0/16 to 10.9.0.0/16 table main order 51"},
        {"from 2001:db8:1::/64 table 103"},
        {"to 2001:db8:2::5/64 table 103 priority 51"},
        {"to 10.104.0.0/16 blackhole priority 52"},
        {"type prohibit priority 53"},
        {"7 priority 54"},
        {"goto 60 priority 55"},
        {"nop priority 56"},
        {"l3mdev priority 57"},
        {"iif eth0 table 106"},
        {"dev eth1 oif eth0 table 107 priority 58"},
        {"fwmark 5 table 108"},
        {"fwmark 0x10/0xff table 109"},
        {"fwmark 0x10/ table 110"},
        {"not from 10.105.0.0/16 table 111"},
        {"tos 0x10 table 112"},
        {"table 113 protocol 99"},
        {"table 114 protocol 99 no_track", unmarked},
        {"table 115 no_track", unmarked},
        {"table 116 sport 80-90 dport 70 ipproto 6 uidrange 5-6 tunnel-id 77"},
        {"table main suppress_prefixlength 0 realms 5"},
        {"from 10.106.0.0/33 table 117 priority 0x50"},
        {"from default table 118"},
        {"from 10.107.0.0/16 table 5 priority 0"},
        {"table 0", dropped},
        {"table nosuch", dropped},
        {"from 10.108.0.0/16", dropped},
        {"from 10.109.0.0/16 table 119 foo", dropped},
        {"from 10.110.0.0/16 to 2001:db8::/32 table 120", dropped},
        {"goto 60", dropped},
        {"table 121 blackhole", dropped},
        {"throw priority 70", dropped},
        {"inet to 10.111.0.0/16 table 122", dropped},
        {"from 10.112.0.0/16 to default table 123", dropped},
        {"uidrange 5 table 124", dropped},
        {"blackhole realms 5 priority 71", dropped},
        {"from 10.113.0.0/16 table 125"},
    };
    return lines;
}

std::string config_with(const std::vector<RoutingLineCase>& routes,
                        const std::vector<RoutingLineCase>& rules) {
    std::vector<std::string> extra{"virtual_routes {"};
    for (const RoutingLineCase& line : routes) {
        extra.emplace_back(line.text);
    }
    extra.insert(extra.end(), {"}", "virtual_rules {"});
    for (const RoutingLineCase& line : rules) {
        extra.emplace_back(line.text);
    }
    extra.emplace_back("}");
    return config_of({{.vips = {"10.9.0.100/32"}, .extra = extra}});
}

std::string text_at(const config::Position& where, const std::string& config) {
    std::size_t begin = 0;
    for (int line = 1; line < where.line; ++line) {
        begin = config.find('\n', begin) + 1;
    }
    const std::string text = config.substr(begin, config.find('\n', begin) - begin);
    return text.substr(text.find_first_not_of(' '));
}

std::vector<RoutingLineCase> only(const std::vector<RoutingLineCase>& lines, Fate fate) {
    std::vector<RoutingLineCase> found;
    std::ranges::copy_if(lines, std::back_inserter(found),
                         [fate](const RoutingLineCase& line) { return line.fate == fate; });
    return found;
}

void RoutingTest::SetUp() {
    KeepalivedTest::SetUp();
    if (IsSkipped()) {
        return;
    }
    ip("addr add 2001:db8:1::1/64 dev eth0 nodad");
    ip("addr add 2001:db8:2::1/64 dev eth1 nodad");
}

config::ParseResult RoutingTest::parse(const std::string& text) {
    write_config(text);
    const auto said = start({KEEPALIVED_PATH, "--version"}).wait();
    config::PosixFileReader files;
    return config::parse(
        kConfig, files,
        {.version = config::parse_version(said.err + said.out).value_or(config::kDefaultVersion)});
}

std::vector<std::string> RoutingTest::entries(const Words& words) {
    std::vector<std::string> result;
    for (const char* family : {"-4", "-6"}) {
        Words command{"ip", "-N", "-j", family};
        command.insert(command.end(), words.begin(), words.end());
        const std::string out = start(command).wait().out;
        for (const auto& entry : nlohmann::json::parse(out.empty() ? "[]" : out)) {
            if (entry.value("protocol", "0") != "2") {  // RTPROT_KERNEL
                result.push_back(entry.dump());
            }
        }
    }
    return result;
}

void RoutingTest::wait_for_rule(std::uint32_t priority) {
    wait_until(
        [&] {
            return !start({"ip", "rule", "show", "pref", std::to_string(priority)}).wait().out.empty();
        },
        "the last rule");
}

}  // namespace vipwarden::support
