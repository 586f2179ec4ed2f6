// SPDX-License-Identifier: MIT
// I1 and I6 in the first 100 ms of keepalived: it can lose a TERM there, and when its parent is killed the
// signal that tells its children of it (PR_SET_PDEATHSIG) falls into the same gap and leaves an orphan.
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/environment_number.hpp"
#include "tests/support/keepalived_config.hpp"
#include "tests/support/keepalived_host.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/worlds.hpp"

namespace vipwarden {
namespace {

using std::chrono::milliseconds;
using support::KeepalivedHost;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kStops = 500;
constexpr std::chrono::seconds kLimit{60};

enum class Stop { term, interrupt, kill_of_keepalived, kill_of_vipwarden };

const std::vector<std::string>& names_of_stops() {
    static const std::vector<std::string> names{"TERM", "INT", "KILL of keepalived's parent",
                                                "KILL of vipwarden, then a release"};
    return names;
}

/// One stop: which, and how long after keepalived's first process was seen.
struct Trial {
    Stop stop{};
    std::chrono::microseconds delay{};
};

Trial trial_of(std::uint64_t seed) {
    support::RandomSource random{seed};
    return {.stop = static_cast<Stop>(random.below(names_of_stops().size())),
            .delay = std::chrono::microseconds{random.between(0, 100'000)}};
}

/// Without any rest: a look in each millisecond would miss the first of them.
pid_t first_child_of(const support::Process& run) {
    const auto file = fmt::format("/proc/{0}/task/{0}/children", run.pid());
    const auto deadline = Clock::now() + support::kPatience;
    while (Clock::now() < deadline) {
        if (const std::string children = support::contents_of(file); !children.empty()) {
            return std::stoi(children);
        }
    }
    throw std::runtime_error{"run starts no keepalived"};
}

void wait_exactly(std::chrono::microseconds time) {
    const timespec wanted{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds{time}.count()};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, nullptr);
}

void carry_out(Stop stop, support::Process& run, pid_t keepalived, KeepalivedHost& host) {
    switch (stop) {
        case Stop::term:
            run.signal(SIGTERM);
            break;
        case Stop::interrupt:
            run.signal(SIGINT);
            break;
        case Stop::kill_of_keepalived:
            kill(keepalived, SIGKILL);
            break;
        case Stop::kill_of_vipwarden:
            run.signal(SIGKILL);
            run.wait();
            if (const auto release = host.release(); release.code != 0) {
                throw std::runtime_error{fmt::format("release ends with {}", release.code)};
            }
            break;
    }
    run.wait();
}

/// What is wrong afterwards, one sentence each.
std::vector<std::string> problems_after(const Trial& trial, KeepalivedHost& host) {
    host.furnish();
    host.write_config(support::config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24"}}}));
    // With a version given, nobody has to be asked for it: the first child is keepalived.
    auto& run = host.start_run_with({"--keepalived-version", "2.2.7", "--", "-f", KeepalivedHost::kConfig});
    const pid_t keepalived = first_child_of(run);
    wait_exactly(trial.delay);
    std::vector<std::string> problems;
    try {
        carry_out(trial.stop, run, keepalived, host);
    } catch (const std::exception& error) {
        problems.emplace_back(error.what());
    }
    if (const auto left = support::survivors(); !left.empty()) {
        problems.push_back(fmt::format("processes are left: {}", left));
    }
    if (const auto left = support::addresses("eth0"); left != std::set<std::string>{"10.9.0.1/24"}) {
        problems.push_back(fmt::format("eth0 has {}", left));
    }
    return problems;
}

std::string report_on(const Trial& trial) {
    KeepalivedHost host;
    const auto start = Clock::now();
    const auto problems = problems_after(trial, host);
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    return Json{{"problems", problems},
                {"took", took.count()},
                {"log", problems.empty() ? std::string{} : host.outputs()}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

TEST(StartWindow, AStopAtAnyMomentOfItLeavesNeitherAVipNorAProcess) {
    if (const std::string reason = support::why_no_worlds(); !reason.empty()) {
        GTEST_SKIP() << reason;
    }
    const auto first = support::number_from("VIPWARDEN_START_WINDOW_SEED", 1);
    const auto count = support::number_from("VIPWARDEN_START_WINDOW_STOPS", kStops);
    std::map<std::string, int> stops;
    std::int64_t longest = 0;

    support::run_in_worlds(
        count, support::Crowd::crowded, kLimit,
        [&](std::size_t number) { return report_on(trial_of(first + number)); },
        [&](const support::Worlds::Outcome& outcome) {
            const auto trial = trial_of(first + outcome.number);
            const auto& name = names_of_stops().at(static_cast<std::size_t>(trial.stop));
            const auto report = outcome.trouble.empty() ? Json::parse(outcome.text) : Json::object();
            const auto problems = report.value("problems", std::vector<std::string>{outcome.trouble});
            ++stops[name];
            longest = std::max(longest, report.value("took", std::int64_t{0}));
            EXPECT_THAT(problems, testing::IsEmpty()) << fmt::format(
                "VIPWARDEN_START_WINDOW_SEED={} VIPWARDEN_START_WINDOW_STOPS=1: {}, {} us after "
                "keepalived's start\n{}",
                first + outcome.number, name, trial.delay.count(), report.value("log", ""));
            return true;
        });

    std::cout << fmt::format("{} stops: {}; the longest took {} ms\n", count, stops, longest);
}

}  // namespace
}  // namespace vipwarden
