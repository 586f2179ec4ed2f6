// SPDX-License-Identifier: MIT
// How long the product itself takes for a release, in a process of its own as `run` is one: everything that
// `run` has ready before keepalived ends is ready, nothing has been removed by this process before.
//
//   release_clock INTERFACE 4|6 PREFIX_LENGTH release   releases every global address of that family and
//                                                       prefix length; prints nanoseconds until a dump has
//                                                       shown that all are gone, until they were silenced,
//                                                       and until the whole release was through
//   release_clock INTERFACE 4|6 PREFIX_LENGTH silence   silences them only: nothing is removed
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <linux/rtnetlink.h>
#include <net/if.h>

#include "netlink/network_namespace.hpp"
#include "netlink/tables.hpp"
#include "tests/bench/bench_sandbox.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"
#include "wrapper/release/routing_verdict.hpp"

namespace vipwarden::bench {
namespace {

using Clock = std::chrono::steady_clock;
using netlink::InterfaceAddress;

long long nanoseconds(Clock::duration time) {
    return std::chrono::nanoseconds{time}.count();
}

/// The kernel's table, and when it was last done with silence().
class TimedTable final : public netlink::AddressTable {
 public:
    explicit TimedTable(netlink::AddressTable& table) : table_{table} {}

    [[nodiscard]] std::vector<InterfaceAddress> list() override { return table_.list(); }
    [[nodiscard]] std::vector<InterfaceAddress> list_on(int ifindex, netlink::Family family) override {
        return table_.list_on(ifindex, family);
    }
    [[nodiscard]] std::vector<std::error_code> remove(std::span<const InterfaceAddress> entries) override {
        return table_.remove(entries);
    }
    [[nodiscard]] std::function<std::vector<std::error_code>()> removal_of(
        std::vector<InterfaceAddress> entries) override {
        return table_.removal_of(std::move(entries));
    }
    void silence(std::span<const InterfaceAddress> entries) override {
        table_.silence(entries);
        silenced_ = Clock::now();
    }
    [[nodiscard]] std::function<void()> silencing_of(std::vector<InterfaceAddress> entries) override {
        return [this, silence = table_.silencing_of(std::move(entries))] {
            silence();
            silenced_ = Clock::now();
        };
    }
    [[nodiscard]] std::error_code add(const InterfaceAddress& entry) override { return table_.add(entry); }
    [[nodiscard]] std::vector<std::error_code> set_lifetime(std::span<const InterfaceAddress> entries,
                                                            std::uint32_t seconds) override {
        return table_.set_lifetime(entries, seconds);
    }

    [[nodiscard]] Clock::time_point silenced() const { return silenced_; }

 private:
    netlink::AddressTable& table_;
    Clock::time_point silenced_{};
};

/// Which of the interface's addresses are VIPs.
struct Which {
    std::string interface {};
    netlink::Family family{};
    int prefix_length{0};
};

std::vector<InterfaceAddress> vips_on(netlink::AddressTable& table, const Which& which) {
    const auto index = static_cast<int>(if_nametoindex(which.interface.c_str()));
    auto addresses = table.list();
    std::erase_if(addresses, [&](const InterfaceAddress& address) {
        return address.ifindex != index || address.local.family != which.family ||
               address.prefix_length != which.prefix_length || address.scope != RT_SCOPE_UNIVERSE;
    });
    return addresses;
}

std::vector<Vip> declared(const std::vector<InterfaceAddress>& addresses, const std::string& interface) {
    std::vector<Vip> vips;
    vips.reserve(addresses.size());
    for (const auto& address : addresses) {
        vips.push_back({.address = address.local,
                        .prefix_length = address.prefix_length,
                        .interface = interface,
                        .instance = "BENCH",
                        .where = "keepalived.conf:1"});
    }
    return vips;
}

void release(netlink::Tables& tables, const Which& which) {
    TimedTable table{*tables.addresses};
    release::PlanInput input{.declared = declared(vips_on(table, which), which.interface)};
    const auto planner = [&input](const release::KernelState& present) {
        input.present = present;
        return release::plan(input);
    };
    release::Releaser releaser{
        table, *tables.links, {.table = tables.routing.get(), .protocols = routing_protocols(input)}};
    auto prepared = releaser.prepare(planner);

    const auto start = Clock::now();
    auto struck = releaser.strike(std::move(prepared));
    const auto gone = Clock::now();
    const bool as_expected = struck.as_expected;
    const auto report = releaser.release(planner, std::move(struck));
    const auto end = Clock::now();

    if (!as_expected || !report.verified() || report.removals.empty()) {
        throw std::runtime_error{"the release was not clean, or had nothing to do"};
    }
    const auto silenced = table.silenced() == Clock::time_point{} ? gone : table.silenced();
    std::cout << nanoseconds(gone - start) << ' ' << nanoseconds(silenced - start) << ' '
              << nanoseconds(end - start) << '\n';
}

int run(const Which& which, std::string_view what) {
    require_sandbox();
    auto tables = netlink::open_tables(netlink::NetworkNamespace::current());
    if (what == "silence") {
        tables.addresses->silence(vips_on(*tables.addresses, which));
    } else {
        release(tables, which);
    }
    return 0;
}

}  // namespace
}  // namespace vipwarden::bench

int main(int argc, char** argv) {
    using namespace vipwarden;
    if (argc != 5) {
        std::cerr << "usage: release_clock INTERFACE 4|6 PREFIX_LENGTH release|silence\n";
        return 1;
    }
    try {
        const auto family = *argv[2] == '6' ? netlink::Family::ipv6 : netlink::Family::ipv4;
        return bench::run({.interface = argv[1], .family = family, .prefix_length = std::atoi(argv[3])},
                          argv[4]);
    } catch (const std::exception& error) {
        std::cerr << "release_clock: " << error.what() << '\n';
        return 1;
    }
}
