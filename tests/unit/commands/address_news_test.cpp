// SPDX-License-Identifier: MIT
// What changes of addresses mean: what is learnt from them, what never is.
#include "wrapper/commands/address_news.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/commands/address_changes.hpp"
#include "wrapper/release/plan.hpp"

namespace vipwarden::commands {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// ---- what is learnt ----

TEST(AddressNews, LearnsWhatKeepalivedAddsAndNothingDeclares) {
    Scene scene;
    scene.target.declared = {vip("10.0.0.1/32", "eth0")};

    const auto news = scene.interpreted(
        {added("10.0.0.1/32", Author::keepalived), added("10.0.0.9 peer 10.0.0.8/24", Author::keepalived)});

    EXPECT_THAT(news.learnt, ElementsAre(snapshot::LearntAddress{.interface = "eth0",
                                                                 .ifindex = kEth0,
                                                                 .address = ip("10.0.0.9"),
                                                                 .prefix_length = 24,
                                                                 .peer = ip("10.0.0.8")}));
    EXPECT_TRUE(news.changes_record());
    EXPECT_THAT(texts(news.lines),
                ElementsAre("warning: keepalived has added 10.0.0.9 peer 10.0.0.8/24 on eth0, which its "
                            "configuration does not declare as we read it: recorded as learnt, and removed "
                            "when keepalived ends"));
}

TEST(AddressNews, LearnsNothingThatOthersAdd) {
    Scene scene;

    const auto news = scene.interpreted(
        {added("10.0.0.1/32", Author::other), added("10.0.0.2/32", Author::kernel),
         added("10.0.0.3/32", Author::us), added("10.0.0.4/32", Author::unknown),
         marked(added("10.0.0.5/32", Author::other)), marked(added("10.0.0.6/32", Author::us))});

    EXPECT_THAT(news.learnt, IsEmpty());
    EXPECT_FALSE(news.changes_record());
    EXPECT_THAT(news.lines, IsEmpty());
}

TEST(AddressNews, LearnsNothingThatWasDeclaredWhileKeepalivedRan) {
    Scene scene;
    scene.target.snapshot = snapshot::Snapshot{.generations = {{vip("10.0.0.1/32", "eth0")}, {}}};

    EXPECT_THAT(scene.interpreted({added("10.0.0.1/32", Author::keepalived)}).learnt, IsEmpty());
}

TEST(AddressNews, LearnsAVipsIpUnderAnotherPrefixOrOnAnotherInterface) {
    Scene scene;
    scene.target.declared = {vip("10.0.0.1/32", "eth0"), vip("10.0.0.2/32", "eth1"),
                             vip("10.0.0.3/32", "eth0")};

    const auto news =
        scene.interpreted({added("10.0.0.1/24", Author::keepalived), added("10.0.0.2/32", Author::keepalived),
                           added("10.0.0.3/0", Author::keepalived)});

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 10.0.0.1/24", "eth0 10.0.0.2/32", "eth0 10.0.0.3/0"));
}

TEST(AddressNews, LearnsEachAddressOnce) {
    Scene scene;
    scene.target.snapshot = snapshot::Snapshot{.learnt = {learnt("10.0.0.1/32")}};

    const auto news = scene.interpreted(
        {added("10.0.0.1/32", Author::keepalived), added("10.0.0.2/32", Author::keepalived),
         removed("10.0.0.2/32", Author::keepalived), added("10.0.0.2/32", Author::keepalived)});

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 10.0.0.2/32"));
    EXPECT_THAT(news.lines, SizeIs(1));
}

TEST(AddressNews, LearnsWithoutASnapshotToo) {
    Scene scene;
    scene.target.snapshot.reset();

    EXPECT_THAT(texts(scene.interpreted({added("10.0.0.1/32", Author::keepalived)}).learnt),
                ElementsAre("eth0 10.0.0.1/32"));
}

// ---- what is never learnt ----

TEST(AddressNews, NeverLearnsAHostAddressThatKeepalivedRemovesAndAddsAgain) {
    Scene scene;
    scene.target.snapshot =
        snapshot::Snapshot{.baseline = {{{.interface = "eth0", .address = on(kEth0, "10.0.0.1/24")}}}};

    const auto news = scene.interpreted(
        {removed("10.0.0.1/24", Author::keepalived), added("10.0.0.1/24", Author::keepalived)});

    EXPECT_THAT(news.learnt, IsEmpty());
    EXPECT_THAT(news.lines, IsEmpty());
}

TEST(AddressNews, NeverLearnsASecondaryThatIsPromotedBecauseKeepalivedRemovesItsPrimary) {
    Scene scene;
    scene.target.declared = {vip("10.0.0.1/24", "eth0")};
    (void)scene.interpreted({added("10.0.0.1/24", Author::keepalived), added("10.0.0.7/24", Author::other)});

    const auto news = scene.interpreted(
        {removed("10.0.0.1/24", Author::keepalived), added("10.0.0.7/24", Author::keepalived)});

    EXPECT_THAT(news.learnt, IsEmpty());
}

TEST(AddressNews, NeverLearnsWhatIsGoneAgainAndCannotBeToldFromAPromotion) {
    Scene scene;

    const auto news = scene.interpreted(
        {added("10.0.0.7/24", Author::keepalived), removed("10.0.0.7/24", Author::keepalived)});

    EXPECT_THAT(news.learnt, IsEmpty());
}

TEST(AddressNews, NeverLearnsAnAddressThatBearsAnothersMark) {
    Scene scene;
    auto change = added("10.0.0.1/32", Author::keepalived);
    change.change.address.protocol = 3;  // IFAPROT_KERNEL_LL

    EXPECT_THAT(scene.interpreted({change}).learnt, IsEmpty());
}

TEST(AddressNews, NeverLearnsAStaticAddress) {
    Scene scene;
    scene.target.parsed = config_with("static_ipaddress {\n10.0.0.1/24 dev eth0\n10.0.0.2/24\n}\n");

    const auto news =
        scene.interpreted({added("10.0.0.1/24", Author::keepalived), added("10.0.0.2/24", Author::keepalived),
                           added("10.0.0.1/32", Author::keepalived)});

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 10.0.0.1/32"));
}

TEST(AddressNews, NeverLearnsWhatADeviceOfKeepalivedsHasForItself) {
    Scene scene;
    scene.links.push_back({.index = 7, .name = "vrrp.51", .kind = "macvlan", .lower_index = kEth0});
    scene.links.push_back({.index = 8, .name = "vrrp.52", .kind = "ipvlan", .lower_index = kEth0});
    scene.target.snapshot->devices = {{.kind = DeclaredDevice::Kind::ipvlan,
                                       .name = "vrrp.52",
                                       .base = "eth0",
                                       .address = ip("192.0.2.7")}};

    const auto news = scene.interpreted({marked(added("fe80::5e/64", Author::unknown, 7)),
                                         added("192.0.2.7/24", Author::keepalived, 8),
                                         added("192.0.2.9/24", Author::keepalived, 8)});

    EXPECT_THAT(texts(news.learnt), ElementsAre("vrrp.52 192.0.2.9/24"));
}

TEST(AddressNews, NeverLearnsOnAnInterfaceThatIsGone) {
    Scene scene;

    EXPECT_THAT(scene.interpreted({added("10.0.0.1/32", Author::keepalived, 99)}).learnt, IsEmpty());
}

// ---- where the kernel names nobody ----

TEST(AddressNews, LearnsWithoutAnAuthorOnlyWhatBearsKeepalivedsMark) {
    Scene scene;

    const auto news = scene.interpreted({added("2001:db8::1/128", Author::unknown),
                                         marked(added("2001:db8::2/128", Author::unknown)),
                                         marked(added("2001:db8::3/128", Author::kernel))});

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 2001:db8::2/128", "eth0 2001:db8::3/128"));
    EXPECT_EQ(scene.asked, 1);
}

TEST(AddressNews, BelievesNoMarkWhereAnotherKeepalivedLives) {
    Scene scene;
    scene.alone = false;

    EXPECT_THAT(scene.interpreted({marked(added("2001:db8::2/128", Author::unknown))}).learnt, IsEmpty());
}

TEST(AddressNews, BelievesNoMarkWhereNobodyKnowsWhatWasThereBefore) {
    Scene scene;
    scene.target.snapshot->baseline.reset();
    EXPECT_THAT(scene.interpreted({marked(added("2001:db8::2/128", Author::unknown))}).learnt, IsEmpty());

    scene.target.snapshot->baseline = {
        {.interface = "eth0", .address = marked(added("2001:db8::2/128", Author::unknown)).change.address}};
    EXPECT_THAT(scene.interpreted({marked(added("2001:db8::2/128", Author::unknown))}).learnt, IsEmpty());
    EXPECT_EQ(scene.asked, 0);
}

TEST(AddressNews, AsksForOtherKeepalivedsOnlyWhereItMatters) {
    Scene scene;
    scene.target.declared = {vip("2001:db8::1/128", "eth0")};

    (void)scene.interpreted(
        {marked(added("2001:db8::1/128", Author::unknown)), added("10.0.0.1/32", Author::keepalived)});

    EXPECT_EQ(scene.asked, 0);
}

TEST(AddressNews, LearnsByItsMarkWhatIsFoundAfterChangesWereMissed) {
    Scene scene;

    const auto news = scene.interpreted(
        as_changes({on(kEth0, "10.0.0.1/24"), marked(added("10.0.0.9/32", Author::us)).change.address}));

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 10.0.0.9/32"));
}

// ---- what is forgotten ----

TEST(AddressNews, ForgetsALearntAddressThatSomebodyElseHasAddedSince) {
    Scene scene;
    scene.target.snapshot->learnt = {learnt("10.0.0.9/32")};

    const auto news = scene.interpreted({removed("10.0.0.9/32", Author::keepalived),
                                         added("10.0.0.9/32", Author::other, kEth0, "ip (pid 5)")});

    EXPECT_THAT(texts(news.forgotten), ElementsAre("eth0 10.0.0.9/32"));
    EXPECT_THAT(texts(news.lines),
                ElementsAre("warning: 10.0.0.9/32 on eth0 was added by ip (pid 5). keepalived had added it "
                            "before, and nothing declares it: it counts as theirs now, and stays when "
                            "keepalived ends"));
}

TEST(AddressNews, DoesNotForgetALearntAddressThatSomebodyElseOnlyChanges) {
    Scene scene;
    (void)scene.interpreted({added("10.0.0.9/32", Author::keepalived)});
    scene.target.snapshot->learnt = {learnt("10.0.0.9/32")};

    const auto news = scene.interpreted({added("10.0.0.9/32", Author::other)});

    EXPECT_THAT(news.forgotten, IsEmpty());
    EXPECT_FALSE(news.changes_record());
}

TEST(AddressNews, LearnsAgainWhatKeepalivedAddsAfterSomebodyElse) {
    Scene scene;
    scene.target.snapshot->learnt = {learnt("10.0.0.9/32")};
    (void)scene.interpreted({added("10.0.0.9/32", Author::other)});
    scene.target.snapshot->learnt.clear();

    const auto news =
        scene.interpreted({removed("10.0.0.9/32", Author::other), added("10.0.0.9/32", Author::keepalived)});

    EXPECT_THAT(texts(news.learnt), ElementsAre("eth0 10.0.0.9/32"));
    EXPECT_THAT(news.forgotten, IsEmpty());
}

// ---- together with the plan ----

TEST(AddressNews, LearnsNothingTwiceOnceItIsRecordedAndThePlanRemovesIt) {
    Scene scene;
    const std::vector<AttributedChange> changes{added("10.0.0.9/32", Author::keepalived)};
    const auto news = scene.interpreted(changes);

    EXPECT_EQ(add_learnt(*scene.target.snapshot, news.learnt), 0U);

    EXPECT_FALSE(scene.interpreted(changes).changes_record());
    const auto plan =
        release::plan({.snapshot = scene.target.snapshot,
                       .present = {.addresses = {on(kEth0, "10.0.0.9/32")}, .links = scene.links}});
    ASSERT_THAT(plan.removals, SizeIs(1));
    EXPECT_EQ(plan.removals[0].reason, release::Reason::learnt);
}

TEST(AddressNews, IsOfInterestForVipsOnly) {
    Scene scene;
    scene.target.declared = {vip("10.0.0.1/32", "eth0")};
    scene.target.snapshot->generations = {{vip("10.0.0.2/32", "eth0")}};
    scene.target.snapshot->learnt = {learnt("10.0.0.3/32")};

    EXPECT_TRUE(is_of_interest(scene.target, on(kEth0, "10.0.0.1/24")));
    EXPECT_TRUE(is_of_interest(scene.target, on(kEth0, "10.0.0.2/32")));
    EXPECT_TRUE(is_of_interest(scene.target, on(kEth0, "10.0.0.3/32")));
    EXPECT_FALSE(is_of_interest(scene.target, on(kEth0, "10.0.0.4/32")));
}

}  // namespace
}  // namespace vipwarden::commands
