// SPDX-License-Identifier: MIT
// Every kind of VIP that keepalived can make goes, at a clean end and after everything was killed.
#include <ostream>

#include "tests/support/keepalived_fixture.hpp"

namespace vipwarden {
namespace {

using support::addresses;
using support::config_of;

struct Kind {
    const char* name;
    support::VrrpInstance instance;
    const char* up;  ///< "interface address": the last that appears.

    friend std::ostream& operator<<(std::ostream& stream, const Kind& kind) { return stream << kind.name; }
};

class KindOfVip : public support::KeepalivedTest, public testing::WithParamInterface<Kind> {
 protected:
    support::Process& start_master() {
        auto& run = start_run(config_of({GetParam().instance}));
        wait_for(GetParam().up);
        return run;
    }

    void expect_as_before() {
        EXPECT_EQ(addresses("eth0"), kHostOnEth0);
        EXPECT_THAT(addresses("eth1"), testing::ElementsAre("10.8.0.1/24"));
        EXPECT_THAT(support::interfaces(),
                    testing::UnorderedElementsAre("lo", "eth0", "peer0", "eth1", "peer1"));
    }
};

TEST_P(KindOfVip, GoesAtACleanEnd) {
    auto& run = start_master();

    run.signal(SIGTERM);

    EXPECT_EQ(run.wait().code, 0);
    expect_as_before();
}

TEST_P(KindOfVip, GoesAfterKeepalivedWasKilled) {
    auto& run = start_master();

    kill_keepalived_of(run);

    EXPECT_EQ(run.wait().code, 128 + SIGKILL);
    expect_as_before();
}

TEST_P(KindOfVip, GoesAfterEverythingWasKilled) {
    start_master();
    kill_everything();

    EXPECT_EQ(release().code, 0);

    expect_as_before();
}

TEST_P(KindOfVip, GoesWithoutASnapshot) {
    start_master();
    kill_everything();

    EXPECT_EQ(vipwarden({"release", "-f", kConfig, "--snapshot-dir", "/run/test/none"}).code, 0);

    expect_as_before();
}

class VmacRelease : public support::KeepalivedTest {};

TEST_F(VmacRelease, GoesThoughItsBaseWasRenamed) {
    start_run(config_of({{.vips = {"10.9.0.100/32"}, .extra = {"use_vmac"}}}));
    wait_for("vrrp.51 10.9.0.100/32");
    kill_everything();
    ip("link set eth0 down");
    ip("link set eth0 name lan0");
    ip("link set lan0 up");

    EXPECT_EQ(release().code, 0);

    EXPECT_THAT(support::interfaces(), testing::UnorderedElementsAre("lo", "lan0", "peer0", "eth1", "peer1"));
}

INSTANTIATE_TEST_SUITE_P(
    Of, KindOfVip,
    testing::Values(
        Kind{"Vmac", {.vips = {"10.9.0.100/32"}, .extra = {"use_vmac"}}, "vrrp.51 10.9.0.100/32"},
        Kind{"NamedVmac", {.vips = {"10.9.0.100/32"}, .extra = {"use_vmac vip51"}}, "vip51 10.9.0.100/32"},
        Kind{"VmacWithAMacOfItsOwn",
             {.vips = {"10.9.0.100/32"}, .extra = {"use_vmac vip51 02:00:00:00:00:51"}},
             "vip51 10.9.0.100/32"},
        Kind{"VmacWithoutAVip",
             {.vips = {"10.8.0.100/32 dev eth1"}, .extra = {"use_vmac"}},
             "eth1 10.8.0.100/32"},
        Kind{"VmacOfAnAddress",
             {.vips = {"10.9.0.100/32", "10.8.0.100/32 dev eth1"}, .extra = {"use_vmac", "use_vmac_addr"}},
             "vrrp1.51 10.8.0.100/32"},
        Kind{"Excluded", {.vips = {"10.9.0.100/32"}, .excluded = {"10.9.0.101/32"}}, "eth0 10.9.0.101/32"},
        Kind{"ExcludedIpv6",
             {.vips = {"10.9.0.100/32"}, .excluded = {"2001:db8::64/64"}},
             "eth0 2001:db8::64/64"},
        Kind{"Label", {.vips = {"10.9.0.102/24 label eth0:7"}}, "eth0 10.9.0.102/24 label eth0:7"},
        Kind{"Peer", {.vips = {"10.97.0.1 peer 10.97.9.9"}}, "eth0 10.97.0.1/32 peer 10.97.9.9"},
        Kind{"Scope", {.vips = {"10.9.0.100/32 scope host"}}, "eth0 10.9.0.100/32"},
        Kind{"Broadcast", {.vips = {"10.88.0.100/24 brd +"}}, "eth0 10.88.0.100/24"},
        Kind{"PrefixZero", {.vips = {"10.9.0.100/0"}}, "eth0 10.9.0.100/0"},
        Kind{"Ipv6Vmac",
             {.vips = {"fe80::51:1/64", "2001:db8::64/64"}, .extra = {"use_vmac"}},
             "vrrp.51 2001:db8::64/64"},
        Kind{"OtherDevice", {.vips = {"10.9.0.100/32", "10.8.0.100/32 dev eth1"}}, "eth1 10.8.0.100/32"}),
    testing::PrintToStringParamName());

}  // namespace
}  // namespace vipwarden
