// SPDX-License-Identifier: MIT
// VIPs that the kernel drops by itself when nobody is left to say that keepalived is alive.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "netlink/rtnl_address_monitor.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using namespace std::chrono_literals;
using support::addresses;
using support::config_of;
using support::VrrpInstance;
using support::Words;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Not;

using Clock = std::chrono::steady_clock;

/// What ip(8) shows for an address that stays.
constexpr std::uint32_t kForever = 0xffffffff;
/// From the end of a lease until the kernel has dropped the address and we have seen it: 0.1 s as a rule.
constexpr auto kTardiness = 3s;

const VrrpInstance kInstance{.vips = {"10.9.0.100/32 label eth0:7", "10.9.0.101/24"}};
const VrrpInstance kIpv6{.name = "V6", .vrid = 52, .vips = {"2001:db8::100"}};

/// For what is to last: no event tells that nothing happens.
void wait_out(std::chrono::milliseconds time) {
    const auto end = Clock::now() + time;
    support::wait_until([&] { return Clock::now() >= end; }, "time to pass");
}

/// One address as ip(8) shows it; what it lives on apart from what it is.
struct Seen {
    nlohmann::json what{};
    std::uint32_t seconds{0};
};

std::map<std::string, Seen> seen_on(const std::string& interface) {
    std::map<std::string, Seen> all;
    for (const auto& record : support::address_records(interface)) {
        auto what = nlohmann::json::parse(record);
        const auto seconds = what.at("valid_life_time").get<std::uint32_t>();
        for (const auto* passing : {"valid_life_time", "preferred_life_time", "dynamic"}) {
            what.erase(passing);
        }
        auto local = what.at("local").get<std::string>();
        all[std::move(local)] = {.what = std::move(what), .seconds = seconds};
    }
    return all;
}

std::uint32_t seconds_left(const std::string& address) {
    const auto all = seen_on("eth0");
    return all.contains(address) ? all.at(address).seconds : 0;
}

class Lease : public support::KeepalivedTest {
 protected:
    support::Process& start_leased(const std::vector<VrrpInstance>& instances, Words words = {},
                                   const Words& keepalived_arguments = {}) {
        write_config(config_of(instances));
        words.insert(words.begin(), {"--lease", "3"});
        words.insert(words.end(), {"--", "-f", kConfig});
        words.insert(words.end(), keepalived_arguments.begin(), keepalived_arguments.end());
        return start_run_with(words);
    }

    void wait_for_lease_of(const std::string& address) const {
        changes().wait_until(
            [&] {
                const auto left = seconds_left(address);
                return left > 0 && left <= 3;
            },
            "a lease of " + address, support::kPatience);
    }

    support::Process& start_master(Words words = {}, const Words& keepalived_arguments = {}) {
        auto& run = start_leased({kInstance}, std::move(words), keepalived_arguments);
        wait_for_lease_of("10.9.0.100");
        wait_for_lease_of("10.9.0.101");
        return run;
    }

    /// Without anybody's help.
    void expect_vips_to_end(Clock::time_point since) {
        wait_until_absent("eth0 10.9.0.100/32 label eth0:7");
        wait_until_absent("eth0 10.9.0.101/24");
        EXPECT_LE(Clock::now() - since, 3s + kTardiness);
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    }
};

TEST_F(Lease, IsRenewedAsLongAsKeepalivedIsWell) {
    start_leased({kInstance, kIpv6});
    wait_for("eth0 10.9.0.100/32 label eth0:7");
    wait_for("eth0 10.9.0.101/24");
    wait_for("eth0 2001:db8::100/128");
    const auto as_added = seen_on("eth0");
    wait_for_lease_of("10.9.0.100");
    wait_for_lease_of("10.9.0.101");
    wait_for_lease_of("2001:db8::100");

    std::vector<std::uint32_t> seconds;
    const auto monitor = netlink::open_address_monitor(netlink::NetworkNamespace::current());
    for (int look = 0; look < 100; ++look) {
        const auto now = seen_on("eth0");
        ASSERT_EQ(now.size(), as_added.size());
        for (const auto& [address, seen] : now) {
            EXPECT_EQ(seen.what, as_added.at(address).what);
            if (address != "10.9.0.1") {
                seconds.push_back(seen.seconds);
            }
        }
        EXPECT_EQ(now.at("10.9.0.1").seconds, kForever);
        wait_out(50ms);
    }

    EXPECT_THAT(seconds, testing::Each(AllOf(Ge(1U), Le(3U))));
    // Once a second, and not because of itself.
    EXPECT_THAT(std::ranges::count_if(monitor->take().changes,
                                      [](const netlink::AddressChange& change) {
                                          return to_string(change.address.local) == "10.9.0.100";
                                      }),
                AllOf(Ge(2), Le(7)));
}

TEST_F(Lease, ReachesAVipThatAReloadBrings) {
    auto& run = start_master();
    auto more = kInstance;
    more.vips.push_back("10.9.0.102/32");
    write_config(config_of({more}));

    run.signal(SIGHUP);

    wait_for_lease_of("10.9.0.102");
}

TEST_F(Lease, EndsWhenEverythingIsFrozen) {
    start_master();

    const auto since = Clock::now();
    support::freeze(support::other_processes());

    expect_vips_to_end(since);
}

TEST_F(Lease, EndsWhenEverythingIsKilled) {
    start_master();

    const auto since = Clock::now();
    kill_everything();

    expect_vips_to_end(since);
}

TEST_F(Lease, EndsWhenOnlyTheVrrpProcessIsStuck) {
    auto& run = start_master({"--hang-timeout", "0"});

    const auto since = Clock::now();
    support::freeze({vrrp_child_of(run)});

    expect_vips_to_end(since);
    EXPECT_THAT(support::children_of(run.pid()), testing::SizeIs(1));
}

TEST_F(Lease, DoesNotMakeAHangHarmlessThatItHasOutrun) {
    auto& run = start_master({"--hang-timeout", "5"});

    support::freeze({vrrp_child_of(run)});
    wait_until_absent("eth0 10.9.0.101/24");

    EXPECT_EQ(run.wait().code, 137);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Lease, OfADeadVrrpProcessIsNotHeldByTheNextOne) {
    constexpr std::string_view kTakesPart{"VRRP sockpool"};
    auto& run = start_master({"--hang-timeout", "1"});
    const auto before = run.err().size();

    ASSERT_EQ(kill(vrrp_child_of(run), SIGKILL), 0);
    support::wait_until([&] { return run.err().find(kTakesPart, before) != std::string::npos; },
                        "keepalived to start its VRRP process again");
    support::freeze({vrrp_child_of(run)});

    support::wait_until([&] { return run.err().find(" hangs: it has not taken") != std::string::npos; },
                        "run to see the hang");
    EXPECT_THAT(run.err(), HasSubstr("It holds no VIP"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Lease, OfADeadVrrpProcessTakesNothingFromAnotherKeepalivedThatHoldsTheVip) {
    auto& run = start_leased({{.vips = {"10.9.0.100/32"}}});
    wait_for_lease_of("10.9.0.100");
    const std::string kBecomesMaster{"Entering MASTER STATE"};
    auto& other =
        start_keepalived(config_of({{.vrid = 77, .vips = {"10.9.0.100/32"}}}), "/run/test/other.conf");
    support::wait_until([&] { return other.err().find(kBecomesMaster) != std::string::npos; },
                        "the other one to hold it too");
    wait_for_lease_of("10.9.0.100");

    support::freeze({keepalived_of(run)});  // Else its next VRRP process removes the VIP from both.
    ASSERT_EQ(kill(vrrp_child_of(run), SIGKILL), 0);

    support::wait_until([&] { return seconds_left("10.9.0.100") == kForever; }, "the lease to be taken back");
    EXPECT_EQ(other.err().find(kBecomesMaster), other.err().rfind(kBecomesMaster)) << "it lost it once";
}

TEST_F(Lease, ReachesVipsInAnotherNamespace) {
    ip("netns add blue");
    ip("-n blue link add eth0 type veth peer name peer0");
    ip("-n blue link set eth0 up");
    ip("-n blue link set peer0 up");
    ip("-n blue addr add 10.9.0.1/24 dev eth0");
    const auto vip_in_blue = [] {
        return support::run_command({"ip", "-n", "blue", "addr", "show", "to", "10.9.0.100"},
                                    kDirectory / "ip")
            .out;
    };

    start_leased({{.vips = {"10.9.0.100/32"}}}, {}, {"-s", "blue"});
    support::wait_until([&] { return vip_in_blue().find("valid_lft 3sec") != std::string::npos; }, "a lease");
    kill_everything();

    support::wait_until([&] { return vip_in_blue().empty(); }, "the lease to end");
}

TEST_F(Lease, TakesNoAddressOfTheHostAlong) {
    ip("addr add 2001:db8::1/64 dev eth0");
    start_leased({{.vips = {"10.99.0.5/24"}}, kIpv6});
    wait_for_lease_of("10.99.0.5");
    wait_for_lease_of("2001:db8::100");
    ip("addr add 10.99.0.7/24 dev eth0");  // A secondary of the VIP.
    support::wait_until([this] { return sysctl("ipv4/conf/eth0/promote_secondaries") == "1"; },
                        "the host's new address to be protected");

    kill_everything();
    wait_until_absent("eth0 10.99.0.5/24");
    wait_until_absent("eth0 2001:db8::100/128");

    EXPECT_EQ(addresses("eth0"), (std::set<std::string>{"10.9.0.1/24", "10.99.0.7/24", "2001:db8::1/64"}));
    EXPECT_THAT(support::run_command({"ip", "-6", "route", "show", "2001:db8::/64"}, kDirectory / "ip").out,
                AllOf(HasSubstr("dev eth0"), Not(HasSubstr("expires"))));
}

TEST_F(Lease, LeavesAnIpv6VipAloneThatSharesTheRouteToItsSubnet) {
    ip("addr add 2001:db8::1/64 dev eth0");
    auto shared = kIpv6;
    shared.vips = {"2001:db8::100/64"};
    auto& run = start_leased({kInstance, shared});
    wait_for("eth0 2001:db8::100/64");
    wait_for_lease_of("10.9.0.100");
    support::wait_until([&] { return run.err().find("no lease for 2001:db8::100/64") != std::string::npos; },
                        "a word about it");

    EXPECT_EQ(seconds_left("2001:db8::100"), kForever);
    EXPECT_THAT(run.err(), HasSubstr("Declare it as 2001:db8::100/128"));
    EXPECT_THAT(support::run_command({"ip", "-6", "route", "get", "2001:db8::2"}, kDirectory / "ip").out,
                HasSubstr("dev eth0"));
}

TEST_F(Lease, IsNoHindranceToAStop) {
    auto& run = start_master();

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
    EXPECT_EQ(sysctl("ipv4/conf/eth0/promote_secondaries"), "0");
}

TEST_F(Lease, IsNoReasonToTakeAVipForTheHostsOwn) {
    start_master();
    kill_everything();
    std::filesystem::remove_all(kSnapshots);
    ASSERT_THAT(addresses("eth0"), Contains("10.9.0.100/32 label eth0:7"));

    auto& run = start_leased({{.vips = {"10.9.0.100/32 label eth0:7"}}});
    support::wait_until([&] { return run.err().find("lease: 1 VIPs") != std::string::npos; }, "a lease");
    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    wait_until_absent("eth0 10.9.0.101/24");  // No longer declared: it had a lease still.
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

TEST_F(Lease, IsOverForVipsThatAreToOutliveKeepalived) {
    auto& run = start_master({}, {"--dont-release-vrrp"});

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    EXPECT_EQ(seconds_left("10.9.0.100"), kForever);
    EXPECT_EQ(seconds_left("10.9.0.101"), kForever);
}

TEST_F(Lease, IsOverForVipsThatAreToOutliveACrashOfKeepalived) {
    auto& run = start_master({}, {"--dont-release-vrrp"});

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 137);
    EXPECT_EQ(seconds_left("10.9.0.100"), kForever);
    EXPECT_EQ(seconds_left("10.9.0.101"), kForever);
}

TEST_F(Lease, IsNotForAKeepalivedThatWouldNotAddAVipAgain) {
    auto& run = start_leased({{.vips = {"10.9.0.100/32"}}}, {"--keepalived-version", "1.3.9"});
    wait_for("eth0 10.9.0.100/32");

    run.signal(SIGTERM);

    EXPECT_THAT(
        run.wait().err,
        HasSubstr("no lease for the VIPs: keepalived 1.3.9 would never add a VIP again that ended with "
                  "a lease, as it may under heavy load. --lease needs keepalived 2.0.1; keepalived is "
                  "started without it"));
    EXPECT_EQ(addresses("eth0"), kHostOnEth0);
}

/// Renews as fast as the kernel lets it, whatever has become of the VIPs: what a `run` would do that is late
/// by any time whatsoever.
class Renewer {
 public:
    /// As they are now.
    explicit Renewer(const std::vector<std::string>& vips) : vips_{present(*table_, vips)} {}

    [[nodiscard]] const std::vector<netlink::InterfaceAddress>& vips() const { return vips_; }

 private:
    static std::vector<netlink::InterfaceAddress> present(netlink::AddressTable& table,
                                                          const std::vector<std::string>& vips) {
        auto all = table.list();
        std::erase_if(all, [&](const auto& address) {
            return std::ranges::find(vips, to_string(address.local)) == vips.end();
        });
        return all;
    }

    void run(const std::stop_token& stop) const {
        while (!stop.stop_requested()) {
            (void)table_->set_lifetime(vips_, 3);
            // Without any pause keepalived can miss the news that its link is down: there is too much else.
            std::this_thread::sleep_for(200us);
        }
    }

    std::unique_ptr<netlink::AddressTable> table_{
        netlink::open_address_table(netlink::NetworkNamespace::current())};
    std::vector<netlink::InterfaceAddress> vips_;
    std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};  // Last: it uses the others.
};

TEST_F(Lease, NeverUndoesWhatAStopRemoves) {
    for (int round = 0; round < 2; ++round) {
        auto& run = start_leased({kInstance, kIpv6});
        wait_for("eth0 10.9.0.101/24");
        wait_for("eth0 2001:db8::100/128");
        const Renewer renewer{{"10.9.0.100", "10.9.0.101", "2001:db8::100"}};
        ASSERT_THAT(renewer.vips(), testing::SizeIs(3));

        run.signal(SIGTERM);

        EXPECT_EQ(run.wait().code, 0);
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_THAT(run.err(), HasSubstr("no VIP was left to remove"));
    }
}

TEST_F(Lease, NeverUndoesWhatKeepalivedRemovesWhileItRuns) {
    start_leased({kInstance, kIpv6});
    for (int round = 0; round < 6; ++round) {
        wait_for("eth0 10.9.0.101/24");
        wait_for("eth0 2001:db8::100/128");
        const Renewer renewer{{"10.9.0.100", "10.9.0.101", "2001:db8::100"}};

        ip("link set peer0 down");  // It has to give its VIPs up.
        wait_until_absent("eth0 10.9.0.101/24");
        wait_until_absent("eth0 10.9.0.100/32 label eth0:7");
        wait_until_absent("eth0 2001:db8::100/128");
        const support::ChangeMonitor quiet;
        wait_out(20ms);  // Some hundred renewals.

        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_TRUE(quiet.is_quiet());
        ip("link set peer0 up");
    }
}

}  // namespace
}  // namespace vipwarden
