// SPDX-License-Identifier: MIT
#include "wrapper/commands/declared_routing.hpp"

#include <gmock/gmock.h>

#include "tests/unit/config/parse_text.hpp"
#include "wrapper/commands/declared_devices.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

netlink::IpAddress ip(const char* text) {
    return netlink::parse_ip_address(text).value();
}

constexpr const char* kInstance = "vrrp_instance V1 {\ninterface eth0\nvirtual_router_id 51\n";

config::Configuration read(const std::string& lines) {
    return config::parse_text(kInstance + lines + "}\n").configuration;
}

TEST(DeclaredRouting, SaysWhatTheKernelWouldReport) {
    const auto routing = declared_routing(
        read("virtual_routes {\n10.1.0.0/24 via 10.9.0.2 dev eth0 table 100 metric 5\n"
             "10.2.0.0/24 nexthop via 10.9.0.3 nexthop dev eth1\nblackhole 2001:db8::/64\n}\n"));

    EXPECT_THAT(routing.rules, IsEmpty());
    EXPECT_THAT(routing.routes, ElementsAre(DeclaredRoute{.route = {.destination = ip("10.1.0.0"),
                                                                    .prefix_length = 24,
                                                                    .table = 100,
                                                                    .metric = 5,
                                                                    .protocol = 18,
                                                                    .hops = {{.via = ip("10.9.0.2")}}},
                                                          .interfaces = {"eth0"},
                                                          .instance = "V1",
                                                          .where = "k.conf:5"},
                                            DeclaredRoute{.route = {.destination = ip("10.2.0.0"),
                                                                    .prefix_length = 24,
                                                                    .protocol = 18,
                                                                    .hops = {{.via = ip("10.9.0.3")}, {}}},
                                                          .interfaces = {"", "eth1"},
                                                          .instance = "V1",
                                                          .where = "k.conf:6"},
                                            DeclaredRoute{.route = {.family = netlink::Family::ipv6,
                                                                    .destination = ip("2001:db8::"),
                                                                    .prefix_length = 64,
                                                                    .metric = 1024,
                                                                    .type = 6,
                                                                    .protocol = 18},
                                                          .instance = "V1",
                                                          .where = "k.conf:7"}));
}

TEST(DeclaredRouting, SaysWhichRulesThereAre) {
    const auto routing = declared_routing(read("virtual_rules {\nfrom 10.1.0.0/16 table 100\n}\n"));

    EXPECT_THAT(routing.rules, ElementsAre(DeclaredRule{.rule = {.priority = 16384,
                                                                 .target = 100,
                                                                 .protocol = 18,
                                                                 .from = ip("10.1.0.0"),
                                                                 .from_length = 16},
                                                        .instance = "V1",
                                                        .where = "k.conf:5"}));
}

TEST(DeclaredRouting, LeavesStaticOnesOut) {
    const auto configuration =
        config::parse_text("static_routes {\n10.1.0.0/24 dev eth0\n}\nstatic_rules {\ntable 5\n}\n")
            .configuration;

    EXPECT_TRUE(declared_routing(configuration).empty());
}

TEST(DeclaredDevices, HaveTheMacOfTheVirtualRouter) {
    EXPECT_THAT(declared_devices(read("use_vmac\n")),
                ElementsAre(DeclaredDevice{.name = "vrrp.51",
                                           .base = "eth0",
                                           .mac = {0x00, 0x00, 0x5e, 0x00, 0x01, 51},
                                           .instance = "V1",
                                           .where = "k.conf:1"}));
}

TEST(DeclaredDevices, HaveTheMacThatIsGivenUnlessTheInstanceIsStrict) {
    const auto given = declared_devices(read("use_vmac vip0 02:00:00:00:00:07\n"));
    const auto strict = declared_devices(read("use_vmac vip0 02:00:00:00:00:07\nstrict_mode on\n"));

    EXPECT_EQ(given.at(0).name, "vip0");
    EXPECT_THAT(given.at(0).mac, ElementsAre(0x02, 0, 0, 0, 0, 0x07));
    EXPECT_THAT(strict.at(0).mac, ElementsAre(0x00, 0x00, 0x5e, 0x00, 0x01, 51));
}

TEST(DeclaredDevices, MayBeAnIpvlanWithAnAddressOfItsOwn) {
    const auto devices = declared_devices(read("use_ipvlan ipvl0 10.9.0.77/24\n"));

    EXPECT_THAT(devices, ElementsAre(DeclaredDevice{.kind = DeclaredDevice::Kind::ipvlan,
                                                    .name = "ipvl0",
                                                    .base = "eth0",
                                                    .address = ip("10.9.0.77"),
                                                    .instance = "V1",
                                                    .where = "k.conf:1"}));
}

TEST(DeclaredDevices, AreNoneWhereNoneIsAskedFor) {
    EXPECT_THAT(declared_devices(read("virtual_ipaddress {\n10.0.0.1\n}\n")), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
