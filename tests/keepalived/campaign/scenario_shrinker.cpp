// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/scenario_shrinker.hpp"

#include <string>
#include <utility>

namespace vipwarden::campaign {
namespace {

class Candidates {
 public:
    explicit Candidates(const Scenario& whole) : whole_{whole} {}

    /// The whole, changed in one way.
    template <typename Change>
    void add(const Change& change) {
        Scenario candidate = whole_;
        change(candidate);
        candidates_.push_back(std::move(candidate));
    }

    /// Without a half of that list, without the other half, and without each of its elements.
    template <typename List>
    void add_shorter(const List& list_of) {
        const std::size_t size = list_of(const_cast<Scenario&>(whole_)).size();
        const auto drop = [&](std::size_t first, std::size_t count) {
            add([&](Scenario& scenario) {
                auto& list = list_of(scenario);
                const auto begin = list.begin() + static_cast<std::ptrdiff_t>(first);
                list.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
            });
        };
        if (size > 3) {
            drop(0, size / 2);
            drop(size / 2, size - size / 2);
        }
        for (std::size_t i = 0; i < size; ++i) {
            drop(i, 1);
        }
    }

    [[nodiscard]] std::vector<Scenario> take() && { return std::move(candidates_); }

 private:
    const Scenario& whole_;
    std::vector<Scenario> candidates_{};
};

void simplify_configuration(Candidates& candidates, const Configuration& whole,
                            Configuration Scenario::*configuration) {
    candidates.add_shorter([&](Scenario & scenario) -> auto& { return (scenario.*configuration).instances; });
    if (!whole.static_addresses.empty()) {
        candidates.add([&](Scenario& scenario) { (scenario.*configuration).static_addresses.clear(); });
    }
    for (std::size_t i = 0; i < whole.instances.size(); ++i) {
        const auto instance = [=](Scenario& scenario) -> Instance& {
            return (scenario.*configuration).instances[i];
        };
        candidates.add_shorter([&](Scenario & scenario) -> auto& { return instance(scenario).excluded; });
        if (whole.instances[i].vips.size() > 1) {
            candidates.add_shorter([&](Scenario & scenario) -> auto& { return instance(scenario).vips; });
        }
        if (whole.instances[i].vmac) {
            candidates.add([&](Scenario& scenario) { instance(scenario).vmac = false; });
        }
        if (whole.instances[i].priority == 255) {
            candidates.add([&](Scenario& scenario) { instance(scenario).priority = 150; });
        }
    }
}

void simplify_times(Candidates& candidates, const Scenario& whole) {
    if (whole.delay.count() > 0) {
        candidates.add([](Scenario& scenario) { scenario.delay = {}; });
    }
    for (std::size_t i = 0; i < whole.acts.size(); ++i) {
        if (whole.acts[i].after.count() > 0) {
            candidates.add([&](Scenario& scenario) { scenario.acts[i].after = {}; });
        }
    }
    if (whole.moment != Moment::master) {
        candidates.add([](Scenario& scenario) { scenario.moment = Moment::master; });
    }
}

}  // namespace

std::vector<Scenario> simpler(const Scenario& scenario) {
    Candidates candidates{scenario};
    if (scenario.load != Load::none) {
        candidates.add([](Scenario& simple) { simple.load = Load::none; });
    }
    candidates.add_shorter([](Scenario & simple) -> auto& { return simple.acts; });
    candidates.add_shorter([](Scenario & simple) -> auto& { return simple.host.addresses; });
    if (scenario.host.promotes_secondaries) {
        candidates.add([](Scenario& simple) { simple.host.promotes_secondaries = false; });
    }
    simplify_configuration(candidates, scenario.first, &Scenario::first);
    simplify_configuration(candidates, scenario.next, &Scenario::next);
    simplify_times(candidates, scenario);
    if (scenario.kill_mode != KillMode::process) {
        candidates.add([](Scenario& simple) { simple.kill_mode = KillMode::process; });
    }
    return std::move(candidates).take();
}

Scenario shrink(Scenario scenario, const FirstThatShows& first_that_shows,
                const std::function<bool()>& may_go_on) {
    while (may_go_on()) {
        auto candidates = simpler(scenario);
        const auto found = first_that_shows(candidates);
        if (!found) {
            break;
        }
        scenario = std::move(candidates[*found]);
    }
    return scenario;
}

}  // namespace vipwarden::campaign
