// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <linux/capability.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <nlohmann/json.hpp>
#include <sys/syscall.h>
#include <unistd.h>

#include "netlink/rtnl_address_table.hpp"
#include "tests/support/entry.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using support::ip;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kEth0 = 3;
const std::error_code kSuccess{};

/// The kernel, with ip(8) as an independent eye.
class AddressTableKernel : public support::PrivateNamespaceTest {
 protected:
    void SetUp() override {
        PrivateNamespaceTest::SetUp();
        if (!host) {
            return;
        }
        host->ip("link add eth0 index 3 type veth peer name peer0 index 2");
        host->ip("link set eth0 addrgenmode none up");
        host->ip("link set peer0 addrgenmode none up");
        table = open_address_table(NetworkNamespace::current());
    }

    /// What ip(8) sees on eth0, without lifetimes.
    nlohmann::json seen_by_ip() {
        auto addresses = nlohmann::json::parse(host->ip("-j addr show dev eth0")).at(0).at("addr_info");
        for (auto& address : addresses) {
            address.erase("valid_life_time");
            address.erase("preferred_life_time");
        }
        return addresses;
    }

    std::vector<std::string> local_addresses() {
        std::vector<std::string> all;
        for (const auto& address : table->list()) {
            all.push_back(to_string(address));
        }
        return all;
    }

    std::unique_ptr<AddressTable> table{};
};

TEST_F(AddressTableKernel, AddsWhatIpThenSees) {
    ASSERT_EQ(table->add({.ifindex = kEth0,
                          .local = ip("10.0.0.1"),
                          .prefix_length = 24,
                          .peer = ip("10.0.1.1"),
                          .broadcast = ip("10.0.1.255"),
                          .label = "eth0:vip",
                          .scope = RT_SCOPE_LINK,
                          .flags = IFA_F_NOPREFIXROUTE,
                          .metric = 77}),
              kSuccess);
    ASSERT_EQ(table->add(entry(kEth0, "2001:db8::1", 64)), kSuccess);

    EXPECT_EQ(seen_by_ip(), nlohmann::json::parse(R"([
        {"family": "inet", "local": "10.0.0.1", "address": "10.0.1.1", "prefixlen": 24, "metric": 77,
         "broadcast": "10.0.1.255", "scope": "link", "noprefixroute": true, "label": "eth0:vip"},
        {"family": "inet6", "local": "2001:db8::1", "prefixlen": 64, "scope": "global", "nodad": true}])"));
}

TEST_F(AddressTableKernel, ListsWhatIpAdded) {
    host->ip("addr add 10.0.0.1/24 brd + dev eth0 label eth0:a");
    host->ip("addr add 10.0.0.2 peer 10.0.0.9/24 dev eth0 metric 5 noprefixroute");
    host->ip("addr add 2001:db8::1/64 dev eth0 nodad");

    EXPECT_THAT(table->list(),
                ElementsAre(InterfaceAddress{.ifindex = kEth0,
                                             .local = ip("10.0.0.1"),
                                             .prefix_length = 24,
                                             .broadcast = ip("10.0.0.255"),
                                             .label = "eth0:a",
                                             .flags = IFA_F_PERMANENT},
                            InterfaceAddress{.ifindex = kEth0,
                                             .local = ip("10.0.0.2"),
                                             .prefix_length = 24,
                                             .peer = ip("10.0.0.9"),
                                             .label = "eth0",
                                             .flags = IFA_F_PERMANENT | IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE,
                                             .metric = 5},
                            InterfaceAddress{.ifindex = kEth0,
                                             .local = ip("2001:db8::1"),
                                             .prefix_length = 64,
                                             .flags = IFA_F_PERMANENT | IFA_F_NODAD}));
}

TEST_F(AddressTableKernel, RemovesTheIncidentsAddressesAndLeavesTheHosts) {
    host->ip("addr add 172.31.161.42/32 dev eth0");
    host->ip("addr add 172.31.161.41/32 dev eth0");
    host->ip("addr add 172.31.161.38/24 dev eth0");
    host->ip("addr add 172.31.161.42/0 dev eth0 label eth0::1");
    auto vips = table->list();
    std::erase_if(vips, [](const auto& address) { return address.prefix_length == 24; });

    EXPECT_THAT(table->remove(vips), ElementsAre(kSuccess, kSuccess, kSuccess));

    EXPECT_EQ(seen_by_ip(), nlohmann::json::parse(R"([
        {"family": "inet", "local": "172.31.161.38", "prefixlen": 24, "scope": "global", "label": "eth0"}])"));
}

TEST_F(AddressTableKernel, RemovesAPeerThatTheKernelDoesNotReport) {
    host->ip("addr add 10.0.0.1 peer 0.0.0.0/24 dev eth0");
    ASSERT_THAT(table->list(), SizeIs(1));

    EXPECT_THAT(table->remove(table->list()), ElementsAre(kSuccess));

    EXPECT_THAT(seen_by_ip(), IsEmpty());
}

TEST_F(AddressTableKernel, MakesIpv6UsableAtOnce) {
    host->ip("addr add 2001:db8::1/64 dev eth0");  // Tentative for a second or more.
    const auto tentative = table->list();
    ASSERT_THAT(table->remove(tentative), ElementsAre(kSuccess));

    ASSERT_EQ(table->add(tentative.front()), kSuccess);

    const auto restored = table->list();
    ASSERT_THAT(restored, SizeIs(1));
    EXPECT_EQ(restored.front().flags & (IFA_F_TENTATIVE | IFA_F_NODAD), IFA_F_NODAD);
}

TEST_F(AddressTableKernel, GivesTheLifetimeThatIpThenSees) {
    host->ip("addr add 10.0.0.1/24 dev eth0 label eth0:vip");
    host->ip("addr add 2001:db8::1/128 dev eth0 nodad preferred_lft 0");

    EXPECT_THAT(table->set_lifetime(table->list(), 100), ElementsAre(kSuccess, kSuccess));

    EXPECT_EQ(seen_by_ip(), nlohmann::json::parse(R"([
        {"family": "inet", "local": "10.0.0.1", "prefixlen": 24, "scope": "global", "dynamic": true,
         "label": "eth0:vip"},
        {"family": "inet6", "local": "2001:db8::1", "prefixlen": 128, "scope": "global", "nodad": true,
         "deprecated": true, "dynamic": true}])"));
}

TEST_F(AddressTableKernel, TakesARouteOfIpv6AlongUnlessToldNotTo) {
    // Why a lifetime is dangerous for an IPv6 address whose subnet is that of the host:
    // modify_prefix_route().
    host->ip("addr add 2001:db8::1/64 dev eth0 nodad");
    host->ip("addr add 2001:db8::100/64 dev eth0 nodad");
    host->ip("addr add 2001:db8:1::1/64 dev eth0 nodad");
    host->ip("addr add 2001:db8:1::100/64 dev eth0 nodad noprefixroute");
    auto vips = table->list();
    std::erase_if(vips, [](const auto& address) { return !to_string(address.local).ends_with("::100"); });
    ASSERT_THAT(vips, SizeIs(2));

    EXPECT_THAT(table->set_lifetime(vips, 100), ElementsAre(kSuccess, kSuccess));

    EXPECT_THAT(host->ip("-6 route show 2001:db8::/64"), HasSubstr("expires"));
    EXPECT_THAT(host->ip("-6 route show 2001:db8:1::/64"),
                AllOf(HasSubstr("eth0"), Not(HasSubstr("expires"))));
}

TEST_F(AddressTableKernel, TakesAnInterfaceWithoutIpv6ForOneWhereAllIsGone) {
    host->ip("link set eth0 mtu 1279");  // One less than IPv6 needs: ENXIO instead of EADDRNOTAVAIL.

    EXPECT_THAT(table->remove(std::vector{entry(kEth0, "2001:db8::1", 64)}), ElementsAre(kSuccess));
}

TEST_F(AddressTableKernel, SaysForEachEntryThatThePermissionIsMissing) {
    host->ip("addr add 10.0.0.1/24 dev eth0");
    const auto before = table->list();
    std::vector<std::error_code> removed;
    std::error_code added;

    std::thread{[&] {
        __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
        ASSERT_EQ(syscall(SYS_capset, &header, none.data()), 0);  // Of this thread only.
        removed = table->remove(std::vector{before.front(), before.front()});
        added = table->add(entry(kEth0, "10.0.0.2", 24));
    }}.join();

    const auto denied = make_error_code(std::errc::operation_not_permitted);
    EXPECT_THAT(removed, ElementsAre(denied, denied));
    EXPECT_EQ(added, denied);
    EXPECT_EQ(table->list(), before);
}

/// Adds and removes, a few times whenever it is told to, an address that stands before all others of eth0
/// (by its scope): it shifts the place where the kernel goes on with a dump.
class Churn {
 public:
    ~Churn() { tell(-1); }

    /// Starts a burst and comes back at once.
    void start_burst() { tell(++bursts_); }

 private:
    void tell(int burst) {
        told_ = burst;
        told_.notify_one();
    }

    void run() {
        auto restless = entry(kEth0, "10.9.9.9", 32);
        restless.scope = RT_SCOPE_LINK;
        for (int seen = 0; seen >= 0; seen = told_) {
            for (int change = 0; change < 20; ++change) {
                (void)table_->add(restless);
                (void)table_->remove(std::span{&restless, 1});
            }
            told_.wait(seen);
        }
    }

    std::unique_ptr<AddressTable> table_{open_address_table(NetworkNamespace::current())};
    int bursts_{0};
    std::atomic<int> told_{0};
    std::jthread thread_{[this] { run(); }};
};

TEST_F(AddressTableKernel, ListsConsistentlyWhileTheTableChanges) {
    std::vector<InterfaceAddress> steady;
    for (int number = 0; number < 1000; ++number) {
        steady.push_back(entry(kEth0, fmt::format("10.1.{}.{}", number / 250, number % 250), 32));
        ASSERT_EQ(table->add(steady.back()), kSuccess);
    }
    std::vector<std::string> expected;
    for (const auto& address : steady) {
        expected.push_back(to_string(address));
    }
    std::vector<std::size_t> inconsistent;

    {
        Churn churn;
        for (std::size_t round = 0; round < 100; ++round) {
            churn.start_burst();
            auto listed = local_addresses();
            std::erase(listed, "10.9.9.9/32");
            if (listed != expected) {
                inconsistent.push_back(round);
            }
        }
    }

    EXPECT_THAT(inconsistent, IsEmpty());
}

}  // namespace
}  // namespace vipwarden::netlink
