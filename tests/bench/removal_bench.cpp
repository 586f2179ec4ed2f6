// SPDX-License-Identifier: MIT
// The parts of a release, each on its own, in a network namespace that this program makes: for whoever
// changes one of them. Whole programs, and what they are compared with, are measured by tests/bench/table.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "netlink/network_namespace.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "tests/support/private_namespace.hpp"
#include "wrapper/release/plan.hpp"
#include "wrapper/release/releaser.hpp"

namespace vipwarden::bench {
namespace {

using netlink::InterfaceAddress;

/// A host with one interface, and the tables that look at it.
class Host {
 public:
    Host() {
        (void)network_.ip("link add bench0 type veth peer name bench1");
        (void)network_.ip("link set bench0 up");
        index_ = static_cast<int>(if_nametoindex("bench0"));
    }

    [[nodiscard]] netlink::AddressTable& addresses() const { return *addresses_; }
    [[nodiscard]] netlink::LinkTable& links() const { return *links_; }
    [[nodiscard]] int index() const { return index_; }

 private:
    support::PrivateNamespace network_{};
    std::unique_ptr<netlink::AddressTable> addresses_{
        netlink::open_address_table(netlink::NetworkNamespace::current())};
    std::unique_ptr<netlink::LinkTable> links_{
        netlink::open_link_table(netlink::NetworkNamespace::current())};
    int index_{0};
};

/// IPv4 /32, in a row.
std::vector<InterfaceAddress> vips_on(const Host& host, benchmark::IterationCount count) {
    std::vector<InterfaceAddress> vips;
    for (benchmark::IterationCount i = 0; i < count; ++i) {
        const auto text = fmt::format("10.{}.{}.{}", i / 62500, i / 250 % 250, i % 250 + 1);
        vips.push_back(
            {.ifindex = host.index(), .local = *netlink::parse_ip_address(text), .prefix_length = 32});
    }
    return vips;
}

void add(const Host& host, const std::vector<InterfaceAddress>& vips) {
    for (const auto& vip : vips) {
        if (const auto error = host.addresses().add(vip)) {
            throw std::system_error{error, "add a VIP"};
        }
    }
}

std::vector<Vip> as_declared(const std::vector<InterfaceAddress>& vips) {
    std::vector<Vip> declared;
    for (const auto& vip : vips) {
        declared.push_back({.address = vip.local,
                            .prefix_length = vip.prefix_length,
                            .interface = "bench0",
                            .instance = "BENCH"});
    }
    return declared;
}

/// Runs work(host, vips) with so many VIPs on the interface, as often as the state says; `again`: it changes
/// them, so that they have to be made anew for each turn.
template <typename Work>
void measure(benchmark::State& state, bool again, Work work) {
    try {
        const Host host;
        const auto vips = vips_on(host, state.range(0));
        add(host, vips);
        for (auto _ : state) {
            const auto start = std::chrono::steady_clock::now();
            work(host, vips);
            const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
            state.SetIterationTime(time.count());
            if (again) {
                benchmark::DoNotOptimize(host.addresses().remove(vips));
                add(host, vips);
            }
        }
    } catch (const support::MissingCapability& missing) {
        state.SkipWithError(missing.what());
    }
}

void DumpAndDecode(benchmark::State& state) {
    measure(state, false,
            [](const Host& host, const auto&) { benchmark::DoNotOptimize(host.addresses().list()); });
}

void EncodeAndRemove(benchmark::State& state) {
    measure(state, true, [](const Host& host, const auto& vips) {
        benchmark::DoNotOptimize(host.addresses().remove(vips));
    });
}

void Silence(benchmark::State& state) {
    measure(state, true, [](const Host& host, const auto& vips) { host.addresses().silence(vips); });
}

void Plan(benchmark::State& state) {
    std::optional<release::PlanInput> input;
    measure(state, false, [&](const Host& host, const auto& vips) {
        if (!input) {
            input = {.declared = as_declared(vips),
                     .present = release::Releaser{host.addresses(), host.links()}.observe()};
        }
        benchmark::DoNotOptimize(release::plan(*input));
    });
}

void Release(benchmark::State& state) {
    std::optional<release::PlanInput> input;
    measure(state, true, [&](const Host& host, const auto& vips) {
        if (!input) {
            input = {.declared = as_declared(vips)};
        }
        release::Releaser releaser{host.addresses(), host.links()};
        benchmark::DoNotOptimize(releaser.release([&](const release::KernelState& present) {
            input->present = present;
            return release::plan(*input);
        }));
    });
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->Arg(10)->Arg(100)->Arg(1000)->UseManualTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK(DumpAndDecode)->Apply(sizes);
BENCHMARK(EncodeAndRemove)->Apply(sizes);
BENCHMARK(Silence)->Apply(sizes);
BENCHMARK(Plan)->Apply(sizes);
BENCHMARK(Release)->Apply(sizes);

}  // namespace
}  // namespace vipwarden::bench

BENCHMARK_MAIN();
