// SPDX-License-Identifier: MIT
#include "wrapper/report/probe.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace vipwarden::report {
namespace {

using Kind = Expectation::Kind;
using netlink::MacAddress;

constexpr MacAddress kOne{0x02, 0, 0, 0, 0, 1};
constexpr MacAddress kTwo{0x02, 0, 0, 0, 0, 2};
constexpr MacAddress kVrrp{0x00, 0x00, 0x5e, 0x00, 0x02, 0x33};

/// 10.0.0.5, asked on eth0.
ProbedAddress answered_by(std::vector<MacAddress> macs) {
    return {.address = {.bytes = {10, 0, 0, 5}}, .places = {{.interface = "eth0", .macs = std::move(macs)}}};
}

ProbedAddress held_here(std::vector<MacAddress> macs) {
    auto probed = answered_by(std::move(macs));
    probed.held_on = {"eth0"};
    return probed;
}

ProbedAddress incomplete(ProbedAddress probed) {
    probed.places.push_back({.interface = "eth1", .obstacle = "it is down"});
    return probed;
}

TEST(JudgeProbe, ExpectsNoOtherHost) {
    const Expectation none{.kind = Kind::none};

    EXPECT_EQ(judge(answered_by({}), none), AsExpected::yes);
    EXPECT_EQ(judge(held_here({}), none), AsExpected::yes);
    EXPECT_EQ(judge(answered_by({kOne}), none), AsExpected::no);
    EXPECT_EQ(judge(held_here({kOne}), none), AsExpected::no);
}

TEST(JudgeProbe, ExpectsOneHostOfWhichThisMayBeTheOne) {
    const Expectation one{.kind = Kind::one};

    EXPECT_EQ(judge(answered_by({}), one), AsExpected::no);
    EXPECT_EQ(judge(answered_by({kOne}), one), AsExpected::yes);
    EXPECT_EQ(judge(held_here({}), one), AsExpected::yes);
    EXPECT_EQ(judge(answered_by({kOne, kTwo}), one), AsExpected::no);
    EXPECT_EQ(judge(held_here({kOne}), one), AsExpected::no);
}

TEST(JudgeProbe, ExpectsAMacAddressAndNoOther) {
    const Expectation mac{.kind = Kind::mac, .mac = kOne};

    EXPECT_EQ(judge(answered_by({}), mac), AsExpected::no);
    EXPECT_EQ(judge(answered_by({kOne}), mac), AsExpected::yes);
    EXPECT_EQ(judge(answered_by({kTwo}), mac), AsExpected::no);
    EXPECT_EQ(judge(answered_by({kOne, kTwo}), mac), AsExpected::no);
    EXPECT_EQ(judge(held_here({kOne}), mac), AsExpected::no);
}

TEST(JudgeProbe, CountsAHostThatAnswersOnTwoInterfacesOnce) {
    auto probed = answered_by({kOne});
    probed.places.push_back({.interface = "eth1", .macs = {kOne}});

    EXPECT_EQ(judge(probed, {.kind = Kind::one}), AsExpected::yes);
}

TEST(JudgeProbe, CantTellFromSilenceWhereNotAllCouldBeAsked) {
    EXPECT_EQ(judge(incomplete(answered_by({})), {.kind = Kind::none}), AsExpected::unknown);
    EXPECT_EQ(judge(incomplete(answered_by({})), {.kind = Kind::one}), AsExpected::unknown);
    EXPECT_EQ(judge(incomplete(answered_by({kOne})), {.kind = Kind::one}), AsExpected::unknown);
    EXPECT_EQ(judge(incomplete(answered_by({kOne})), {.kind = Kind::mac, .mac = kOne}), AsExpected::unknown);
    auto lossy = answered_by({});
    lossy.lost = 1;
    EXPECT_EQ(judge(lossy, {.kind = Kind::none}), AsExpected::unknown);
    auto nowhere = answered_by({});
    nowhere.places.clear();
    EXPECT_EQ(judge(nowhere, {.kind = Kind::none}), AsExpected::unknown);
}

TEST(JudgeProbe, CanTellFromOneAnswerTooManyWhateverCouldNotBeAsked) {
    EXPECT_EQ(judge(incomplete(answered_by({kOne})), {.kind = Kind::none}), AsExpected::no);
    EXPECT_EQ(judge(incomplete(answered_by({kOne, kTwo})), {.kind = Kind::one}), AsExpected::no);
    EXPECT_EQ(judge(incomplete(answered_by({kTwo})), {.kind = Kind::mac, .mac = kOne}), AsExpected::no);
}

TEST(JudgeProbe, IsAsBadAsTheWorst) {
    const Expectation none{.kind = Kind::none};

    EXPECT_EQ(judge(std::vector{answered_by({}), incomplete(answered_by({}))}, none), AsExpected::unknown);
    EXPECT_EQ(judge(std::vector{answered_by({kOne}), incomplete(answered_by({}))}, none), AsExpected::no);
    EXPECT_EQ(judge(std::vector{answered_by({}), answered_by({})}, none), AsExpected::yes);
}

TEST(ProbeText, HasALineForEachWhoHasAnAddress) {
    auto nowhere = answered_by({});
    nowhere.places.clear();

    EXPECT_EQ(
        probe_text({held_here({kOne, kVrrp}), held_here({}), incomplete(answered_by({})), nowhere}, {}),
        "10.0.0.5  eth0  this host\n"
        "10.0.0.5  eth0  02:00:00:00:00:01\n"
        "10.0.0.5  eth0  00:00:5e:00:02:33 (VRRP, VRID 51)\n"
        "10.0.0.5  eth0  this host\n"
        "10.0.0.5  eth0  nobody else seen\n"
        "10.0.0.5  eth0  nobody seen\n"
        "10.0.0.5  eth1  could not be asked: it is down\n"
        "10.0.0.5        could not be asked: no interface that is up has neighbours; name one with -i\n");
}

TEST(ProbeText, SaysWhatIsNotAsExpected) {
    EXPECT_EQ(probe_text({answered_by({})}, Expectation{.kind = Kind::none}),
              "10.0.0.5  eth0  nobody seen\n"
              "as expected: no other host answers\n");
    EXPECT_EQ(probe_text({answered_by({}), incomplete(answered_by({kVrrp}))},
                         Expectation{.kind = Kind::mac, .mac = kVrrp}),
              "10.0.0.5  eth0  nobody seen\n"
              "10.0.0.5  eth0  00:00:5e:00:02:33 (VRRP, VRID 51)\n"
              "10.0.0.5  eth1  could not be asked: it is down\n"
              "not as expected (00:00:5e:00:02:33 (VRRP, VRID 51) alone answers): 10.0.0.5\n"
              "can't tell whether 00:00:5e:00:02:33 (VRRP, VRID 51) alone answers: 10.0.0.5\n");
}

TEST(ProbeJson, TellsAllOfIt) {
    auto probed = incomplete(held_here({kOne, kVrrp}));
    probed.lost = 7;

    EXPECT_EQ(nlohmann::json::parse(probe_json({probed}, Expectation{.kind = Kind::none})),
              nlohmann::json::parse(R"({
        "version": 1, "verb": "probe", "targets": [{
            "address": "10.0.0.5", "held_on": ["eth0"], "asked": [
                {"interface": "eth0", "obstacle": null, "answers": [
                    {"mac": "02:00:00:00:00:01", "vrid": null, "vrrp_family": null},
                    {"mac": "00:00:5e:00:02:33", "vrid": 51, "vrrp_family": "ipv6"}]},
                {"interface": "eth1", "obstacle": "it is down", "answers": []}],
            "lost_frames": 7, "as_expected": false}]})"));
}

TEST(ProbeJson, IsSilentAboutWhatNobodyExpectedOrCanTell) {
    const auto as_expected = [](const ProbedAddress& probed, const std::optional<Expectation>& expectation) {
        return nlohmann::json::parse(probe_json({probed}, expectation))["targets"][0]["as_expected"];
    };

    EXPECT_EQ(as_expected(answered_by({kOne}), std::nullopt), nullptr);
    EXPECT_EQ(as_expected(incomplete(answered_by({})), Expectation{.kind = Kind::none}), nullptr);
    EXPECT_EQ(as_expected(answered_by({}), Expectation{.kind = Kind::none}), true);
}

}  // namespace
}  // namespace vipwarden::report
