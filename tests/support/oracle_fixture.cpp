// SPDX-License-Identifier: MIT
#include "tests/support/oracle_fixture.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "tests/support/configuration_shrinker.hpp"

namespace vipwarden::support {
namespace {

std::string shown(const ConfigurationFiles& files) {
    std::string text;
    for (const auto& [path, content] : files) {
        text += fmt::format("---- {}\n{}", path, content);
        text += content.ends_with('\n') ? "" : "\n(no end of line)\n";
    }
    return text + "----\n";
}

Trial with_files(Trial trial, const ConfigurationFiles& files) {
    trial.files = files;
    return trial;
}

}  // namespace

void OracleTest::SetUp() {
    if (const std::string reason = why_no_oracle(); !reason.empty()) {
        GTEST_SKIP() << reason;
    }
    const auto keepalived = oracle_keepalived(KEEPALIVED_PATH);
    if (!keepalived) {
        GTEST_SKIP() << "SKIPPED-CAPABILITY: keepalived is not installed (" << KEEPALIVED_PATH << ")";
    }
    oracle_.emplace(*keepalived);
}

std::size_t OracleTest::side_by_side() {
    return std::max(1U, std::thread::hardware_concurrency());
}

std::string OracleTest::shrunken(const Trial& trial, const Verdict& verdict) {
    const StillShows still_shows = [&](const std::vector<ConfigurationFiles>& candidates) {
        std::vector<Trial> trials;
        for (const ConfigurationFiles& candidate : candidates) {
            trials.push_back(with_files(trial, candidate));
            trials.back().title = std::to_string(trials.size());
        }
        std::vector<bool> answers;
        for (const Verdict& other : oracle().ask_all(trials, side_by_side())) {
            answers.push_back(!other.agrees() && other.outcome == verdict.outcome &&
                              other.trouble.empty() == verdict.trouble.empty());
        }
        return answers;
    };
    const ConfigurationFiles small = shrink(trial.files, still_shows, side_by_side());
    oracle().ask(with_files(trial, small));
    const Verdict again = oracle().next();
    return shown(small) + (again.agrees() ? "seen only once: " + to_string(verdict) : to_string(again));
}

}  // namespace vipwarden::support
