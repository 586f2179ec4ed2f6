// SPDX-License-Identifier: MIT
// Random configurations, read by real keepalived and by vipwarden. By default always the same ones, for about
// a minute; CONTRIBUTING.md says how to run others, for longer, and against other keepaliveds.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/configuration_generator.hpp"
#include "tests/support/oracle_fixture.hpp"

namespace vipwarden {
namespace {

using support::ConfigurationGenerator;
using support::Trial;
using support::Verdict;
using ConfigurationFiles = std::map<std::string, std::string>;
using Clock = std::chrono::steady_clock;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Differential : public support::OracleTest {
 protected:
    /// Of every run; the trials are named after the seeds of their configurations.
    const std::uint64_t first_seed_{number_from("VIPWARDEN_DIFFERENTIAL_SEED", 1)};
    const std::uint64_t count_{number_from("VIPWARDEN_DIFFERENTIAL_COUNT", 1000)};
    const std::chrono::seconds time_{number_from("VIPWARDEN_DIFFERENTIAL_SECONDS", 120)};
    const std::uint64_t most_failures_{number_from("VIPWARDEN_DIFFERENTIAL_FAILURES", 3)};

    void take_verdict();

    std::map<std::string, ConfigurationFiles> asked_{};
    std::uint64_t answered_{0};
    std::uint64_t refused_{0};
    std::uint64_t with_addresses_{0};
    std::uint64_t failures_{0};
};

Trial trial_of(const std::string& name, ConfigurationFiles files) {
    return {.name = ConfigurationGenerator::kTopFile, .title = name, .files = std::move(files)};
}

void Differential::take_verdict() {
    const Verdict verdict = oracle().next();
    const ConfigurationFiles files = std::move(asked_.extract(verdict.name).mapped());
    ++answered_;
    refused_ += verdict.outcome != support::OracleRun::Outcome::running ? 1U : 0U;
    with_addresses_ += verdict.keepalived.empty() ? 0U : 1U;
    if (verdict.agrees() || failures_ >= most_failures_) {
        return;
    }
    ++failures_;
    // The others in flight would answer into the shrinking.
    while (oracle().in_flight() > 0) {
        take_verdict();
    }
    ADD_FAILURE() << "keepalived " << config::to_string(oracle().keepalived().version)
                  << ", VIPWARDEN_DIFFERENTIAL_SEED=" << verdict.name << " VIPWARDEN_DIFFERENTIAL_COUNT=1\n"
                  << shrunken(trial_of(verdict.name, files), verdict);
}

TEST_F(Differential, RandomConfigurationsAreReadAsKeepalivedReadsThem) {
    const auto end = Clock::now() + time_;
    for (std::uint64_t i = 0; i < count_ && Clock::now() < end && failures_ < most_failures_; ++i) {
        while (oracle().in_flight() >= side_by_side()) {
            take_verdict();
        }
        const std::string seed = std::to_string(first_seed_ + i);
        asked_[seed] = ConfigurationGenerator{first_seed_ + i}.generate();
        oracle().ask(trial_of(seed, asked_[seed]));
    }
    while (oracle().in_flight() > 0) {
        take_verdict();
    }
    std::cout << fmt::format("keepalived {}: seeds {} to {}, {} with addresses, {} refused\n",
                             config::to_string(oracle().keepalived().version), first_seed_,
                             first_seed_ + answered_ - 1, with_addresses_, refused_);
}

}  // namespace
}  // namespace vipwarden
