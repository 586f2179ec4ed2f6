// SPDX-License-Identifier: MIT
#include "wrapper/snapshot/snapshot.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "netlink/ip_address.hpp"

namespace vipwarden::snapshot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Vip vip(const std::string& address, const std::string& interface, int ifindex = 2, std::uint8_t prefix = 32) {
    return {.address = netlink::parse_ip_address(address).value(),
            .prefix_length = prefix,
            .interface = interface,
            .ifindex = ifindex,
            .instance = "V1",
            .where = "/etc/keepalived/keepalived.conf:7"};
}

/// 10.0.0.0 + number
Vip numbered(int number) {
    Vip numbered_vip = vip("10.0.0.0", "eno1");
    numbered_vip.address.bytes[1] = static_cast<std::uint8_t>(number >> 16);
    numbered_vip.address.bytes[2] = static_cast<std::uint8_t>(number >> 8);
    numbered_vip.address.bytes[3] = static_cast<std::uint8_t>(number);
    return numbered_vip;
}

TEST(AddGeneration, AppendsWhatIsDeclared) {
    Snapshot snapshot;

    add_generation(snapshot, {vip("10.0.0.1", "eno1")});
    add_generation(snapshot, {vip("10.0.0.2", "eno1")});

    EXPECT_THAT(snapshot.generations,
                ElementsAre(ElementsAre(vip("10.0.0.1", "eno1")), ElementsAre(vip("10.0.0.2", "eno1"))));
}

TEST(AddGeneration, RecordsThatNothingIsDeclared) {
    Snapshot snapshot;

    add_generation(snapshot, {});

    EXPECT_THAT(snapshot.generations, ElementsAre(IsEmpty()));
}

TEST(AddGeneration, LeavesOutWhatTheNewestGenerationSays) {
    Snapshot snapshot;

    EXPECT_TRUE(add_generation(snapshot, {vip("10.0.0.1", "eno1")}));
    EXPECT_FALSE(add_generation(snapshot, {vip("10.0.0.1", "eno1")}));

    EXPECT_THAT(snapshot.generations, ElementsAre(ElementsAre(vip("10.0.0.1", "eno1"))));
}

TEST(AddGeneration, TakesOverWhereALineHasMovedTo) {
    Snapshot snapshot;
    auto moved = vip("10.0.0.1", "eno1");
    moved.where = "/etc/keepalived/conf.d/a.conf:3";

    EXPECT_TRUE(add_generation(snapshot, {vip("10.0.0.1", "eno1")}));
    EXPECT_FALSE(add_generation(snapshot, {moved}));

    EXPECT_THAT(snapshot.generations, ElementsAre(ElementsAre(moved)));
}

TEST(AddGeneration, TellsApartWhatDiffersInAnythingElse) {
    auto on_vmac = vip("10.0.0.1", "eno1");
    on_vmac.vmac = Vmac{.vrid = 1, .base = "eno1"};
    auto owned = vip("10.0.0.1", "eno1");
    owned.owner = true;
    auto of_another = vip("10.0.0.1", "eno1");
    of_another.instance = "V2";
    Snapshot snapshot;

    for (const auto& other :
         {vip("10.0.0.1", "eno1"), vip("10.0.0.2", "eno1"), vip("10.0.0.1", "eno2"),
          vip("10.0.0.1", "eno1", 3), vip("10.0.0.1", "eno1", 2, 24), on_vmac, owned, of_another}) {
        EXPECT_TRUE(add_generation(snapshot, {other}));
    }
}

TEST(AddGeneration, RecordsADeclarationThatComesBack) {
    Snapshot snapshot;

    add_generation(snapshot, {vip("10.0.0.1", "eno1")});
    add_generation(snapshot, {vip("10.0.0.2", "eno1")});
    add_generation(snapshot, {vip("10.0.0.1", "eno1")});

    EXPECT_THAT(snapshot.generations, SizeIs(3));
}

TEST(AddGeneration, UnitesTheTwoOldestBeyondSixteen) {
    Snapshot snapshot;

    for (int i = 0; i < 17; ++i) {
        add_generation(snapshot, {numbered(i), numbered(1000)});
    }

    ASSERT_THAT(snapshot.generations, SizeIs(16));
    EXPECT_THAT(snapshot.generations.front(), ElementsAre(numbered(1), numbered(1000), numbered(0)));
    EXPECT_THAT(snapshot.generations.back(), ElementsAre(numbered(16), numbered(1000)));
}

TEST(AddGeneration, ForgetsNothingInHundredsOfReloads) {
    Snapshot snapshot;
    std::vector<Vip> all;

    for (int i = 0; i < 200; ++i) {
        add_generation(snapshot, {numbered(i)});
        all.push_back(numbered(i));
    }

    EXPECT_THAT(snapshot.generations, SizeIs(16));
    std::ranges::reverse(all);
    EXPECT_EQ(recorded_vips(snapshot), all);
}

TEST(AddGeneration, UnitesEarlierWhenGenerationsAreLarge) {
    std::vector<Vip> many;
    for (int i = 0; i < 40'000; ++i) {
        many.push_back(numbered(i));
    }
    Snapshot snapshot;

    for (int i = 0; i < 3; ++i) {
        many.back().instance = "V" + std::to_string(i);
        add_generation(snapshot, many);
    }

    EXPECT_THAT(snapshot.generations, ElementsAre(SizeIs(40'000), SizeIs(40'000)));
    EXPECT_EQ(recorded_vips(snapshot), many);
}

TEST(AddGeneration, KeepsTwoGenerationsHoweverLarge) {
    std::vector<Vip> many;
    for (int i = 0; i < 60'000; ++i) {
        many.push_back(numbered(i));
    }
    Snapshot snapshot;

    add_generation(snapshot, {});
    add_generation(snapshot, many);
    many.pop_back();
    add_generation(snapshot, many);

    EXPECT_THAT(snapshot.generations, ElementsAre(SizeIs(60'000), SizeIs(59'999)));
}

LearntAddress learnt(const std::string& address, const char* interface = "eno1", int ifindex = 2) {
    return {.interface = interface,
            .ifindex = ifindex,
            .address = netlink::parse_ip_address(address).value(),
            .prefix_length = 32};
}

LearntAddress with_peer(LearntAddress learnt, const char* peer) {
    learnt.peer = netlink::parse_ip_address(peer);
    return learnt;
}

TEST(AddLearnt, KeepsEachEntryOfTheKernelOnceInTheOrderOfLearning) {
    Snapshot snapshot;

    EXPECT_EQ(add_learnt(snapshot, {learnt("10.0.0.2"), learnt("10.0.0.1"), learnt("10.0.0.2")}), 0U);
    EXPECT_EQ(add_learnt(snapshot, {learnt("10.0.0.1", "renamed0"), with_peer(learnt("10.0.0.1"), "10.0.0.9"),
                                    learnt("10.0.0.1", "eno1", 3)}),
              0U);

    EXPECT_THAT(snapshot.learnt,
                ElementsAre(learnt("10.0.0.2"), learnt("10.0.0.1"), with_peer(learnt("10.0.0.1"), "10.0.0.9"),
                            learnt("10.0.0.1", "eno1", 3)));
}

TEST(AddLearnt, CountsWhatFindsNoRoom) {
    std::vector<LearntAddress> many;
    for (int i = 0; i < 100'001; ++i) {
        many.push_back(learnt("10.0.0.1", "eno1", i + 1));
    }
    Snapshot snapshot;

    EXPECT_EQ(add_learnt(snapshot, many), 1U);

    EXPECT_THAT(snapshot.learnt, SizeIs(100'000));
    EXPECT_EQ(add_learnt(snapshot, many), 1U) << "what is known needs no room";
}

TEST(ForgetLearnt, TakesOutTheSameEntriesOnly) {
    Snapshot snapshot{.learnt = {learnt("10.0.0.1"), with_peer(learnt("10.0.0.1"), "10.0.0.9")}};

    forget_learnt(snapshot, {learnt("10.0.0.1", "renamed0"), learnt("10.0.0.7")});

    EXPECT_THAT(snapshot.learnt, ElementsAre(with_peer(learnt("10.0.0.1"), "10.0.0.9")));
}

TEST(RecordedVips, AreNoneWithoutGenerations) {
    EXPECT_THAT(recorded_vips({}), IsEmpty());
}

TEST(RecordedVips, BeginWithTheNewestGenerationInItsOwnOrder) {
    Snapshot snapshot;
    add_generation(snapshot, {vip("10.0.0.1", "eno1"), vip("10.0.0.9", "eno1")});
    add_generation(snapshot, {vip("10.0.0.9", "eno1"), vip("10.0.0.5", "eno1")});

    EXPECT_THAT(recorded_vips(snapshot),
                ElementsAre(vip("10.0.0.9", "eno1"), vip("10.0.0.5", "eno1"), vip("10.0.0.1", "eno1")));
}

TEST(RecordedVips, TakeTheNewestWordOnAVip) {
    Snapshot snapshot;
    Vip older = vip("10.0.0.1", "eno1");
    older.owner = true;
    older.where = "old.conf:1";
    add_generation(snapshot, {older});
    add_generation(snapshot, {vip("10.0.0.1", "eno1")});

    EXPECT_THAT(recorded_vips(snapshot), ElementsAre(vip("10.0.0.1", "eno1")));
}

TEST(RecordedVips, TellInterfacesIndicesAndPrefixesApart) {
    const std::vector<Vip> different{vip("10.0.0.1", "eno1", 2, 32), vip("10.0.0.1", "eno2", 2, 32),
                                     vip("10.0.0.1", "eno1", 7, 32), vip("10.0.0.1", "eno1", 2, 24)};
    Snapshot snapshot;
    add_generation(snapshot, different);

    EXPECT_EQ(recorded_vips(snapshot), different);
}

TEST(RecordedVips, NameAVipOnceThatOneGenerationNamesTwice) {
    Snapshot snapshot;
    add_generation(snapshot, {vip("10.0.0.1", "eno1"), vip("10.0.0.1", "eno1")});

    EXPECT_THAT(recorded_vips(snapshot), ElementsAre(vip("10.0.0.1", "eno1")));
}

}  // namespace
}  // namespace vipwarden::snapshot
