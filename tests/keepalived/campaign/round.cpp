// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/round.hpp"

#include <exception>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/keepalived/campaign/stage.hpp"

namespace vipwarden::campaign {
namespace {

constexpr int kNoInput = 66;

void run_release(Stage& stage, const char* which) {
    const int code = stage.release();
    if (code != 0 && !(code == kNoInput && stage.knows_vipwarden_nothing())) {
        stage.add_problem(fmt::format("{} release ends with {}", which, code));
    }
}

void check_release(Stage& stage) {
    run_release(stage, "I1: the");
    stage.end_load();
    for (const std::string& difference : stage.differences_now()) {
        stage.add_problem(difference);
    }
    if (const auto left = UnitProcesses::all(); !left.empty()) {
        stage.add_problem(fmt::format("I6: processes are left: {}", left));
    }
}

void check_second_release(Stage& stage) {
    const support::ChangeMonitor changes;
    run_release(stage, "I3: a second");
    if (!changes.is_quiet()) {
        stage.add_problem("I3: a second release changes something");
    }
}

void go_through(const Scenario& scenario, Stage& stage, RoundReport& report) {
    stage.set_up();
    stage.wait_for_moment();
    report.vips_were_held = stage.vips_are_held();
    for (const Act& act : scenario.acts) {
        stage.perform(act);
    }
    stage.end_unit();
    check_release(stage);
    check_second_release(stage);
}

}  // namespace

RoundReport play(const Scenario& scenario) {
    RoundReport report;
    Stage stage{scenario};
    try {
        go_through(scenario, stage, report);
    } catch (const std::exception& error) {
        stage.add_problem(fmt::format("the round could not be played: {}", error.what()));
    }
    report.problems = stage.problems();
    report.log = report.problems.empty() ? std::string{} : stage.log();
    return report;
}

}  // namespace vipwarden::campaign
