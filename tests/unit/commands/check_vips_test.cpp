// SPDX-License-Identifier: MIT
#include "wrapper/commands/check_vips.hpp"

#include <gmock/gmock.h>

#include "tests/unit/release/builders.hpp"

namespace vipwarden::commands {
namespace {

using release::ip;
using release::on;
using report::Finding;
using report::FindingKind;
using report::Severity;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

bool everything(const Vip& /*vip*/) {
    return true;
}

Vip vip(const char* cidr, const char* instance = "V1", const char* interface = "eth0") {
    auto result = release::vip(cidr, interface);
    result.instance = instance;
    return result;
}

release::KernelState host(std::vector<netlink::InterfaceAddress> addresses) {
    return {.addresses = std::move(addresses),
            .links = {{.index = 1, .name = "lo", .loopback = true},
                      {.index = 2, .name = "eth0"},
                      {.index = 3, .name = "eth1"}}};
}

/// keepalived lives with these VIPs.
release::PlanInput alive(std::vector<Vip> vips, std::vector<netlink::InterfaceAddress> present) {
    return {.present = host(std::move(present)),
            .holders = {{.pid = 5, .config_path = "/etc/other.conf", .vips = {{vip("10.0.0.77/32")}}},
                        {.pid = 7, .vips = std::move(vips), .same_configuration = true}}};
}

TEST(Presence, IsThatOfTheSameAddressAndPrefixLengthOnTheInterface) {
    const auto state = host({on(2, "10.0.0.1/32"), on(3, "10.0.0.2/32"), on(2, "10.0.0.3/24")});
    const Presence presence{state};

    EXPECT_TRUE(presence.has(vip("10.0.0.1/32")));
    EXPECT_FALSE(presence.has(vip("10.0.0.2/32")));
    EXPECT_FALSE(presence.has(vip("10.0.0.3/32")));
    EXPECT_FALSE(presence.has(vip("10.0.0.4/32")));
}

TEST(Presence, FindsAnInterfaceThatWasRenamed) {
    const auto state = host({on(3, "10.0.0.1/32")});
    auto renamed = vip("10.0.0.1/32", "V1", "old0");
    renamed.ifindex = 3;

    EXPECT_TRUE(Presence{state}.has(renamed));
}

TEST(Presence, KnowsForWhatThisHostAnswers) {
    const auto state = host({on(3, "10.0.0.1/24"), on(1, "10.0.0.2/32")});
    const Presence presence{state};

    EXPECT_TRUE(presence.answers_for(ip("10.0.0.1")));
    EXPECT_FALSE(presence.answers_for(ip("10.0.0.2")));
    EXPECT_FALSE(presence.answers_for(ip("10.0.0.3")));
}

TEST(KnownVips, AreTheDeclaredThenTheRecordedEachOnce) {
    snapshot::Snapshot snapshot;
    add_generation(snapshot, {vip("10.0.0.1/32"), vip("10.0.0.2/32")});

    EXPECT_THAT(known_vips({.declared = {vip("10.0.0.3/32"), vip("10.0.0.1/32")}, .snapshot = snapshot}),
                ElementsAre(KnownVip{vip("10.0.0.3/32"), true}, KnownVip{vip("10.0.0.1/32"), true},
                            KnownVip{vip("10.0.0.2/32"), false}));
}

TEST(CheckedVip, SaysWhereItBelongsAndWhetherItIsThere) {
    const auto state = host({on(2, "10.0.0.1/32")});

    EXPECT_EQ(checked({.vip = vip("10.0.0.1/32"), .declared = true}, Presence{state}, "blue"),
              (report::CheckedVip{.interface = "eth0",
                                  .address = "10.0.0.1/32",
                                  .instance = "V1",
                                  .net_namespace = "blue",
                                  .declared = true,
                                  .present = true}));
}

TEST(MissingVips, AreNoneWhenAnInstanceHoldsAllOrNone) {
    const auto all =
        alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {on(2, "10.0.0.1/32"), on(2, "10.0.0.2/32")});
    const auto none = alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {});

    EXPECT_THAT(missing_vips(all, "", {}, everything), IsEmpty());
    EXPECT_THAT(missing_vips(none, "", {}, everything), IsEmpty());
}

TEST(MissingVips, AreAWarningWhenAnInstanceHoldsSome) {
    const auto input = alive({vip("10.0.0.1/32"), vip("10.0.0.2/32"), vip("10.0.0.3/32", "V2")},
                             {on(2, "10.0.0.1/32"), on(3, "10.0.0.2/32")});

    EXPECT_THAT(
        missing_vips(input, "", {}, everything),
        ElementsAre(Finding{
            .severity = Severity::warning,
            .kind = FindingKind::missing,
            .interface = "eth0",
            .address = "10.0.0.2/32",
            .instance = "V1",
            .message = "10.0.0.2/32 on eth0 is missing, though instance V1 holds 1 of its 2 VIPs, "
                       "10.0.0.1/32 for one",
            .advice = "if this node is MASTER, restart keepalived; if it is not, what it holds is too many "
                      "('enable_dbus' in keepalived's configuration would tell)"}));
}

TEST(MissingVips, AreCriticalWhenKeepalivedSaysThatItIsMaster) {
    const auto input = alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {on(2, "10.0.0.1/32")});

    EXPECT_THAT(
        missing_vips(input, "blue", {{"V1", "MASTER"}}, everything),
        ElementsAre(Finding{
            .severity = Severity::critical,
            .kind = FindingKind::missing,
            .interface = "eth0",
            .address = "10.0.0.2/32",
            .instance = "V1",
            .net_namespace = "blue",
            .message = "10.0.0.2/32 on eth0 in namespace blue is missing, though keepalived is MASTER of "
                       "instance V1",
            .advice = "somebody has removed it: restart keepalived"}));
}

TEST(MissingVips, AreAllOfThemWhenAMasterHoldsNone) {
    EXPECT_THAT(
        missing_vips(alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {}), "", {{"V1", "MASTER"}}, everything),
        ElementsAre(Field(&Finding::address, "10.0.0.1/32"), Field(&Finding::address, "10.0.0.2/32")));
}

TEST(MissingVips, AreNoneOfAnInstanceThatIsNotMaster) {
    const auto input = alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {on(2, "10.0.0.1/32")});

    EXPECT_THAT(missing_vips(input, "", {{"V1", "BACKUP"}}, everything), IsEmpty());
    EXPECT_THAT(missing_vips(input, "", {{"V1", "FAULT"}}, everything), IsEmpty());
}

TEST(MissingVips, AreNotThoseThatKeepalivedNeverConfigures) {
    const auto input = alive({vip("10.0.0.1/32"), vip("224.0.0.2/32")}, {on(2, "10.0.0.1/32")});

    EXPECT_THAT(missing_vips(input, "", {{"V1", "MASTER"}},
                             [](const Vip& vip) { return vip.address != ip("224.0.0.2"); }),
                IsEmpty());
}

TEST(MissingVips, AreUnknownWithoutKeepalivedAndOfOneWhoseConfigurationCannotBeRead) {
    auto gone = alive({vip("10.0.0.1/32"), vip("10.0.0.2/32")}, {on(2, "10.0.0.1/32")});
    auto unreadable = gone;
    gone.holders.pop_back();
    unreadable.holders.back().vips.reset();

    EXPECT_THAT(missing_vips(gone, "", {{"V1", "MASTER"}}, everything), IsEmpty());
    EXPECT_THAT(missing_vips(unreadable, "", {{"V1", "MASTER"}}, everything), IsEmpty());
}

constexpr netlink::MacAddress kOther{0x02, 0, 0, 0, 0, 0x02};
constexpr netlink::MacAddress kVrrp{0x00, 0x00, 0x5e, 0x00, 0x01, 0x33};

report::CheckedVip shown() {
    return {.interface = "eth0", .address = "10.0.0.1/32", .instance = "V1"};
}

TEST(Duplicate, IsAnAnswerForWhatWeAnswerForToo) {
    EXPECT_THAT(
        duplicate(shown(), {.macs = {kVrrp}}, true),
        ElementsAre(Finding{.severity = Severity::critical,
                            .kind = FindingKind::duplicate,
                            .interface = "eth0",
                            .address = "10.0.0.1/32",
                            .instance = "V1",
                            .message = "2 hosts answer for 10.0.0.1/32 on eth0: this one, "
                                       "00:00:5e:00:01:33 (VRRP, VRID 51)",
                            .advice = "run 'vipwarden check' on each of them, and 'vipwarden release' "
                                      "where keepalived does not hold it"}));
}

TEST(Duplicate, IsTwoAnswersForWhatWeDoNotHaveThoughOneHostMayGiveBoth) {
    EXPECT_THAT(duplicate(shown(), {.macs = {kVrrp, kOther}}, false),
                ElementsAre(AllOf(Field(&Finding::severity, Severity::critical),
                                  Field(&Finding::message,
                                        "2 MAC addresses answer for 10.0.0.1/32 on eth0: 00:00:5e:00:01:33 "
                                        "(VRRP, VRID 51), 02:00:00:00:00:02"),
                                  Field(&Finding::advice, HasSubstr("a single host with two interfaces")))));
}

TEST(Duplicate, IsNoneWhereOneHostAnswers) {
    EXPECT_THAT(duplicate(shown(), {.macs = {kOther}}, false), IsEmpty());
    EXPECT_THAT(duplicate(shown(), {}, true), IsEmpty());
    EXPECT_THAT(duplicate(shown(), {}, false), IsEmpty());
}

}  // namespace
}  // namespace vipwarden::commands
