// SPDX-License-Identifier: MIT
// Learnt addresses in the snapshot's file.
#include <array>
#include <utility>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/snapshot/example_snapshot.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"

namespace vipwarden::snapshot {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

json example_json() {
    return json::parse(encode(example_snapshot()));
}

Decoded decode_json(const json& document) {
    return decode(document.dump(), kBootId);
}

std::string lost(int count, const std::string& first) {
    return std::to_string(count) +
           " entries of the addresses that keepalived added and nothing declared can't be read (the first: " +
           first + "), so they stay; look for them with 'ip address'";
}

TEST(LearntJson, IsWrittenAsDocumented) {
    EXPECT_EQ(example_json().at("learnt"),
              json::parse(R"([{"interface":"eno1","ifindex":2,"address":"172.31.161.77","prefix_length":32},
                              {"interface":"eno2","ifindex":3,"address":"192.0.2.1","prefix_length":30,
                               "peer":"192.0.2.2"}])"));
}

TEST(LearntJson, IsLeftOutWhereThereIsNone) {
    EXPECT_FALSE(json::parse(encode({.boot_id = kBootId})).contains("learnt"));
}

TEST(LearntJson, MayBeMissingFromTheFileOfAnEarlierVipwarden) {
    auto document = example_json();
    document.erase("learnt");

    const auto decoded = decode_json(document);

    auto expected = example_snapshot();
    expected.learnt.clear();
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, IsEmpty());
}

TEST(LearntJson, LosesAnEntryThatDoesNotNameOneEntryOfTheKernel) {
    const std::array<std::pair<const char*, json>, 9> defects{{{"interface", nullptr},
                                                               {"interface", ""},
                                                               {"ifindex", nullptr},
                                                               {"ifindex", 0},
                                                               {"ifindex", -1},
                                                               {"address", "192.0.2"},
                                                               {"prefix_length", 33},
                                                               {"prefix_length", nullptr},
                                                               {"peer", "nobody"}}};
    for (const auto& [key, value] : defects) {
        auto document = example_json();
        document["learnt"][1][key] = value;

        const auto decoded = decode_json(document);

        auto expected = example_snapshot();
        expected.learnt.pop_back();
        EXPECT_EQ(decoded.snapshot, expected) << key << value;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost(1, "learnt[1]"))) << key << value;
    }
}

TEST(LearntJson, SaysSoWhenItIsNoList) {
    auto document = example_json();
    document["learnt"] = 7;

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.snapshot.value().learnt, IsEmpty());
    EXPECT_THAT(decoded.warnings, ElementsAre(lost(1, "learnt")));
}

TEST(LearntJson, IsVoidAfterABoot) {
    EXPECT_THAT(decode(encode(example_snapshot()), "another boot").snapshot.value().learnt, IsEmpty());
}

TEST(LearntJson, IsVoidInAFileOfABootThatItCannotName) {
    auto document = example_json();
    document.erase("boot_id");

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.snapshot.value().learnt, IsEmpty());
    EXPECT_THAT(decoded.warnings, SizeIs(2));
}

}  // namespace
}  // namespace vipwarden::snapshot
