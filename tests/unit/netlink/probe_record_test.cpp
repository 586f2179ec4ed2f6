// SPDX-License-Identifier: MIT
#include "netlink/probe_record.hpp"

#include <gmock/gmock.h>

#include "tests/support/entry.hpp"

namespace vipwarden::netlink {
namespace {

using support::entry;
using support::ip;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kEth0 = 2;
constexpr int kEth1 = 3;
constexpr int kVmac = 4;
constexpr MacAddress kOther{0x02, 0, 0, 0, 0, 0xee};
constexpr MacAddress kVrrp{0x00, 0x00, 0x5e, 0x00, 0x01, 0x0a};

Link ethernet(int index, const char* name, MacAddress mac) {
    return {.index = index, .name = name, .mac = mac, .up = true, .carrier = true, .has_neighbours = true};
}

/// eth0, eth1, and a VMAC device on eth1.
std::vector<Link> links() {
    auto vmac = ethernet(kVmac, "vrrp.10", kVrrp);
    vmac.kind = "macvlan";
    vmac.lower_index = kEth1;
    return {ethernet(kEth0, "eth0", {0x02, 0, 0, 0, 0, 1}), ethernet(kEth1, "eth1", {0x02, 0, 0, 0, 0, 2}),
            vmac};
}

const ProbeTarget kTarget{.address = ip("10.0.0.5"), .ifindex = kEth0};

ProbeRecord record_of(std::vector<ProbeTarget> targets, std::vector<InterfaceAddress> own = {}) {
    return ProbeRecord{targets, links(), std::move(own)};
}

Answer answer(const MacAddress& mac) {
    return {.address = kTarget.address, .ifindex = kTarget.ifindex, .mac = mac};
}

std::vector<Answer> heard(ProbeRecord record, const Answer& answer) {
    record.hear(answer);
    return record.finish(links(), 0).answers;
}

TEST(ProbeRecord, AsksEachOnce) {
    const ProbeTarget first{.address = ip("10.0.0.1"), .ifindex = kEth1};

    EXPECT_THAT(record_of({kTarget, first, kTarget}).askable(), ElementsAre(first, kTarget));
}

TEST(ProbeRecord, TellsWhereItCantAsk) {
    const ProbeTarget on_the_vmac{.address = ip("10.0.0.5"), .ifindex = kVmac};
    const ProbeTarget nowhere{.address = ip("10.0.0.5"), .ifindex = 9};
    const auto record = record_of({nowhere, on_the_vmac});

    EXPECT_THAT(record.askable(), IsEmpty());
    EXPECT_THAT(record.finish(links(), 0).unasked,
                ElementsAre(Unasked{.target = on_the_vmac, .obstacle = Obstacle::shared_mac},
                            Unasked{.target = nowhere, .obstacle = Obstacle::no_interface}));
}

TEST(ProbeRecord, CollectsEachAnswerOnce) {
    auto record = record_of({kTarget});
    for (const auto& mac : {kOther, MacAddress{0x02, 0, 0, 0, 0, 0xdd}, kOther}) {
        record.hear(answer(mac));
    }
    EXPECT_EQ(record.finish(links(), 3),
              (ProbeResult{.answers = {answer({0x02, 0, 0, 0, 0, 0xdd}), answer(kOther)}, .lost = 3}));
}

TEST(ProbeRecord, CollectsNoMoreThanAnyNetworkHasHoweverManyAreMadeUp) {
    const ProbeTarget other{.address = ip("10.0.0.5"), .ifindex = kEth1};
    auto record = record_of({kTarget, other});
    for (unsigned char i = 0; i < 200; ++i) {
        record.hear(answer({0x02, 0, 0, 0, 0x0a, i}));
    }
    record.hear({.address = other.address, .ifindex = other.ifindex, .mac = kOther});

    const auto answers = record.finish(links(), 0).answers;

    EXPECT_EQ(std::ranges::count(answers, kTarget.ifindex, &Answer::ifindex), 64);
    EXPECT_EQ(std::ranges::count(answers, other.ifindex, &Answer::ifindex), 1);
}

TEST(ProbeRecord, PassesOverWhatNobodyAsked) {
    const auto record = record_of({kTarget, {.address = ip("10.0.0.6"), .ifindex = kEth1}});

    EXPECT_THAT(heard(record, {.address = ip("10.0.0.6"), .ifindex = kEth0, .mac = kOther}), IsEmpty());
    EXPECT_THAT(heard(record, {.address = ip("10.0.0.5"), .ifindex = kEth1, .mac = kOther}), IsEmpty());
}

TEST(ProbeRecord, PassesOverThisHostsOwnInterfaces) {
    EXPECT_THAT(heard(record_of({kTarget}), answer({0x02, 0, 0, 0, 0, 1})), IsEmpty());
    EXPECT_THAT(heard(record_of({kTarget}), answer({0x02, 0, 0, 0, 0, 2})), IsEmpty());
}

TEST(ProbeRecord, TakesAVirtualRoutersMacForAnothersWhereOnlyAnotherCanHaveAnswered) {
    // Our own VMAC device is on eth1: it does not hear what eth1 asks, and does not have the address.
    const ProbeTarget below{.address = ip("10.0.0.5"), .ifindex = kEth1};
    const auto own = std::vector{entry(kVmac, "10.0.0.5", 32)};
    const Answer on_eth1{.address = below.address, .ifindex = kEth1, .mac = kVrrp};

    EXPECT_THAT(heard(record_of({below}, own), on_eth1), ElementsAre(on_eth1));
    EXPECT_THAT(heard(record_of({kTarget}), answer(kVrrp)), ElementsAre(answer(kVrrp)));
}

TEST(ProbeRecord, PassesOverItsOwnVmacThatHearsWhatAnotherInterfaceAsks) {
    EXPECT_THAT(heard(record_of({kTarget}, {entry(kVmac, "10.0.0.5", 32)}), answer(kVrrp)), IsEmpty());
}

TEST(ProbeRecord, TakesAVirtualMachineForAnotherHost) {
    auto all = links();
    all.back().kind = "macvtap";
    ProbeRecord record{std::vector{kTarget}, all, {}};

    EXPECT_THAT(heard(record, answer(kVrrp)), ElementsAre(answer(kVrrp)));
}

TEST(ProbeRecord, TakesWhatItsOwnVmacHearsForAnAnswerToTheInterfaceBelow) {
    const ProbeTarget below{.address = ip("2001:db8::5"), .ifindex = kEth1};

    EXPECT_THAT(heard(record_of({below}), {.address = below.address, .ifindex = kVmac, .mac = kVrrp}),
                ElementsAre(Answer{.address = below.address, .ifindex = kEth1, .mac = kVrrp}));
}

TEST(ProbeRecord, SaysWhatTheKernelRefusedToSend) {
    const auto error = make_error_code(std::errc::network_down);
    auto record = record_of({kTarget});
    record.refuse(kTarget, error);

    EXPECT_THAT(record.finish(links(), 0).unasked,
                ElementsAre(Unasked{.target = kTarget, .obstacle = Obstacle::not_sent, .error = error}));
}

TEST(ProbeRecord, TakesAnAnswerForAnAnswerThoughNotAllWasSent) {
    auto record = record_of({kTarget});
    record.refuse(kTarget, make_error_code(std::errc::network_down));
    record.hear(answer(kOther));

    EXPECT_EQ(record.finish({}, 0), (ProbeResult{.answers = {answer(kOther)}}));
}

TEST(ProbeRecord, SaysThatAnInterfaceWentInTheMiddle) {
    auto links_now = links();
    links_now.front().carrier = false;

    EXPECT_THAT(record_of({kTarget}).finish(links_now, 0).unasked,
                ElementsAre(Unasked{.target = kTarget, .obstacle = Obstacle::no_carrier}));
}

}  // namespace
}  // namespace vipwarden::netlink
