// SPDX-License-Identifier: MIT
#include "wrapper/commands/holding.hpp"

#include <gtest/gtest.h>

namespace vipwarden::commands {
namespace {

using netlink::InterfaceAddress;

constexpr int kEth0 = 3;

netlink::IpAddress ip(const char* text) {
    return netlink::parse_ip_address(text).value();
}

Vip vip(const char* instance, const char* address) {
    return {.address = ip(address), .prefix_length = 32, .interface = "eth0", .instance = instance};
}

InterfaceAddress on_eth0(const char* address, std::uint8_t prefix_length = 32) {
    return {.ifindex = kEth0, .local = ip(address), .prefix_length = prefix_length};
}

release::KernelState present(std::vector<InterfaceAddress> addresses) {
    return {.addresses = std::move(addresses), .links = {{.index = kEth0, .name = "eth0"}}};
}

TEST(Holding, CountsInstancesWhoseVipsAreAllThere) {
    const std::vector<Vip> declared{vip("V1", "10.9.0.1"), vip("V1", "10.9.0.2"), vip("V2", "10.9.0.3"),
                                    vip("V2", "10.9.0.4"), vip("V3", "10.9.0.5")};
    EXPECT_EQ(holding_of(declared, std::nullopt,
                         present({on_eth0("10.9.0.1"), on_eth0("10.9.0.2"), on_eth0("10.9.0.3")})),
              (Holding{.instances = 3, .holding = 1, .vips = 3}));
}

TEST(Holding, OfABackupIsNothing) {
    EXPECT_EQ(holding_of({vip("V1", "10.9.0.1")}, std::nullopt, present({on_eth0("10.9.0.99", 24)})),
              (Holding{.instances = 1, .holding = 0, .vips = 0}));
}

TEST(Holding, CountsAVipThatIsDeclaredTwiceOnce) {
    EXPECT_EQ(holding_of({vip("V1", "10.9.0.1"), vip("V1", "10.9.0.1")}, std::nullopt,
                         present({on_eth0("10.9.0.1")})),
              (Holding{.instances = 1, .holding = 1, .vips = 1}));
}

TEST(Holding, DoesNotCountAnotherPrefixLength) {
    EXPECT_EQ(holding_of({vip("V1", "10.9.0.1")}, std::nullopt, present({on_eth0("10.9.0.1", 0)})),
              (Holding{.instances = 1, .holding = 0, .vips = 0}));
}

TEST(Holding, DoesNotCountTheHostsOwnAddress) {
    snapshot::Snapshot snapshot;
    snapshot.baseline.emplace().push_back({.interface = "eth0", .address = on_eth0("10.9.0.1")});
    EXPECT_EQ(holding_of({vip("V1", "10.9.0.1")}, snapshot, present({on_eth0("10.9.0.1")})),
              (Holding{.instances = 1, .holding = 0, .vips = 0}));
}

TEST(Holding, DoesNotCountWhatIsNoLongerDeclared) {
    snapshot::Snapshot snapshot;
    snapshot.baseline.emplace();
    snapshot.generations = {{vip("V1", "10.9.0.1"), vip("V1", "10.9.0.2")}};
    EXPECT_EQ(
        holding_of({vip("V1", "10.9.0.1")}, snapshot, present({on_eth0("10.9.0.1"), on_eth0("10.9.0.2")})),
        (Holding{.instances = 1, .holding = 1, .vips = 1}));
}

TEST(Holding, CountsWhatKeepalivedAddedAndNothingDeclaresApart) {
    snapshot::Snapshot snapshot;
    snapshot.baseline.emplace();
    snapshot.learnt = {snapshot::as_learnt(on_eth0("10.9.0.7"), "eth0"),
                       snapshot::as_learnt(on_eth0("10.9.0.8"), "eth0")};
    EXPECT_EQ(
        holding_of({vip("V1", "10.9.0.1")}, snapshot, present({on_eth0("10.9.0.1"), on_eth0("10.9.0.7")})),
        (Holding{.instances = 1, .holding = 1, .vips = 1, .learnt = 1}));
}

TEST(Holding, IsToldInOneSentence) {
    EXPECT_EQ(to_string(Holding{.instances = 1, .holding = 1, .vips = 1, .learnt = 2}),
              "1 of 1 instances hold their VIPs, 1 VIPs held, 2 that nothing declares");
    EXPECT_EQ(to_string(Holding{.instances = 3, .holding = 2, .vips = 5}),
              "2 of 3 instances hold their VIPs, 5 VIPs held");
}

}  // namespace
}  // namespace vipwarden::commands
