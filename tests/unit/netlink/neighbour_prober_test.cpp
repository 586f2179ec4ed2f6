// SPDX-License-Identifier: MIT
#include "netlink/neighbour_prober.hpp"

#include <gmock/gmock.h>

namespace vipwarden::netlink {
namespace {

using ::testing::Eq;
using ::testing::Optional;

const Link kEthernet{.index = 2,
                     .name = "eth0",
                     .mac = {0x02, 0, 0, 0, 0, 1},
                     .up = true,
                     .carrier = true,
                     .has_neighbours = true};

std::optional<Obstacle> obstacle(Link link) {
    const std::vector<Link> links{{.index = 7, .name = "br0", .kind = "bridge"},
                                  {.index = 8, .name = "red", .kind = "vrf"},
                                  std::move(link)};
    return obstacle_to_asking(links, kEthernet.index);
}

TEST(ObstacleToAsking, IsNoneOnAnInterfaceThatIsUp) {
    EXPECT_EQ(obstacle(kEthernet), std::nullopt);
}

TEST(ObstacleToAsking, IsWhatKeepsAnswersAway) {
    auto tunnel = kEthernet;
    tunnel.has_neighbours = false;
    EXPECT_THAT(obstacle(tunnel), Optional(Eq(Obstacle::no_neighbours)));
    auto down = kEthernet;
    down.up = down.carrier = false;
    EXPECT_THAT(obstacle(down), Optional(Eq(Obstacle::down)));
    auto unplugged = kEthernet;
    unplugged.carrier = false;
    EXPECT_THAT(obstacle(unplugged), Optional(Eq(Obstacle::no_carrier)));
    EXPECT_THAT(obstacle_to_asking({kEthernet}, 3), Optional(Eq(Obstacle::no_interface)));
}

TEST(ObstacleToAsking, IsABridgeThatTakesTheAnswersButNotAVrf) {
    auto port = kEthernet;
    port.master_index = 7;
    EXPECT_THAT(obstacle(port), Optional(Eq(Obstacle::deaf)));
    auto in_a_vrf = kEthernet;
    in_a_vrf.master_index = 8;
    EXPECT_EQ(obstacle(in_a_vrf), std::nullopt);
}

TEST(ObstacleToAsking, IsWhatHandsItsAnswersToOthers) {
    for (const auto* kind : {"ipvlan", "ipvtap", "macvtap"}) {
        auto link = kEthernet;
        link.kind = kind;
        EXPECT_THAT(obstacle(link), Optional(Eq(Obstacle::deaf))) << kind;
    }
}

TEST(ObstacleToAsking, IsAMacAddressThatAnotherHostMayHaveToo) {
    auto vmac = kEthernet;
    vmac.mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 0x0a};
    EXPECT_THAT(obstacle(vmac), Optional(Eq(Obstacle::shared_mac)));
}

TEST(ObstacleToAsking, HasASentenceOfItsOwn) {
    EXPECT_EQ(explain(Obstacle::no_interface), "there is no such interface");
    EXPECT_EQ(explain(Obstacle::no_neighbours), "no ARP or neighbour discovery on this interface");
    EXPECT_EQ(explain(Obstacle::deaf),
              "another interface takes its answers: ask on its bridge or bond, or on what is below it");
    EXPECT_EQ(explain(Obstacle::shared_mac),
              "it has a virtual router's MAC address: ask on the interface below it");
    EXPECT_EQ(explain(Obstacle::down), "it is down");
    EXPECT_EQ(explain(Obstacle::no_carrier), "it has no carrier");
    EXPECT_EQ(explain(Obstacle::not_sent), "the kernel did not send");
}

}  // namespace
}  // namespace vipwarden::netlink
