// SPDX-License-Identifier: MIT
// The removal of addresses that were silenced leaves the host as the removal alone does: every address, every
// route of every table. Two new namespaces are made alike, and one of them is silenced first.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "netlink/rtnl_address_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/temporary_directory.hpp"

namespace vipwarden::netlink {
namespace {

using support::PrivateNamespace;
using support::RandomSource;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

/// A host, as lines of `ip -batch`, and which of its addresses are VIPs.
struct SetUpOfAHost {
    const char* name;
    std::vector<std::string> lines;
    std::function<bool(const InterfaceAddress&)> is_vip;
    const char* promote{"0"};
    const char* forwarding{"0"};
};

void PrintTo(const SetUpOfAHost& host, std::ostream* out) {
    *out << host.name;
}

/// 10.0.0.100 and the next, 2001:db8::100 and the next.
bool is_hundred(const InterfaceAddress& entry) {
    const auto text = to_string(entry.local);
    return text.ends_with(".100") || text.ends_with(".101") || text.ends_with("::100") ||
           text.ends_with("::101");
}

/// What the caller of silence() has to leave out: addresses that share their route with one that stays.
void leave_out_the_needed(std::vector<InterfaceAddress>& vips, const std::vector<InterfaceAddress>& all) {
    std::set<std::pair<int, IpAddress>> needed;
    for (const auto& entry : all) {
        if (std::ranges::find(vips, entry) == vips.end()) {
            needed.emplace(entry.ifindex, entry.local);
            if (entry.local.family == Family::ipv6 && entry.prefix_length < 127) {
                needed.emplace(entry.ifindex, network_of(entry.local, entry.prefix_length));
            }
        }
    }
    std::erase_if(vips, [&](const auto& entry) { return needed.contains({entry.ifindex, entry.local}); });
}

/// Without the lifetimes, which run, and the routes that each link gets in its own time
/// (addrconf_add_mroute()).
std::string steady_part(const std::string& text) {
    std::string result;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("multicast ff00::/8")) {
            continue;
        }
        for (auto at = line.find("sec"); at != std::string::npos; at = line.find("sec", at + 3)) {
            const auto first = line.find_last_not_of("0123456789", at - 1) + 1;
            line.erase(first, at - first);
            at = first;
        }
        result += line + '\n';
    }
    return result;
}

class SilenceEndState : public ::testing::Test {
 protected:
    /// All that ip(8) shows in the end.
    [[nodiscard]] std::string end_of(const SetUpOfAHost& wanted, bool silenced) const {
        const PrivateNamespace host;
        batch(host, {"link set lo up",
                     "link add eth0 index 3 address 02:00:00:00:00:03 type veth"
                     " peer name peer0 index 2 address 02:00:00:00:00:02",
                     "link add eth1 index 5 address 02:00:00:00:00:05 type veth"
                     " peer name peer1 index 4 address 02:00:00:00:00:04"});
        host.set_sysctl("ipv4/conf/all/promote_secondaries", wanted.promote);
        host.set_sysctl("ipv6/conf/all/forwarding", wanted.forwarding);
        batch(host, {"link set eth0 addrgenmode none up", "link set peer0 addrgenmode none up",
                     "link set eth1 addrgenmode none up", "link set peer1 addrgenmode none up"});
        wait_until_operational(host);
        batch(host, wanted.lines);
        const auto table = open_address_table(NetworkNamespace::current());
        const auto all = table->list();
        auto vips = all;
        std::erase_if(vips, [&](const auto& entry) { return !wanted.is_vip(entry); });
        std::ranges::reverse(vips);  // Secondaries before primaries.
        if (silenced) {
            auto chosen = vips;
            leave_out_the_needed(chosen, all);
            table->silence(chosen);
        }
        EXPECT_THAT(table->remove(vips), Each(std::error_code{}));
        return steady_part(batch(host, {"addr show", "route show table all"}));
    }

    struct Ends {
        std::string alone;
        std::string silenced;
    };

    /// The kernel completes IPv6 addresses in its own time (addrconf_dad_work() in net/ipv6/addrconf.c): of
    /// two hosts that are made alike, every twentieth has a route that the other has not. What silencing does
    /// shows each time.
    [[nodiscard]] Ends ends_of(const SetUpOfAHost& host) const {
        constexpr int kTries = 5;
        Ends ends;
        for (int i = 0; i < kTries && (i == 0 || ends.silenced != ends.alone); ++i) {
            ends = {.alone = end_of(host, false), .silenced = end_of(host, true)};
        }
        return ends;
    }

    /// The kernel looks at carriers in its own time (net/core/link_watch.c), and makes routes then.
    static void wait_until_operational(const PrivateNamespace& host) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        const auto all_are_up = [&] {
            const auto links = host.ip("-o link show type veth");
            return std::ranges::count(links, '\n') == 4 && links.find("DOWN") == std::string::npos;
        };
        while (!all_are_up()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        }
    }

    std::string batch(const PrivateNamespace& host, const std::vector<std::string>& lines) const {
        const auto path = directory_.path() / "lines";
        std::ofstream file{path};
        for (const auto& line : lines) {
            file << line << '\n';
        }
        file.close();
        try {
            return host.ip("-d -force -batch " + path.string());
        } catch (const std::runtime_error& error) {
            return error.what();  // Some of the lines are refused, here and there alike.
        }
    }

    void SetUp() override {
        try {
            const PrivateNamespace first;
        } catch (const support::MissingCapability& missing) {
            GTEST_SKIP() << missing.what();
        }
    }

    test::TemporaryDirectory directory_{};
};

const std::vector<SetUpOfAHost>& hosts() {
    static const std::vector<SetUpOfAHost> kHosts{
        {"SecondariesOfTheHost",
         {"addr add 10.0.0.1/24 brd + dev eth0", "addr add 10.0.0.100/24 dev eth0",
          "addr add 10.0.0.101/24 brd + dev eth0 label eth0:v"},
         is_hundred},
        {"PrimaryOverTheHostsSecondaries",
         {"addr add 10.0.0.100/24 brd + dev eth0", "addr add 10.0.0.1/24 dev eth0",
          "addr add 10.0.0.2/24 dev eth0"},
         is_hundred},
        {"PrimaryOverTheHostsSecondariesPromoted",
         {"addr add 10.0.0.100/24 brd + dev eth0", "addr add 10.0.0.1/24 dev eth0",
          "addr add 10.0.0.101/24 dev eth0", "addr add 10.0.0.2/24 dev eth0"},
         is_hundred,
         "1"},
        {"OnTwoInterfacesBothGo",
         {"addr add 10.0.0.100/32 dev eth0", "addr add 10.0.0.100/32 dev eth1",
          "route add 10.9.0.0/24 dev eth0 src 10.0.0.100", "addr add 2001:db8::100/128 dev eth0 nodad",
          "addr add 2001:db8::100/128 dev eth1 nodad"},
         is_hundred},
        {"OnTwoInterfacesOneStays",
         {"addr add 10.0.0.100/32 dev eth0", "addr add 10.0.0.100/32 dev eth1",
          "route add 10.9.0.0/24 dev eth0 src 10.0.0.100", "addr add 2001:db8::100/128 dev eth0 nodad",
          "addr add 2001:db8::100/128 dev eth1 nodad"},
         [](const auto& entry) { return entry.ifindex == 3; }},
        {"WithTwoPrefixesOneStays",
         {"addr add 10.0.0.100/24 dev eth0", "addr add 10.0.0.100/32 dev eth0",
          "addr add 10.0.0.100/0 dev eth0"},
         [](const auto& entry) { return entry.prefix_length == 32; }},
        {"WithTwoPrefixesBothGo",
         {"addr add 10.0.0.1/24 dev eth0", "addr add 10.0.0.100/24 dev eth0",
          "addr add 10.0.0.100/32 dev eth0"},
         is_hundred},
        {"WithEveryPrefix",
         {"addr add 10.0.0.100/0 dev eth0", "addr add 10.0.0.100/24 dev eth1",
          "addr add 10.0.0.100/25 dev eth0", "addr add 10.0.0.100/31 dev eth0",
          "addr add 10.0.0.100/32 dev lo", "addr add 10.5.0.100/24 dev lo"},
         is_hundred},
        {"WithPeerMetricAndWithoutPrefixRoute",
         {"addr add 10.0.0.100 peer 10.0.0.9/32 dev eth0", "addr add 10.0.0.101/24 dev eth0 metric 7",
          "addr add 10.1.0.100/24 dev eth0 noprefixroute",
          "addr add 2001:db8::100 peer 2001:db8::9/128 dev eth0 nodad",
          "addr add 2001:db8::101/128 dev eth0 nodad metric 7"},
         is_hundred},
        {"WithRoutesFromIt",
         {"addr add 10.0.0.1/24 dev eth0", "addr add 10.0.0.100/32 dev eth0",
          "route add 10.9.0.0/24 via 10.0.0.2 src 10.0.0.100",
          "route add 10.9.1.0/24 nexthop via 10.0.0.2 nexthop via 10.0.0.3",
          "route add 10.9.2.0/24 via 10.0.0.2 src 10.0.0.100 table 77",
          "addr add 2001:db8::1/64 dev eth0 nodad", "addr add 2001:db8::100/128 dev eth0 nodad",
          "route add 2001:db8:9::/64 dev eth0 src 2001:db8::100"},
         is_hundred},
        {"WithTheHostsOwnRouteOfAHigherMetric",
         {"addr add 2001:db8::100/128 dev eth0 nodad",
          "route add 2001:db8::100/128 dev eth0 proto static metric 1024"},
         is_hundred},
        {"WithTheHostsOwnRouteOfALowerMetric",
         {"addr add 2001:db8::100/128 dev eth0 nodad",
          "route add 2001:db8::100/128 dev eth0 proto static metric 10"},
         is_hundred},
        {"WithTheHostsOwnRouteByAnotherWay",
         {"addr add 2001:db8::1/64 dev eth0 nodad", "addr add 2001:db8::100/128 dev eth0 nodad",
          "route add 2001:db8::100/128 dev eth1 proto static metric 256",
          "route add 2001:db8::100/128 via 2001:db8::7 dev eth0 proto static metric 300"},
         is_hundred},
        {"WithTheHostsRouteInPlaceOfTheKernels",
         {"addr add 2001:db8::100/128 dev eth0 nodad noprefixroute",
          "route add 2001:db8::100/128 dev eth0 proto kernel metric 256"},
         is_hundred},
        {"WithALifetime",
         {"addr add 2001:db8::100/128 dev eth0 nodad valid_lft 1000 preferred_lft 0",
          "addr add 2001:db8::101/128 dev eth0 nodad preferred_lft 0",
          "addr add 10.0.0.100/24 dev eth0 valid_lft 1000 preferred_lft 1000"},
         is_hundred},
        {"InASubnetOfIpv6",
         {"addr add 2001:db8::1/64 dev eth0 nodad", "addr add 2001:db8::100/64 dev eth0 nodad",
          "addr add fe80::1/64 dev eth0", "addr add fe80::100/64 dev eth0 nodad",
          "addr add fe80::101/128 dev eth0 nodad", "addr add 2001:db8:1::100/64 dev eth0 nodad"},
         is_hundred,
         "0",
         "1"},
        {"ThatIsAnAnycastAddressOfTheHost",
         {"addr add 2001:db8::1/64 dev eth0 nodad", "addr add 2001:db8::/128 dev eth0 nodad"},
         [](const auto& entry) { return entry.prefix_length == 128; },
         "0",
         "1"},
    };
    return kHosts;
}

class SilenceOfAHost : public SilenceEndState, public ::testing::WithParamInterface<SetUpOfAHost> {};

INSTANTIATE_TEST_SUITE_P(, SilenceOfAHost, ::testing::ValuesIn(hosts()),
                         [](const auto& tested) { return std::string{tested.param.name}; });

TEST_P(SilenceOfAHost, EndsAsWithoutIt) {
    const auto ends = ends_of(GetParam());

    EXPECT_THAT(ends.alone, Not(HasSubstr("rror")));
    EXPECT_EQ(ends.silenced, ends.alone);
}

std::string some_ipv4(RandomSource& random) {
    const auto device = random.pick({"eth0", "eth0", "eth0", "eth1", "lo"});
    auto line = fmt::format("addr add 10.0.{}.{}", random.below(2), random.between(1, 6));
    line += random.chance(15) ? fmt::format(" peer 10.0.{}.{}", random.below(3), random.between(1, 9)) : "";
    line += random.pick({"/0", "/16", "/24", "/24", "/24", "/25", "/31", "/32", "/32"}) + " dev " + device;
    line += random.pick({"", "", "", " brd +", " scope link", " scope host", " noprefixroute", " metric 9",
                         " valid_lft 900 preferred_lft 900"});
    return line;
}

std::string some_ipv6(RandomSource& random) {
    auto line = "addr add " + random.pick({"2001:db8::", "2001:db8::", "2001:db8:1::", "fe80::"}) +
                random.pick({"", "1", "2", "3", "4"});
    line += random.pick({"/64", "/126", "/127", "/128", "/128", "/128"});
    line += " dev " + random.pick({"eth0", "eth0", "eth1", "lo"}) + " nodad";
    line += random.pick({"", "", "", " noprefixroute", " metric 9", " valid_lft 900 preferred_lft 0"});
    return line;
}

std::string some_route(RandomSource& random) {
    const auto metric = random.pick({"", " metric 10", " metric 256", " metric 1024"});
    const auto device = random.pick({" dev eth0", " dev eth0", " dev eth1", " dev lo"});
    const auto protocol = random.pick({"", " proto static", " proto ra"});
    const auto number = random.between(1, 4);
    switch (random.below(5)) {
        case 0:
            return fmt::format("route append 10.9.{}.0/24{} src 10.0.{}.{}", random.below(3), device,
                               random.below(2), number);
        case 1:
            return fmt::format("route append 10.9.3.0/24 nexthop via 10.0.0.{} nexthop dev eth1", number);
        case 2:
            return fmt::format("route append 10.0.0.{}/32{}{}{}", number, device, protocol, metric);
        case 3:
            return fmt::format("route append 2001:db8:9::/64{} src 2001:db8::{}", device, number);
        default:
            return fmt::format("route append 2001:db8::{}/128{}{}{}{}", number,
                               random.chance(20) ? " via 2001:db8::77" : "", device, protocol, metric);
    }
}

SetUpOfAHost some_host(std::uint64_t seed) {
    RandomSource random{seed};
    SetUpOfAHost host{.name = "random", .lines = {}, .is_vip = {}};
    for (auto count = random.between(3, 25); count > 0; --count) {
        const auto kind = random.below(10);
        host.lines.push_back(kind < 4   ? some_ipv4(random)
                             : kind < 7 ? some_ipv6(random)
                                        : some_route(random));
    }
    host.promote = random.chance(50) ? "1" : "0";
    host.forwarding = random.chance(50) ? "1" : "0";
    host.is_vip = [seed](const InterfaceAddress& entry) {
        const auto text = to_string(entry);
        RandomSource choice{std::accumulate(
            text.begin(), text.end(), seed * 7 + static_cast<std::uint64_t>(entry.ifindex),
            [](std::uint64_t sum, char letter) { return sum * 31 + static_cast<unsigned char>(letter); })};
        return to_string(entry.local) != "127.0.0.1" && to_string(entry.local) != "::1" && choice.chance(60);
    };
    return host;
}

TEST_F(SilenceEndState, IsThatOfTheRemovalAloneOnAnyHost) {
    constexpr std::uint64_t kRounds = 100;
    for (std::uint64_t seed = 1; seed <= kRounds && !HasFailure(); ++seed) {
        const auto host = some_host(seed);
        const auto ends = ends_of(host);
        EXPECT_EQ(ends.silenced, ends.alone) << "seed " << seed << ", promote_secondaries " << host.promote
                                             << ", forwarding " << host.forwarding << '\n'
                                             << fmt::format("{}", fmt::join(host.lines, "\n"));
    }
}

}  // namespace
}  // namespace vipwarden::netlink
