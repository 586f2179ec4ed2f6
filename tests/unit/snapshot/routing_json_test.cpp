// SPDX-License-Identifier: MIT
// Routes, rules and devices in a snapshot: those that an older vipwarden did not write, and damaged ones.
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

Decoded decode_json(const json& document) {
    return decode(document.dump(), kBootId);
}

std::string lost_routing(int count, const std::string& first) {
    return std::to_string(count) +
           " entries of the recorded routes and rules can't be read (the first: " + first +
           ") and go only if the configuration still declares them; look for them with 'ip route show table "
           "all' "
           "and 'ip rule'";
}

TEST(RoutingInSnapshot, IsNotMissedInAFileOfAnEarlierVipwarden) {
    auto document = json::parse(encode(example_snapshot()));
    document.erase("routing");
    document.erase("devices");
    document.erase("baseline_routing");

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.warnings, IsEmpty());
    EXPECT_TRUE(decoded.snapshot->routing.empty());
    EXPECT_THAT(decoded.snapshot->devices, IsEmpty());
    EXPECT_EQ(decoded.snapshot->baseline_routing, std::nullopt);
}

TEST(RoutingInSnapshot, IsNotWrittenWhereThereIsNone) {
    const auto document = json::parse(encode({}));

    EXPECT_FALSE(document.contains("routing"));
    EXPECT_FALSE(document.contains("devices"));
    EXPECT_FALSE(document.contains("baseline_routing"));
}

/// An entry without one of its parts would be another one, so it is left out.
TEST(RoutingInSnapshot, LosesAnEntryThatLacksSomething) {
    for (const auto* key : {"destination", "prefix_length", "table", "metric", "type", "protocol", "hops"}) {
        auto document = json::parse(encode(example_snapshot()));
        document["routing"]["routes"][0].erase(key);

        const auto decoded = decode_json(document);

        EXPECT_THAT(decoded.snapshot->routing.routes, IsEmpty()) << key;
        EXPECT_THAT(decoded.snapshot->routing.rules, SizeIs(1)) << key;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost_routing(1, "routing.routes[0]"))) << key;
    }
    for (const auto* key : {"family", "priority", "action", "target", "protocol"}) {
        auto document = json::parse(encode(example_snapshot()));
        document["routing"]["rules"][0].erase(key);

        const auto decoded = decode_json(document);

        EXPECT_THAT(decoded.snapshot->routing.rules, IsEmpty()) << key;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost_routing(1, "routing.rules[0]"))) << key;
    }
}

TEST(RoutingInSnapshot, LosesAnEntryWithNonsense) {
    for (const auto* key : {"tos", "from", "from_length", "source", "any_table", "hops"}) {
        auto document = json::parse(encode(example_snapshot()));
        document["routing"]["routes"][0][key] = json::array({"x"});

        EXPECT_THAT(decode_json(document).snapshot->routing.routes, IsEmpty()) << key;
    }
    for (const auto* key : {"to", "fwmark", "input", "inverted", "others", "any_priority"}) {
        auto document = json::parse(encode(example_snapshot()));
        document["routing"]["rules"][0][key] = json::array({"x"});

        EXPECT_THAT(decode_json(document).snapshot->routing.rules, IsEmpty()) << key;
    }
}

TEST(RoutingInSnapshot, TakesADamagedBaselineForAnUnknownOne) {
    auto document = json::parse(encode(example_snapshot()));
    document["baseline_routing"]["routes"][0].erase("table");

    const auto decoded = decode_json(document);

    EXPECT_EQ(decoded.snapshot->baseline_routing, std::nullopt);
    EXPECT_THAT(decoded.warnings, ElementsAre(lost_routing(1, "baseline_routing")));
}

TEST(RoutingInSnapshot, SurvivesWhatIsNoObject) {
    for (const json& nonsense : {json(nullptr), json(7), json("x"), json::array(), json::object()}) {
        auto document = json::parse(encode(example_snapshot()));
        document["routing"] = nonsense;
        document["devices"] = nonsense;
        document["baseline_routing"] = nonsense;

        const auto decoded = decode_json(document);

        EXPECT_TRUE(decoded.snapshot->routing.empty()) << nonsense;
        EXPECT_THAT(decoded.snapshot->devices, IsEmpty()) << nonsense;
        EXPECT_EQ(decoded.snapshot->baseline_routing, std::nullopt) << nonsense;
    }
}

TEST(RoutingInSnapshot, IsVoidAfterABoot) {
    const auto decoded = decode(encode(example_snapshot()), "another boot");

    EXPECT_TRUE(decoded.snapshot->routing.empty());
    EXPECT_THAT(decoded.snapshot->devices, IsEmpty());
    EXPECT_EQ(decoded.snapshot->baseline_routing, std::nullopt);
}

TEST(DeviceInSnapshot, IsLostWithoutWhatIdentifiesIt) {
    for (const auto* key : {"kind", "name", "base", "mac"}) {
        for (const json& nonsense : {json(7), json("00:00:5e:00:01"), json("00:00:5e:00:01-33")}) {
            auto document = json::parse(encode(example_snapshot()));
            document["devices"][0][key] = nonsense;
            const bool still_a_name =
                nonsense.is_string() && key != std::string{"kind"} && key != std::string{"mac"};

            EXPECT_THAT(decode_json(document).snapshot->devices, SizeIs(still_a_name ? 2 : 1))
                << key << nonsense;
        }
    }
}

TEST(AddRouting, PutsTheNewInFrontAndForgetsNothing) {
    const auto example = example_snapshot().routing.routes.front();
    auto other = example;
    other.route.metric = 78;
    auto moved = example;
    moved.where = "elsewhere:1";
    Snapshot snapshot;

    EXPECT_TRUE(add_routing(snapshot, {.routes = {example}}));
    EXPECT_TRUE(add_routing(snapshot, {.routes = {other}}));
    EXPECT_THAT(snapshot.routing.routes, ElementsAre(other, example));
    EXPECT_FALSE(add_routing(snapshot, {.routes = {moved}}));
    EXPECT_THAT(snapshot.routing.routes, ElementsAre(moved, other));
    EXPECT_FALSE(add_routing(snapshot, {}));
    EXPECT_THAT(snapshot.routing.routes, ElementsAre(moved, other));
}

}  // namespace
}  // namespace vipwarden::snapshot
