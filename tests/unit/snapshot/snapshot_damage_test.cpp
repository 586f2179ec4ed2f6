// SPDX-License-Identifier: MIT
#include <array>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/unit/snapshot/example_snapshot.hpp"
#include "wrapper/snapshot/snapshot_json.hpp"

namespace vipwarden::snapshot {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// The example without the mark of earlier damage, which would hide new damage, and without routes, rules,
/// devices and learnt addresses: other files look at those, and each byte more costs time here.
Snapshot intact() {
    Snapshot snapshot = example_snapshot();
    snapshot.baseline_damaged = false;
    snapshot.released = false;
    snapshot.routing = {};
    snapshot.devices.clear();
    snapshot.learnt.clear();
    snapshot.baseline_routing.reset();
    return snapshot;
}

json intact_json() {
    return json::parse(encode(intact()));
}

Decoded decode_json(const json& document) {
    return decode(document.dump(), kBootId);
}

std::string defaulted(int count, const std::string& first) {
    return std::to_string(count) + " fields are missing or make no sense (the first: " + first +
           "), their defaults are used; the next start of keepalived writes the file anew";
}

std::string lost_baseline(int count, const std::string& first) {
    return std::to_string(count) + " entries of the baseline can't be read (the first: " + first +
           "), so an address that is not in the rest may be the host's own and is kept; look at what is "
           "reported as kept and remove it by hand if it is a VIP";
}

std::string lost_vips(int count, const std::string& first) {
    return std::to_string(count) + " entries of the recorded VIPs can't be read (the first: " + first +
           ") and go only if the configuration still declares them; look for them with 'ip address'";
}

constexpr const char* kNotJson =
    "is damaged (not a JSON object) and is ignored: addresses are judged by the configuration alone; the "
    "next "
    "start of keepalived writes it anew";
constexpr const char* kNoVersion =
    "names no format version and is ignored: addresses are judged by the configuration alone; the next start "
    "of keepalived writes it anew";
constexpr const char* kEarlierBoot =
    "was not written since the last boot: what it says about addresses and processes is void; nothing needs "
    "to be done";

// ---- a damaged whole ----

TEST(DamagedSnapshot, IgnoresWhatIsNoJsonObject) {
    for (const auto* text :
         {"", " ", "\n", "{", "[]", "1", "null", "\"x\"", "{}x", "\xff", "{\"version\":1,}"}) {
        const auto decoded = decode(text, kBootId);

        EXPECT_FALSE(decoded.snapshot.has_value()) << text;
        EXPECT_THAT(decoded.warnings, ElementsAre(kNotJson)) << text;
    }
}

TEST(DamagedSnapshot, SurvivesDeepNesting) {
    const auto decoded = decode(std::string(100'000, '['), kBootId);

    EXPECT_THAT(decoded.warnings, ElementsAre(kNotJson));
}

TEST(DamagedSnapshot, IgnoresALaterVersion) {
    auto document = intact_json();
    document["version"] = 2;

    const auto decoded = decode_json(document);

    EXPECT_FALSE(decoded.snapshot.has_value());
    EXPECT_THAT(decoded.warnings, ElementsAre("has format version 2, this vipwarden knows only 1, so it is "
                                              "ignored: use the vipwarden that wrote it"));
}

TEST(DamagedSnapshot, IgnoresAFileWithoutAVersionThatMakesSense) {
    for (const auto& version : {json(nullptr), json("1"), json(0), json(-1), json(1.5), json(99999999999)}) {
        auto document = intact_json();
        document["version"] = version;

        const auto decoded = decode_json(document);

        EXPECT_FALSE(decoded.snapshot.has_value()) << version;
        EXPECT_THAT(decoded.warnings, ElementsAre(kNoVersion)) << version;
    }
}

TEST(DamagedSnapshot, IgnoresFieldsThatItDoesNotKnow) {
    auto document = intact_json();
    document["later"] = "x";
    document["baseline"][0]["later"] = json::array({1, 2});
    document["generations"][0][0]["later"] = nullptr;

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.warnings, IsEmpty());
    EXPECT_EQ(decoded.snapshot, intact());
}

// ---- damaged fields ----

TEST(DamagedSnapshot, UsesDefaultsForFieldsThatMakeNoSense) {
    auto document = intact_json();
    document["config_id"] = 5;
    document["netns_inode"] = -1;
    document["supervisor"]["pid"] = 0;
    document["keepalived"] = "4712";
    document["dont_release"] = "yes";
    document.erase("run_id");
    document["net_namespace"] = {{"hex", "6"}};

    const auto decoded = decode_json(document);

    Snapshot expected = intact();
    expected.config_id = "";
    expected.netns_inode = 0;
    expected.supervisor.reset();
    expected.keepalived.reset();
    expected.dont_release = false;
    expected.run_id = "";
    expected.net_namespace = "";
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(7, "config_id")));
}

TEST(DamagedSnapshot, MissesNoVersionOfKeepalivedInAFileOfAnEarlierVipwarden) {
    auto document = intact_json();
    document.erase("keepalived_version");

    const auto decoded = decode_json(document);

    Snapshot expected = intact();
    expected.keepalived_version.clear();
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, IsEmpty());
}

TEST(DamagedSnapshot, PutsNothingBackWhenItIsNotKnownWhetherAReleaseHasEndedClean) {
    auto document = intact_json();
    document.erase("released");

    const auto decoded = decode_json(document);

    EXPECT_TRUE(decoded.snapshot.value().released);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(1, "released")));
}

TEST(DamagedSnapshot, RefusesNumbersOutOfRange) {
    auto document = intact_json();
    document["baseline"][0]["scope"] = 256;
    document["baseline"][0]["metric"] = -1;
    document["baseline"][0]["flags"] = 4294967296;
    document["baseline"][0]["protocol"] = 3.0;

    const auto decoded = decode_json(document);

    Snapshot expected = intact();
    auto& address = expected.baseline->front().address;
    address.scope = 0;
    address.metric = 0;
    address.flags = 0;
    address.protocol.reset();
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(4, "baseline[0].scope")));
}

// ---- damaged entries ----

TEST(DamagedSnapshot, MarksTheBaselineAsDamagedWhenAnEntryIsLost) {
    auto document = intact_json();
    document["baseline"][0]["local"] = "172.31.161.256";

    const auto decoded = decode_json(document);

    Snapshot expected = intact();
    expected.baseline->erase(expected.baseline->begin());
    expected.baseline_damaged = true;
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, ElementsAre(lost_baseline(1, "baseline[0]")));
}

TEST(DamagedSnapshot, LosesABaselineEntryWithoutItsIdentity) {
    const std::array<std::pair<const char*, json>, 8> defects{{{"interface", nullptr},
                                                               {"interface", ""},
                                                               {"ifindex", "2"},
                                                               {"local", nullptr},
                                                               {"local", 5},
                                                               {"prefix_length", 33},
                                                               {"prefix_length", -1},
                                                               {"peer", "nobody"}}};
    for (const auto& [key, value] : defects) {
        auto document = intact_json();
        document["baseline"][0][key] = value;

        const auto decoded = decode_json(document);

        EXPECT_TRUE(decoded.snapshot.value().baseline_damaged) << key << value;
        EXPECT_THAT(decoded.snapshot->baseline.value(), SizeIs(1)) << key << value;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost_baseline(1, "baseline[0]"))) << key << value;
    }
}

TEST(DamagedSnapshot, TakesABaselineThatIsNoListForDamagedAndNotForUnknown) {
    for (const auto& value : {json(5), json::object(), json("x"), json(false)}) {
        auto document = intact_json();
        document["baseline"] = value;

        const auto decoded = decode_json(document);

        EXPECT_THAT(decoded.snapshot.value().baseline.value(), IsEmpty()) << value;
        EXPECT_TRUE(decoded.snapshot->baseline_damaged) << value;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost_baseline(1, "baseline"))) << value;
    }
}

TEST(DamagedSnapshot, TakesAMissingBaselineForDamaged) {
    auto document = intact_json();
    document.erase("baseline");

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.snapshot.value().baseline.value(), IsEmpty());
    EXPECT_TRUE(decoded.snapshot->baseline_damaged);
    EXPECT_THAT(decoded.warnings, ElementsAre(lost_baseline(1, "baseline")));
}

TEST(DamagedSnapshot, DistrustsABaselineThatDoesNotSayWhetherItIsWhole) {
    auto document = intact_json();
    document.erase("baseline_damaged");

    const auto decoded = decode_json(document);

    EXPECT_EQ(decoded.snapshot.value().baseline, intact().baseline);
    EXPECT_TRUE(decoded.snapshot->baseline_damaged);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(1, "baseline_damaged")));
}

TEST(DamagedSnapshot, StaysDamagedWhenItIsWrittenAgain) {
    auto document = intact_json();
    document["baseline"][0] = nullptr;

    const auto again = decode(encode(decode_json(document).snapshot.value()), kBootId);

    EXPECT_TRUE(again.snapshot.value().baseline_damaged);
    EXPECT_THAT(again.snapshot->baseline.value(), SizeIs(1));
    EXPECT_THAT(again.warnings, IsEmpty());
}

TEST(DamagedSnapshot, LeavesOutAVipThatMakesNoSense) {
    const std::array<std::pair<const char*, json>, 5> defects{{{"address", "10.0.0"},
                                                               {"prefix_length", 129},
                                                               {"prefix_length", nullptr},
                                                               {"interface", ""},
                                                               {"interface", 3}}};
    for (const auto& [key, value] : defects) {
        auto document = intact_json();
        document["generations"][2][1][key] = value;

        const auto decoded = decode_json(document);

        Snapshot expected = intact();
        expected.generations[2].pop_back();
        EXPECT_EQ(decoded.snapshot, expected) << key << value;
        EXPECT_THAT(decoded.warnings, ElementsAre(lost_vips(1, "generations[2][1]"))) << key << value;
    }
}

TEST(DamagedSnapshot, TakesAVipForTheHostsOwnPerhapsWhenItsOwnerMakesNoSense) {
    auto document = intact_json();
    document["generations"][0][0]["owner"] = "no";

    const auto decoded = decode_json(document);

    EXPECT_TRUE(decoded.snapshot.value().generations[0][0].owner);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(1, "generations[0][0].owner")));
}

TEST(DamagedSnapshot, FindsAVipByNameWhenItsVmacMakesNoSense) {
    const std::array<std::pair<const char*, json>, 3> defects{
        {{"vrid", 256}, {"family", 5}, {"base", nullptr}}};
    for (const auto& [key, value] : defects) {
        auto document = intact_json();
        document["generations"][2][1]["vmac"][key] = value;

        const auto decoded = decode_json(document);

        Snapshot expected = intact();
        expected.generations[2][1].vmac.reset();
        EXPECT_EQ(decoded.snapshot, expected) << key;
        EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(1, "generations[2][1].vmac"))) << key;
    }
}

TEST(DamagedSnapshot, KeepsTheGenerationsThatItCanRead) {
    auto document = intact_json();
    document["generations"][0] = 7;
    document["generations"][2][0] = "VIP";

    const auto decoded = decode_json(document);

    Snapshot expected = intact();
    expected.generations[0].clear();
    expected.generations[2].erase(expected.generations[2].begin());
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, ElementsAre(lost_vips(2, "generations[0]")));
}

TEST(DamagedSnapshot, SaysSoWhenThereAreNoGenerations) {
    auto document = intact_json();
    document.erase("generations");

    const auto decoded = decode_json(document);

    EXPECT_THAT(decoded.snapshot.value().generations, IsEmpty());
    EXPECT_THAT(decoded.warnings, ElementsAre(lost_vips(1, "generations")));
}

TEST(DamagedSnapshot, SumsTenThousandBadEntriesUpInOneSentence) {
    auto document = intact_json();
    document["baseline"] = std::vector<json>(10'000, json::object());

    EXPECT_THAT(decode_json(document).warnings, ElementsAre(lost_baseline(10'000, "baseline[0]")));
}

TEST(DamagedSnapshot, PromotesWhatItCanStillRead) {
    auto document = intact_json();
    document["promoted"] = {"nonsense", 7, nullptr};
    EXPECT_THAT(decode_json(document).snapshot->promoted, ElementsAre(7));
    document["promoted"] = "nonsense";
    EXPECT_THAT(decode_json(document).snapshot->promoted, IsEmpty());
}

// ---- another boot ----

TEST(DamagedSnapshot, ForgetsWhatABootMakesVoid) {
    const auto decoded = decode(encode(intact()), "another boot");

    Snapshot expected = intact();
    expected.supervisor.reset();
    expected.keepalived.reset();
    expected.keepalived_version.clear();
    expected.baseline.reset();
    expected.promoted.clear();
    expected.generations.clear();
    EXPECT_EQ(decoded.snapshot, expected);
    EXPECT_THAT(decoded.warnings, ElementsAre(kEarlierBoot));
}

TEST(DamagedSnapshot, DistrustsTheBaselineOfABootThatItCannotName) {
    auto document = intact_json();
    document["boot_id"] = 5;

    const auto decoded = decode_json(document);

    EXPECT_EQ(decoded.snapshot.value().baseline, intact().baseline);
    EXPECT_TRUE(decoded.snapshot->baseline_damaged);
    EXPECT_EQ(decoded.snapshot->keepalived, std::nullopt);
    EXPECT_EQ(decoded.snapshot->generations[0][0].ifindex, 0);
    EXPECT_THAT(decoded.warnings, ElementsAre(defaulted(1, "boot_id"), kEarlierBoot));
}

// ---- any damage at all ----

/// I2: whoever reads fewer entries than were written must know it.
void expect_nothing_lost_silently(const Decoded& decoded, const std::string& text) {
    if (!decoded.snapshot) {
        EXPECT_THAT(decoded.warnings, Not(IsEmpty())) << text;
    } else if (!decoded.snapshot->baseline || decoded.snapshot->baseline->size() != 2) {
        EXPECT_THAT(decoded.warnings, Not(IsEmpty())) << text;
        EXPECT_TRUE(decoded.snapshot->baseline_damaged || decoded.snapshot->boot_id != kBootId) << text;
    }
}

TEST(DamagedSnapshot, IsNeverReadFromAPartOfIt) {
    const auto text = encode(intact());

    for (std::size_t length = 0; length + 1 < text.size(); ++length) {
        const auto decoded = decode(text.substr(0, length), kBootId);

        EXPECT_FALSE(decoded.snapshot.has_value()) << length;
        EXPECT_THAT(decoded.warnings, ElementsAre(kNotJson)) << length;
    }
    EXPECT_EQ(decode(text.substr(0, text.size() - 1), kBootId).snapshot, intact())
        << "only the newline is gone";
}

TEST(DamagedSnapshot, LosesNoBaselineEntrySilentlyWhenAnyByteChanges) {
    const auto text = encode(intact());

    for (std::size_t offset = 0; offset < text.size(); ++offset) {
        for (const char c : {'"', '}', ']', ',', '0', '\x80'}) {
            auto damaged = text;
            damaged[offset] = c;

            expect_nothing_lost_silently(decode(damaged, kBootId), damaged);
        }
    }
}

TEST(DamagedSnapshot, LosesNoBaselineEntrySilentlyWhenAnyByteIsMissing) {
    const auto text = encode(intact());

    for (std::size_t offset = 0; offset < text.size(); ++offset) {
        auto damaged = text;
        damaged.erase(offset, 1);

        expect_nothing_lost_silently(decode(damaged, kBootId), damaged);
    }
}

}  // namespace
}  // namespace vipwarden::snapshot
