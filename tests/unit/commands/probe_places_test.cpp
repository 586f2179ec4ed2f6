// SPDX-License-Identifier: MIT
#include "wrapper/commands/probe_places.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"

namespace vipwarden::commands {
namespace {

using netlink::Link;
using support::entry;
using support::ip;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kLo = 1;
constexpr int kEth0 = 2;
constexpr int kEth1 = 3;
constexpr int kVmac = 4;
constexpr int kOff = 5;

Link ethernet(int index, const char* name) {
    return {.index = index,
            .name = name,
            .mac = {0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(index)},
            .up = true,
            .carrier = true,
            .has_neighbours = true};
}

/// lo, eth0, eth1, a VMAC on eth1, and off, which is down.
std::vector<Link> links() {
    auto vmac = ethernet(kVmac, "vrrp.51");
    vmac.kind = "macvlan";
    vmac.lower_index = kEth1;
    auto off = ethernet(kOff, "off");
    off.up = off.carrier = false;
    return {{.index = kLo, .name = "lo", .loopback = true, .up = true, .carrier = true},
            ethernet(kEth0, "eth0"),
            ethernet(kEth1, "eth1"),
            vmac,
            off};
}

std::vector<std::string> places(const char* address, const std::vector<netlink::InterfaceAddress>& present) {
    return places_to_ask(ip(address), links(), present);
}

TEST(PlacesToAsk, AreWhereTheSubnetIs) {
    const std::vector present{entry(kEth0, "10.0.0.1", 24), entry(kEth1, "10.0.1.1", 24)};

    EXPECT_THAT(places("10.0.1.5", present), ElementsAre("eth1"));
}

TEST(PlacesToAsk, AreWhereThePrefixIsTheLongest) {
    const std::vector present{entry(kEth0, "10.0.0.1", 8), entry(kEth1, "10.0.1.1", 24),
                              entry(kOff, "10.0.1.2", 24), entry(kEth0, "10.0.1.3", 32)};

    EXPECT_THAT(places("10.0.1.5", present), ElementsAre("eth1", "off"));
}

TEST(PlacesToAsk, AreAlsoWhereThisHostHasTheAddress) {
    const std::vector present{entry(kEth0, "10.0.0.1", 24), entry(kEth1, "10.0.0.5", 32)};

    EXPECT_THAT(places("10.0.0.5", present), ElementsAre("eth0", "eth1"));
}

TEST(PlacesToAsk, AreBelowAVmac) {
    EXPECT_THAT(places("10.0.0.5", {entry(kVmac, "10.0.0.5", 32)}), ElementsAre("eth1"));
    EXPECT_THAT(places("10.0.0.5", {entry(kVmac, "10.0.0.5", 24), entry(kEth1, "10.0.0.1", 24)}),
                ElementsAre("eth1"));
}

TEST(PlacesToAsk, AreNeverLoopback) {
    const std::vector present{entry(kLo, "10.0.0.5", 32), entry(kLo, "127.0.0.1", 8),
                              entry(kEth0, "10.0.0.1", 24)};

    EXPECT_THAT(places("10.0.0.5", present), ElementsAre("eth0"));
}

TEST(PlacesToAsk, AreAllThatAreFitWhereNothingSaysMore) {
    EXPECT_THAT(places("10.0.0.5", {entry(kEth0, "10.9.0.1", 24)}), ElementsAre("eth0", "eth1"));
    EXPECT_THAT(places("2001:db8::5", {entry(kEth0, "10.9.0.1", 24)}), ElementsAre("eth0", "eth1"));
    EXPECT_THAT(places("10.0.0.5", {entry(kEth1, "10.9.0.1", 0)}), ElementsAre("eth0", "eth1"));
    EXPECT_THAT(places_to_ask(ip("10.0.0.5"), {links().front(), links().back()}, {}), IsEmpty());
}

TEST(PlacesToAsk, GoByThePeersSubnet) {
    auto point_to_point = entry(kEth1, "10.9.0.1", 24);
    point_to_point.peer = ip("10.0.0.1");

    EXPECT_THAT(places("10.0.0.5", {point_to_point}), ElementsAre("eth1"));
}

TEST(InterfacesWith, AreThoseThatHaveTheAddressUnderAnyPrefix) {
    const std::vector present{entry(kLo, "10.0.0.5", 32), entry(kEth0, "10.0.0.1", 24),
                              entry(kEth1, "10.0.0.5", 24), entry(kEth1, "10.0.0.5", 32)};

    EXPECT_THAT(interfaces_with(ip("10.0.0.5"), links(), present), ElementsAre("lo", "eth1"));
    EXPECT_THAT(interfaces_with(ip("10.0.0.6"), links(), present), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
