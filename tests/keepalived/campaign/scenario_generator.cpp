// SPDX-License-Identifier: MIT
#include "tests/keepalived/campaign/scenario_generator.hpp"

#include <signal.h>

#include "tests/keepalived/campaign/random_configuration.hpp"

namespace vipwarden::campaign {
namespace {

using support::RandomSource;
using Acts = std::vector<Act>;
using Kind = Act::Kind;

/// Faults that meet are the interesting ones, and those that follow when everything has settled.
microseconds random_gap(RandomSource& random) {
    constexpr int kLongest[] = {0, 3'000, 50'000, 400'000};
    return microseconds{random.between(0, kLongest[random.below(std::size(kLongest))])};
}

template <std::size_t N>
int one_of(const int (&signals)[N], RandomSource& random) {
    return signals[random.below(N)];
}

Act signal_to(Target target, int signal) {
    return {.kind = Kind::signal, .target = target, .signal = signal};
}

/// KILL or a crash to some of the three processes, in any order.
Acts random_deaths(RandomSource& random) {
    std::vector<Target> targets{Target::vipwarden, Target::keepalived, Target::vrrp_process};
    Acts acts;
    for (std::size_t left = 1 + random.below(3); left > 0; --left) {
        const auto chosen = random.below(targets.size());
        acts.push_back(signal_to(targets[chosen], one_of({SIGKILL, SIGKILL, SIGSEGV, SIGABRT}, random)));
        targets.erase(targets.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    return acts;
}

/// Somebody is stopped, somebody is told to end or killed, and perhaps goes on later.
Acts random_hang(RandomSource& random) {
    constexpr Target kTargets[] = {Target::vipwarden, Target::keepalived, Target::vrrp_process};
    const Target stopped = kTargets[random.below(3)];
    Acts acts{signal_to(stopped, SIGSTOP)};
    acts.push_back(signal_to(kTargets[random.below(3)], one_of({SIGTERM, SIGTERM, SIGKILL}, random)));
    if (random.chance(40)) {
        acts.push_back(signal_to(stopped, SIGCONT));
    }
    return acts;
}

Acts random_end(RandomSource& random) {
    switch (random.below(7)) {
        case 0:
            return {{.kind = Kind::kill_all}};
        case 1:
            return {{.kind = Kind::kill_all_keepalived}};
        case 2:
            return random_hang(random);
        case 3:
            return {signal_to(random.chance(50) ? Target::vipwarden : Target::keepalived,
                              one_of({SIGTERM, SIGINT}, random)),
                    signal_to(Target::vipwarden, one_of({SIGTERM, SIGINT, SIGHUP}, random))};
        case 4:
            return {signal_to(Target::vrrp_process, one_of({SIGTERM, SIGKILL, SIGSEGV}, random))};
        default:
            return random_deaths(random);
    }
}

Acts random_reload(RandomSource& random) {
    constexpr Target kTargets[] = {Target::vipwarden, Target::vipwarden, Target::keepalived,
                                   Target::vrrp_process};
    Acts acts;
    if (random.chance(80)) {
        acts.push_back({.kind = Kind::write_next});
    }
    if (random.chance(80)) {
        acts.push_back(signal_to(kTargets[random.below(std::size(kTargets))], SIGHUP));
    }
    const bool is_told = !acts.empty() && acts.back().target == Target::vipwarden;
    if (is_told && random.chance(30)) {
        acts.push_back({.kind = Kind::delete_configuration});
    }
    return acts;
}

Acts random_interface_change(RandomSource& random) {
    switch (random.below(4)) {
        case 0:
            return {{.kind = Kind::rename_interface}};
        case 1:
            return {{.kind = Kind::delete_interface}};
        case 2:
            return {{.kind = Kind::interface_down}};
        default:
            return {{.kind = Kind::interface_down}, {.kind = Kind::interface_up}};
    }
}

Acts random_operator(RandomSource& random, const Host& host) {
    switch (random.below(5)) {
        case 0:
            return {{.kind = Kind::remove_vip, .number = random.below(20)}};
        case 1:
            return {{.kind = Kind::add_vip, .number = random.below(20)}};
        case 2:
            return {{.kind = Kind::delete_configuration}};
        case 3:
            if (!host.addresses.empty()) {
                return {{.kind = Kind::remove_host_address,
                         .address = host.addresses[random.below(host.addresses.size())]}};
            }
            [[fallthrough]];
        default:
            return {{.kind = Kind::add_host_address, .address = random_host_address(random)}};
    }
}

Acts random_prelude(RandomSource& random, const Host& host) {
    switch (random.below(5)) {
        case 0:
            return random_reload(random);
        case 1:
            return random_interface_change(random);
        case 2:
            return {{.kind = Kind::crash_repeatedly, .number = 1 + random.below(3)}};
        default:
            return random_operator(random, host);
    }
}

/// For vipwarden to see what nobody has told it: a reload past it, an address of an operator's.
constexpr microseconds kTimeToHear{500'000};

Acts random_acts(RandomSource& random, const Host& host, Moment moment) {
    Acts acts;
    const auto append = [&](Acts more) {
        for (Act& act : more) {
            act.after = acts.empty() ? microseconds{0} : random_gap(random);
            acts.push_back(act);
        }
    };
    if (moment != Moment::reload && moment != Moment::stop && random.chance(15)) {
        // vipwarden has to hear of it before anything else happens: from then on keepalived's own removals
        // are harmless too.
        append({{.kind = Kind::add_host_address, .address = secondary_host_address(random)}});
        append(random_operator(random, host));
        acts.back().after += kTimeToHear;
    }
    for (std::size_t preludes = random.below(3); preludes > 0; --preludes) {
        append(random_prelude(random, host));
        if (const Act& last = acts.empty() ? Act{} : acts.back();
            last.signal == SIGHUP && last.target != Target::vipwarden) {
            append({{.kind = Kind::wait}});
            acts.back().after = kTimeToHear;
        }
    }
    if (acts.empty() || random.chance(85)) {
        append(random_end(random));
    }
    return acts;
}

microseconds random_delay(Moment moment, RandomSource& random) {
    switch (moment) {
        case Moment::before_exec:
            return microseconds{random.between(0, 30'000)};
        case Moment::start_up:
        case Moment::before_master:
            return microseconds{random.between(0, 120'000)};
        case Moment::master:
            return microseconds{random.between(0, random.chance(50) ? 3'000 : 300'000)};
        case Moment::reload:
            return microseconds{random.between(0, 50'000)};
        case Moment::stop:
            return microseconds{random.between(0, random.chance(50) ? 10'000 : 1'200'000)};
    }
    return {};
}

Moment random_moment(RandomSource& random) {
    constexpr Moment kMoments[] = {
        Moment::before_exec, Moment::start_up, Moment::before_master, Moment::master, Moment::master,
        Moment::master,      Moment::master,   Moment::master,        Moment::reload, Moment::stop};
    return kMoments[random.below(std::size(kMoments))];
}

Load random_load(RandomSource& random) {
    constexpr Load kLoads[] = {Load::busy, Load::forks, Load::netlink};
    return random.chance(80) ? Load::none : kLoads[random.below(std::size(kLoads))];
}

}  // namespace

Scenario generate(std::uint64_t seed) {
    RandomSource random{seed};
    Scenario scenario;
    for (std::size_t count = random.below(4); count > 0; --count) {
        scenario.host.addresses.push_back(random_host_address(random));
    }
    scenario.host.promotes_secondaries = random.chance(20);
    scenario.first = random_configuration(random);
    scenario.next = edited(scenario.first, random);
    scenario.moment = random_moment(random);
    scenario.delay = random_delay(scenario.moment, random);
    scenario.acts = random_acts(random, scenario.host, scenario.moment);
    scenario.load = random_load(random);
    constexpr KillMode kModes[] = {KillMode::control_group, KillMode::mixed, KillMode::process};
    scenario.kill_mode = kModes[random.below(std::size(kModes))];
    return scenario;
}

}  // namespace vipwarden::campaign
