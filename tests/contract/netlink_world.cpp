// SPDX-License-Identifier: MIT
#include "tests/contract/netlink_world.hpp"

#include "netlink/network_namespace.hpp"
#include "netlink/rtnl_address_table.hpp"
#include "netlink/rtnl_link_table.hpp"
#include "netlink/rtnl_routing_table.hpp"
#include "tests/support/fake_address_table.hpp"
#include "tests/support/fake_routing_table.hpp"
#include "tests/support/private_namespace.hpp"

namespace vipwarden::contract {
namespace {

class FakeWorld final : public NetlinkWorld {
 public:
    [[nodiscard]] netlink::AddressTable& addresses() override { return kernel_.addresses(); }
    [[nodiscard]] netlink::LinkTable& links() override { return kernel_.links(); }
    [[nodiscard]] netlink::RoutingTable& routing() override { return routing_; }
    void put(const std::string& /*words*/, const netlink::RoutingEntry& entry) override {
        routing_.put(entry);
    }

 private:
    support::FakeKernel kernel_{links_of_the_world()};
    support::FakeRoutingTable routing_{};
};

class KernelWorld final : public NetlinkWorld {
 public:
    KernelWorld() {
        host_.set_sysctl("ipv4/conf/all/promote_secondaries", "0");
        host_.set_sysctl("ipv4/conf/default/promote_secondaries", "0");
        host_.ip(
            "link add eth0 index 3 address 02:00:00:00:00:03 type veth"
            " peer name peer0 index 2 address 02:00:00:00:00:02");
        host_.ip(
            "link add eth1 index 5 address 02:00:00:00:00:05 type veth"
            " peer name peer1 index 4 address 02:00:00:00:00:04");
        for (const auto* name : {"peer0", "eth0", "peer1", "eth1"}) {
            host_.ip(std::string{"link set "} + name + " addrgenmode none up");
        }
        host_.ip(
            "link add link eth0 name vrrp.10 index 6 address 00:00:5e:00:01:0a type macvlan mode private");
        const auto here = netlink::NetworkNamespace::current();
        addresses_ = netlink::open_address_table(here);
        links_ = netlink::open_link_table(here);
        routing_ = netlink::open_routing_table(here);
    }

    [[nodiscard]] netlink::AddressTable& addresses() override { return *addresses_; }
    [[nodiscard]] netlink::LinkTable& links() override { return *links_; }
    [[nodiscard]] netlink::RoutingTable& routing() override { return *routing_; }
    void put(const std::string& words, const netlink::RoutingEntry& /*entry*/) override { host_.ip(words); }

 private:
    support::PrivateNamespace host_{};
    std::unique_ptr<netlink::AddressTable> addresses_{};
    std::unique_ptr<netlink::LinkTable> links_{};
    std::unique_ptr<netlink::RoutingTable> routing_{};
};

}  // namespace

std::vector<netlink::Link> links_of_the_world() {
    return {{.index = 1, .name = "lo", .loopback = true, .mtu = 65536},
            {.index = kPeer0,
             .name = "peer0",
             .kind = "veth",
             .mac = {0x02, 0, 0, 0, 0, 0x02},
             .lower_index = kEth0,
             .multicast = true,
             .mtu = 1500,
             .up = true,
             .carrier = true,
             .has_neighbours = true},
            {.index = kEth0,
             .name = "eth0",
             .kind = "veth",
             .mac = {0x02, 0, 0, 0, 0, 0x03},
             .lower_index = kPeer0,
             .multicast = true,
             .mtu = 1500,
             .up = true,
             .carrier = true,
             .has_neighbours = true},
            {.index = kPeer1,
             .name = "peer1",
             .kind = "veth",
             .mac = {0x02, 0, 0, 0, 0, 0x04},
             .lower_index = kEth1,
             .multicast = true,
             .mtu = 1500,
             .up = true,
             .carrier = true,
             .has_neighbours = true},
            {.index = kEth1,
             .name = "eth1",
             .kind = "veth",
             .mac = {0x02, 0, 0, 0, 0, 0x05},
             .lower_index = kPeer1,
             .multicast = true,
             .mtu = 1500,
             .up = true,
             .carrier = true,
             .has_neighbours = true},
            {.index = kVmac,
             .name = "vrrp.10",
             .kind = "macvlan",
             .mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 0x0a},
             .lower_index = kEth0,
             .multicast = true,
             .mtu = 1500,
             .has_neighbours = true}};
}

std::unique_ptr<NetlinkWorld> make_fake_world() {
    return std::make_unique<FakeWorld>();
}

std::unique_ptr<NetlinkWorld> make_kernel_world() {
    return std::make_unique<KernelWorld>();
}

void NetlinkContract::SetUp() {
    try {
        world_ = GetParam().make();
    } catch (const support::MissingCapability& missing) {
        GTEST_SKIP() << missing.what();
    }
}

}  // namespace vipwarden::contract
