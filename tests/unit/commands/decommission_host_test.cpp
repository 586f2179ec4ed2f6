// SPDX-License-Identifier: MIT
#include "wrapper/commands/decommission_host.hpp"

#include <gmock/gmock.h>

#include "tests/unit/commands/print_step.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;

std::string name_of(int) {
    return "eth0";
}

TEST(DecommissionHost, WarnsOfEachThingThatWasFound) {
    EXPECT_THAT(
        finding_steps(
            "files",
            {{.where = "/etc/network/interfaces:12", .text = "adds 10.9.0.100", .advice = "remove the line"}},
            "no file of this host names a VIP"),
        ElementsAre(warned("files", "/etc/network/interfaces:12: adds 10.9.0.100", "remove the line")));
}

TEST(DecommissionHost, PassesWhereNothingWasFound) {
    EXPECT_THAT(finding_steps("files", {}, "no file of this host names a VIP"),
                ElementsAre(passed("files", "no file of this host names a VIP")));
}

TEST(DecommissionHost, WarnsOfAStaticAddressThatIsStillThere) {
    Target target;
    target.parsed.configuration.files = {"k.conf"};
    target.parsed.configuration.static_addresses = {{.address = *netlink::parse_ip_address("10.9.0.5"),
                                                     .prefix_length = 24,
                                                     .where = {.file = 0, .line = 7}}};
    const netlink::InterfaceAddress address{
        .ifindex = 2, .local = *netlink::parse_ip_address("10.9.0.5"), .prefix_length = 24};

    EXPECT_THAT(
        static_steps(target, {address}, name_of),
        ElementsAre(warned("static",
                           "10.9.0.5/24 on eth0 is a static_ipaddress (k.conf:7), which keepalived may "
                           "leave behind",
                           "'ip addr del 10.9.0.5/24 dev eth0' if the host does not need it")));
    EXPECT_THAT(static_steps(target, {}, name_of),
                ElementsAre(passed("static", "no static_ipaddress is on an interface")));
}

}  // namespace
}  // namespace vipwarden::commands
