// SPDX-License-Identifier: MIT
// What the operator reads when others change keepalived's addresses.
#include "wrapper/commands/address_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/commands/address_changes.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

/// 10.0.0.1/32 of instance V1 on eth0, declared; and 10.0.0.9/32, learnt.
Scene with_a_vip() {
    Scene scene;
    scene.target.declared = {vip("10.0.0.1/32", "eth0"), vip("2001:db8::1/128", "eth0")};
    scene.target.snapshot->learnt = {learnt("10.0.0.9/32")};
    return scene;
}

std::vector<std::string> lines_about(const std::vector<AttributedChange>& changes) {
    auto scene = with_a_vip();
    return texts(scene.interpreted(changes).lines);
}

TEST(AddressLines, TellWhoRemovedAVip) {
    EXPECT_THAT(lines_about({removed("10.0.0.1/32", Author::other, "ip (pid 123)")}),
                ElementsAre("warning: VIP 10.0.0.1/32 of instance V1 on eth0 was removed by ip (pid 123), "
                            "not by keepalived. keepalived 2 adds it again by itself, keepalived 1 only "
                            "after a restart"));
    EXPECT_THAT(lines_about({removed("10.0.0.9/32", Author::other)}),
                ElementsAre("warning: 10.0.0.9/32 on eth0, which keepalived has added and nothing declares, "
                            "was removed by another process, not by keepalived. keepalived 2 adds it again "
                            "by itself, keepalived 1 only after a restart"));
}

TEST(AddressLines, TellThatTheKernelRemovedAVip) {
    EXPECT_THAT(
        lines_about({removed("10.0.0.1/32", Author::kernel)}),
        ElementsAre("warning: VIP 10.0.0.1/32 of instance V1 on eth0 was removed by the kernel, not by "
                    "keepalived: its lifetime was over, its interface is gone, or a program asked for it by "
                    "ioctl, as ifconfig does"));
}

TEST(AddressLines, ClaimNothingWhereNobodyKnows) {
    EXPECT_THAT(lines_about({removed("10.0.0.1/32", Author::unknown)}),
                ElementsAre("info: VIP 10.0.0.1/32 of instance V1 on eth0 was removed; by whom could not be "
                            "found out"));
    EXPECT_THAT(lines_about({added("10.0.0.1/32", Author::unknown)}), IsEmpty());
}

TEST(AddressLines, SayNothingOfIpv6WhereTheKernelNamesNobody) {
    EXPECT_THAT(
        lines_about({removed("2001:db8::1/128", Author::unknown), added("2001:db8::1/128", Author::unknown),
                     removed("2001:db8::1/128", Author::kernel)}),
        IsEmpty());
}

TEST(AddressLines, LeaveKeepalivedsOwnWorkToKeepalived) {
    EXPECT_THAT(
        lines_about({added("10.0.0.1/32", Author::keepalived), removed("10.0.0.1/32", Author::keepalived),
                     removed("10.0.0.9/32", Author::keepalived)}),
        IsEmpty());
}

TEST(AddressLines, SayNothingOfOurOwnWork) {
    EXPECT_THAT(lines_about({added("10.0.0.1/32", Author::us), removed("10.0.0.1/32", Author::us)}),
                IsEmpty());
}

TEST(AddressLines, TellWhoAddedAVipThatKeepalivedDoesNotHold) {
    EXPECT_THAT(lines_about({removed("10.0.0.1/32", Author::keepalived),
                             added("10.0.0.1/32", Author::other, kEth0, "ip (pid 123)")}),
                ElementsAre("warning: VIP 10.0.0.1/32 of instance V1 on eth0 was added by ip (pid 123), not "
                            "by keepalived: it answers here even if another node holds it, and goes when "
                            "keepalived ends"));
}

TEST(AddressLines, TellWhoChangedAVipThatKeepalivedHolds) {
    auto change = added("10.0.0.1/32", Author::other, kEth0, "NetworkManager (pid 7)");
    change.change.address.valid_seconds = 60;

    EXPECT_THAT(lines_about({added("10.0.0.1/32", Author::keepalived), change}),
                ElementsAre("warning: VIP 10.0.0.1/32 of instance V1 on eth0 was changed by NetworkManager "
                            "(pid 7), not by keepalived; the kernel removes it in 60 s"));
}

TEST(AddressLines, LeaveOpenWhetherAVipWasThereBeforeIfThatIsNotKnown) {
    EXPECT_THAT(lines_about({added("10.0.0.1/32", Author::other, kEth0, "ip (pid 123)"),
                             removed("10.0.0.1/32", Author::us)}),
                ElementsAre("warning: VIP 10.0.0.1/32 of instance V1 on eth0 was added or changed by ip (pid "
                            "123), not by keepalived"));
}

TEST(AddressLines, TellThatAVipsIpUnderAnotherPrefixWillNotStay) {
    EXPECT_THAT(lines_about({added("10.0.0.1/24", Author::other, kEth0, "ip (pid 123)"),
                             removed("10.0.0.1/24", Author::other, "ip (pid 124)")}),
                IsEmpty())
        << "it is gone again";
    EXPECT_THAT(lines_about({added("10.0.0.1/24", Author::other, kEth0, "ip (pid 123)")}),
                ElementsAre("warning: 10.0.0.1/24 on eth0 was added by ip (pid 123), and a release removes "
                            "it: same IP as VIP 10.0.0.1/32 of instance V1 (keepalived.conf:12) under "
                            "another prefix, which was not there before keepalived started"));
}

TEST(AddressLines, SayNothingOfTheHostsOwnAddresses) {
    auto scene = with_a_vip();
    scene.target.snapshot->baseline = {{.interface = "eth0", .address = on(kEth0, "10.0.0.1/32")}};

    const auto news =
        scene.interpreted({removed("10.0.0.1/32", Author::other), added("10.0.0.1/32", Author::other),
                           removed("10.0.0.77/24", Author::other)});

    EXPECT_THAT(news.lines, IsEmpty());
}

TEST(AddressLines, CallAnAddressWithoutAnInstanceAVipAllTheSame) {
    Scene scene;
    auto nameless = vip("10.0.0.1/32", "eth0");
    nameless.instance.clear();
    scene.target.declared = {nameless};

    EXPECT_THAT(texts(scene.interpreted({removed("10.0.0.1/32", Author::unknown)}).lines),
                ElementsAre("info: VIP 10.0.0.1/32 on eth0 was removed; by whom could not be found out"));
}

// ---- thousands of them ----

TEST(LineLimit, LetsTenThroughAndCountsTheRest) {
    LineLimit limit;

    const auto first = limit.admit(std::vector<AddressLine>(4, {.text = "x"}));
    const auto second = limit.admit(std::vector<AddressLine>(4996, {.text = "x"}));

    EXPECT_THAT(first, SizeIs(4));
    EXPECT_THAT(second, SizeIs(6));
    EXPECT_THAT(limit.rest(),
                Optional(AddressLine{.warning = true,
                                     .text = "and 4990 more changes of addresses that are or may be "
                                             "keepalived's; 'vipwarden list' shows what is there now"}));
}

TEST(LineLimit, MakesRoomForTheNextBurst) {
    LineLimit limit;
    (void)limit.admit(std::vector<AddressLine>(11));
    EXPECT_NE(limit.rest(), std::nullopt);

    EXPECT_THAT(limit.admit(std::vector<AddressLine>(10)), SizeIs(10));
    EXPECT_THAT(limit.rest(), Eq(std::nullopt));
}

}  // namespace
}  // namespace vipwarden::commands
