// SPDX-License-Identifier: MIT
// I1, I2, I3 and I6 under faults that nobody has thought of: random configuration, moment, fault and load. By
// default always the same ones; CONTRIBUTING.md says how to play others, and for longer.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/keepalived/campaign/round.hpp"
#include "tests/keepalived/campaign/scenario_generator.hpp"
#include "tests/keepalived/campaign/scenario_shrinker.hpp"
#include "tests/keepalived/campaign/scenario_words.hpp"
#include "tests/support/environment_number.hpp"
#include "tests/support/worlds.hpp"

namespace vipwarden::campaign {
namespace {

using support::number_from;
using support::Worlds;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

/// A round that hangs in every way it can takes less.
constexpr std::chrono::seconds kRoundTime{90};

/// To and from the world of a round.
std::string played(const Scenario& scenario) {
    const RoundReport report = play(scenario);
    return Json{{"problems", report.problems}, {"held", report.vips_were_held}, {"log", report.log}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
}

RoundReport report_of(const Worlds::Outcome& outcome) {
    if (!outcome.trouble.empty()) {
        return {.problems = {"the round " + outcome.trouble}};
    }
    const Json json = Json::parse(outcome.text);
    return {.problems = json.at("problems"), .vips_were_held = json.at("held"), .log = json.at("log")};
}

/// Plays all of them, side by side.
std::vector<RoundReport> play_all(const std::vector<Scenario>& scenarios) {
    std::vector<RoundReport> reports(scenarios.size());
    support::run_in_worlds(
        scenarios.size(), support::Crowd::crowded, kRoundTime,
        [&](std::size_t number) { return played(scenarios[number]); },
        [&](const Worlds::Outcome& outcome) {
            reports[outcome.number] = report_of(outcome);
            return true;
        });
    return reports;
}

/// What a failure is about, without its names and numbers: a candidate must fail in the same way.
std::string kind_of(const RoundReport& report) {
    std::string kind;
    for (const std::string& problem : report.problems) {
        kind = std::max(kind, problem.substr(0, problem.find(' ', 4)));
    }
    return kind;
}

class Failure {
 public:
    Failure(std::uint64_t seed, RoundReport report)
        : seed_{seed}, scenario_{generate(seed)}, report_{std::move(report)} {}

    /// The same scenario again and again, then less and less of it.
    void investigate(std::chrono::seconds time) {
        const auto end = Clock::now() + time;
        again_ = count_of_same(play_all(std::vector<Scenario>(kRepetitions, scenario_)));
        if (again_ > 0) {
            scenario_ = shrink(
                scenario_, [this](const std::vector<Scenario>& candidates) { return first_of(candidates); },
                [end] { return Clock::now() < end; });
        }
    }

    [[nodiscard]] std::string text() const {
        return fmt::format(
            "VIPWARDEN_CAMPAIGN_SEED={} VIPWARDEN_CAMPAIGN_ROUNDS=1\n{}\nfailed again in {} of {} rounds; "
            "what "
            "matters of it:\n{}---- what happened\n{}",
            seed_, fmt::join(report_.problems, "\n"), again_, kRepetitions, describe(scenario_), report_.log);
    }

 private:
    static constexpr std::size_t kRepetitions = 12;

    bool is_same(const RoundReport& report) const {
        return !report.problems.empty() && kind_of(report) == kind_of(report_);
    }

    std::size_t count_of_same(const std::vector<RoundReport>& reports) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(reports, [this](const RoundReport& report) { return is_same(report); }));
    }

    /// What happens seldom has to be asked more than once.
    std::optional<std::size_t> first_of(const std::vector<Scenario>& candidates) {
        const std::size_t times = again_ >= kRepetitions / 2 ? 2 : 6;
        std::vector<Scenario> repeated;
        for (const Scenario& candidate : candidates) {
            repeated.insert(repeated.end(), times, candidate);
        }
        const auto reports = play_all(repeated);
        for (std::size_t i = 0; i < reports.size(); ++i) {
            if (is_same(reports[i])) {
                report_ = reports[i];
                return i / times;
            }
        }
        return std::nullopt;
    }

    std::uint64_t seed_;
    Scenario scenario_;
    RoundReport report_;
    std::size_t again_{0};
};

TEST(Campaign, WhateverHappensNoVipIsLeftAndNothingOfTheHostIsLost) {
    if (const std::string reason = support::why_no_worlds(); !reason.empty()) {
        GTEST_SKIP() << reason;
    }
    const auto first = number_from("VIPWARDEN_CAMPAIGN_SEED", 1);
    const auto count = number_from("VIPWARDEN_CAMPAIGN_ROUNDS", 300);
    const auto most_failures = number_from("VIPWARDEN_CAMPAIGN_FAILURES", 3);
    const std::chrono::seconds shrinking{number_from("VIPWARDEN_CAMPAIGN_SHRINK_SECONDS", 60)};
    std::vector<Failure> failures;
    std::size_t played_rounds = 0;
    std::size_t held = 0;

    support::run_in_worlds(
        count, support::Crowd::crowded, kRoundTime,
        [&](std::size_t number) { return played(generate(first + number)); },
        [&](const Worlds::Outcome& outcome) {
            auto report = report_of(outcome);
            ++played_rounds;
            held += report.vips_were_held ? 1U : 0U;
            if (!report.problems.empty()) {
                failures.emplace_back(first + outcome.number, std::move(report));
            }
            return failures.size() < most_failures;
        });

    std::cout << fmt::format("seeds {} to {}, {} rounds, in {} of them VIPs were there when the fault came\n",
                             first, first + count - 1, played_rounds, held);
    for (std::size_t i = 0; i < failures.size() && i < most_failures; ++i) {
        failures[i].investigate(shrinking);
        ADD_FAILURE() << failures[i].text();
    }
}

}  // namespace
}  // namespace vipwarden::campaign
