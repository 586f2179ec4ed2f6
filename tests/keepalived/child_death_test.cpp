// SPDX-License-Identifier: MIT
// I1, I2 and I5 while keepalived lives on: its VRRP process has died, and its parent starts another one. Each
// run in a world of its own, many of them, because all of it is a race with that parent.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sched.h>

#include "tests/support/address_events.hpp"
#include "tests/support/environment_number.hpp"
#include "tests/support/keepalived_config.hpp"
#include "tests/support/keepalived_host.hpp"
#include "tests/support/worlds.hpp"

namespace vipwarden {
namespace {

using std::chrono::milliseconds;
using support::AddressEvent;
using support::AddressEvents;
using support::config_of;
using support::Crowd;
using support::KeepalivedHost;
using support::Process;
using Addresses = std::set<std::string>;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

constexpr std::chrono::seconds kLimit{60};
/// One run: what it found wrong, and how long the VIPs outlived their process.
class Trial {
 public:
    KeepalivedHost host{};

    Trial() { host.furnish(); }

    /// Does nothing but listen, before anything else that is ready to run: what it sees late could have been
    /// in another order.
    static void listen_first() {
        const sched_param priority{.sched_priority = 1};
        (void)sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &priority);
    }

    Process& start(const std::string& config, const Addresses& vips, const support::Words& arguments = {}) {
        auto& run = host.start_run(config, arguments);
        host.changes().wait_until([&] { return std::ranges::includes(present(), vips); },
                                  fmt::format("{} to appear", vips), support::kPatience);
        run_ = &run;
        vips_ = vips;
        listen_first();
        return run;
    }

    /// SIGKILL to the VRRP process; returns when its VIPs are gone. What the log said by then.
    std::string kill_vrrp_process(AddressEvents& events) {
        const auto start = Clock::now();
        kill(host.vrrp_child_of(*run_), SIGKILL);
        auto left = vips_;
        // A killed process can take its time to end: nobody hears of it before.
        const bool all_went = events.watch(support::kPatience, [&](const AddressEvent& event) {
            if (event.is_removal) {
                left.erase(event.address);
            }
            return left.empty();
        });
        std::string log = run_->err();
        took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
        expect(all_went, fmt::format("{} outlive their process", left));
        return log;
    }

    void expect(bool condition, const std::string& problem) {
        if (!condition) {
            problems.push_back(problem);
        }
    }

    /// What is there, peers and labels left out, on any interface.
    static Addresses present() {
        Addresses found;
        for (const std::string& interface : support::interfaces()) {
            for (const std::string& words : support::addresses(interface)) {
                found.insert(words.substr(0, words.find(' ')));
            }
        }
        return found;
    }

    std::vector<std::string> problems{};
    std::chrono::microseconds took{};
    /// `run` was faster than the next VRRP process. Nothing depends on it: that one can't touch an address
    /// before the VIPs are gone, as it is stopped. But where it is not so as a rule, something is slow.
    bool was_first{true};

 private:
    Process* run_{nullptr};
    Addresses vips_{};
};

using Body = std::function<void(Trial& trial)>;

std::string report_on(const Body& body) {
    Trial trial;
    try {
        body(trial);
    } catch (const std::exception& error) {
        trial.problems.emplace_back(error.what());
    }
    return Json{{"problems", trial.problems},
                {"took", trial.took.count()},
                {"first", trial.was_first},
                {"log", trial.problems.empty() ? std::string{} : trial.host.outputs()}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// VIPWARDEN_CHILD_DEATHS says how many runs instead.
constexpr std::uint64_t kRaces = 40;
constexpr std::uint64_t kRuns = 4;

class ChildDeath : public testing::Test {
 protected:
    void SetUp() override {
        if (const std::string reason = support::why_no_worlds(); !reason.empty()) {
            GTEST_SKIP() << reason;
        }
    }

    static void expect_always(std::uint64_t count, const Body& body, Crowd crowd = Crowd::roomy) {
        count = support::number_from("VIPWARDEN_CHILD_DEATHS", count);
        std::vector<std::int64_t> times;
        std::uint64_t first = 0;
        support::run_in_worlds(
            count, crowd, kLimit, [&](std::size_t) { return report_on(body); },
            [&](const support::Worlds::Outcome& outcome) {
                const auto report = outcome.trouble.empty() ? Json::parse(outcome.text) : Json::object();
                times.push_back(report.value("took", std::int64_t{0}));
                first += report.value("first", true) ? 1U : 0U;
                const auto problems = report.value("problems", std::vector<std::string>{outcome.trouble});
                EXPECT_THAT(problems, testing::IsEmpty()) << report.value("log", "");
                return true;
            });
        std::ranges::sort(times);
        EXPECT_GE(4 * first, count) << "the next VRRP process says its first words before the VIPs are gone";
        std::cout << fmt::format(
            "{} runs, in {} before the next VRRP process said a word; the VIPs went {} us "
            "after their process, at most {} us\n",
            count, first, times.empty() ? 0 : times[times.size() / 2], times.empty() ? 0 : times.back());
    }
};

constexpr std::string_view kFirstWords{"Registering Kernel netlink reflector"};

std::size_t count(std::string_view text, std::string_view words) {
    std::size_t count = 0;
    for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
        ++count;
    }
    return count;
}

/// Whether `run` had told of each removal before the next VRRP process said its first words, if it has. Both
/// write into one file, so its order is theirs; whoever listens to the kernel may hear it late.
bool released_before_next_start(std::string_view log, std::size_t vips) {
    const auto next_start = log.find(kFirstWords, log.find(kFirstWords) + 1);
    return next_start == std::string_view::npos ||
           count(log.substr(0, next_start), "vipwarden: info: removed") == vips;
}

std::string three_kinds(const support::Words& extra = {}) {
    return config_of({{.vips = {"10.9.0.100/32", "10.9.0.101/24", "10.77.0.102/24 label eth0:7"},
                       .excluded = {"fd00:9::103/64"},
                       .extra = extra}});
}

const Addresses kThreeKinds{"10.9.0.100/32", "10.9.0.101/24", "10.77.0.102/24", "fd00:9::103/64"};

TEST_F(ChildDeath, VipsAreGoneBeforeTheNextVrrpProcessStarts) {
    expect_always(
        kRaces,
        [](Trial& trial) {
            trial.start(three_kinds(), kThreeKinds);
            AddressEvents events;

            const std::string log = trial.kill_vrrp_process(events);

            trial.was_first = released_before_next_start(log, kThreeKinds.size());
        },
        Crowd::alone);
}

TEST_F(ChildDeath, AnOwnersVipsComeBackAtOnceAndStay) {
    expect_always(kRaces, [](Trial& trial) {
        trial.start(three_kinds({"priority 255"}), kThreeKinds);
        AddressEvents events;
        (void)trial.kill_vrrp_process(events);

        auto missing = kThreeKinds;
        std::vector<std::string> removed;
        events.watch(milliseconds{1000}, [&](const AddressEvent& event) {
            if (!event.is_removal) {
                missing.erase(event.address);
            } else if (kThreeKinds.contains(event.address) && !missing.contains(event.address)) {
                removed.push_back(event.address);
            }
            return false;
        });

        trial.expect(missing.empty(), fmt::format("{} do not come back", missing));
        trial.expect(removed.empty(), fmt::format("{} went after they had come back", removed));
        trial.expect(std::ranges::includes(Trial::present(), kThreeKinds), "not all are there in the end");
    });
}

TEST_F(ChildDeath, WithoutARespawnTheyAreGoneAndTheRunEnds) {
    expect_always(kRuns, [](Trial& trial) {
        auto& run = trial.start(three_kinds(), kThreeKinds, {"--dont-respawn"});
        AddressEvents events;

        (void)trial.kill_vrrp_process(events);
        (void)run.wait();

        trial.expect(support::addresses("eth0") == Addresses{"10.9.0.1/24"}, "not only the host's address");
    });
}

TEST_F(ChildDeath, TheyStayAwayWhileKeepalivedWaitsToRespawn) {
    expect_always(kRuns, [](Trial& trial) {
        const auto& run = trial.start(three_kinds({"priority 255"}), kThreeKinds);
        AddressEvents events;
        for (const milliseconds wait : {milliseconds{0}, milliseconds{1000}, milliseconds{2000}}) {
            (void)trial.kill_vrrp_process(events);
            Clock::time_point first_back{};
            auto missing = kThreeKinds;
            const auto gone = Clock::now();
            events.watch(wait + milliseconds{3000}, [&](const AddressEvent& event) {
                if (!event.is_removal && kThreeKinds.contains(event.address)) {
                    first_back = first_back == Clock::time_point{} ? Clock::now() : first_back;
                    missing.erase(event.address);
                }
                return missing.empty();
            });
            trial.expect(missing.empty(), fmt::format("{} do not come back", missing));
            trial.expect(first_back - gone > wait - milliseconds{200}, "they are back too early");
        }
        trial.expect(count(run.err(), kFirstWords) == 4, "keepalived has not started four of them");
    });
}

TEST_F(ChildDeath, WhatAnotherKeepalivedHoldsStays) {
    expect_always(kRuns, [](Trial& trial) {
        trial.host.start_keepalived(
            config_of({{.name = "OTHER", .interface = "eth1", .vrid = 9, .vips = {"10.8.0.200/32"}}}),
            "/run/test/other.conf");
        trial.host.wait_for("eth1 10.8.0.200/32");
        trial.start(three_kinds(), kThreeKinds);
        AddressEvents events;
        bool touched = false;

        (void)trial.kill_vrrp_process(events);
        events.watch(milliseconds{300}, [&](const AddressEvent& event) {
            touched = touched || event.address == "10.8.0.200/32";
            return false;
        });

        trial.expect(!touched && Trial::present().contains("10.8.0.200/32"), "10.8.0.200/32 was touched");
    });
}

TEST_F(ChildDeath, AddressesOfTheHostInTheirSubnetStay) {
    expect_always(kRuns, [](Trial& trial) {
        trial.start(three_kinds(), kThreeKinds);
        // A secondary of the VIP 10.77.0.102/24: without promote_secondaries it would go along.
        trial.host.ip("addr add 10.77.0.5/24 dev eth0");
        trial.host.ip("addr add 10.9.0.6/24 dev eth0");
        AddressEvents events;

        (void)trial.kill_vrrp_process(events);

        trial.expect(
            std::ranges::includes(Trial::present(), Addresses{"10.9.0.1/24", "10.77.0.5/24", "10.9.0.6/24"}),
            fmt::format("of the host's there is only {}", Trial::present()));
    });
}

TEST_F(ChildDeath, Ipv6VipsGo) {
    expect_always(kRuns, [](Trial& trial) {
        const Addresses vips{"fe80::100/64", "fd00:9::101/64", "fd00:9::102/128"};
        trial.start(config_of({{.vips = {"fe80::100/64", "fd00:9::101/64", "fd00:9::102/128"}}}), vips);
        AddressEvents events;

        const std::string log = trial.kill_vrrp_process(events);

        trial.was_first = released_before_next_start(log, vips.size());
    });
}

TEST_F(ChildDeath, VipsOfAVmacGo) {
    expect_always(kRuns, [](Trial& trial) {
        const Addresses vips{"10.9.0.100/32", "10.77.0.101/24"};
        auto& run = trial.start(
            config_of({{.vips = {"10.9.0.100/32", "10.77.0.101/24"}, .extra = {"use_vmac vrrp51"}}}), vips);
        AddressEvents events;

        const std::string log = trial.kill_vrrp_process(events);

        trial.was_first = released_before_next_start(log, vips.size());
        run.signal(SIGTERM);
        (void)run.wait();
        trial.expect(!support::interfaces().contains("vrrp51"), "the VMAC is left");
    });
}

}  // namespace
}  // namespace vipwarden
