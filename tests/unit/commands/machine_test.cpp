// SPDX-License-Identifier: MIT
#include "wrapper/commands/machine.hpp"

#include <gmock/gmock.h>

namespace vipwarden::commands {
namespace {

using config::MachineInterface;
using testing::ElementsAre;

netlink::InterfaceAddress address(int ifindex, const char* ip) {
    return {.ifindex = ifindex, .local = *netlink::parse_ip_address(ip), .prefix_length = 64};
}

TEST(MachineOf, TakesOverWhatTheKernelSaysOfTheInterfaces) {
    const auto machine = machine_of(
        {.links = {{.index = 1, .name = "lo", .loopback = true, .mtu = 65536},
                   {.index = 2, .name = "eth0", .mac = {2, 0, 0, 0, 0, 1}, .multicast = true, .mtu = 9000}}});

    EXPECT_THAT(
        machine.interfaces,
        ElementsAre(
            MachineInterface{.name = "lo", .loopback = true, .multicast = false, .mtu = 65536},
            MachineInterface{.name = "eth0", .mac = {2, 0, 0, 0, 0, 1}, .multicast = true, .mtu = 9000}));
}

TEST(MachineOf, FindsTheFirstLinkLocalAddressOfEachInterface) {
    const auto machine =
        machine_of({.addresses = {address(2, "10.0.0.1"), address(2, "2001:db8::1"), address(2, "febf::1"),
                                  address(2, "fe80::2"), address(3, "fec0::1")},
                    .links = {{.index = 2, .name = "eth0"}, {.index = 3, .name = "eth1"}}});

    EXPECT_EQ(machine.interfaces.at(0).link_local, netlink::parse_ip_address("febf::1"));
    EXPECT_EQ(machine.interfaces.at(1).link_local, std::nullopt);
}

TEST(MachineOf, NamesTheBaseOfAMacvlanOnly) {
    const auto machine =
        machine_of({.links = {{.index = 2, .name = "eth0", .kind = "veth", .lower_index = 4},
                              {.index = 4, .name = "peer0", .kind = "veth", .lower_index = 2},
                              {.index = 5, .name = "vrrp.1", .kind = "macvlan", .lower_index = 2},
                              {.index = 6, .name = "vrrp.2", .kind = "macvlan", .lower_index = 99}}});

    EXPECT_EQ(machine.interfaces.at(0).macvlan_base, "");
    EXPECT_EQ(machine.interfaces.at(2).macvlan_base, "eth0");
    EXPECT_EQ(machine.interfaces.at(3).macvlan_base, "");
}

}  // namespace
}  // namespace vipwarden::commands
