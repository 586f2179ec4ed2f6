// SPDX-License-Identifier: MIT
// Against `keepalived -t` on the same file: rounds of both, one after the other, so that whatever else the
// machine does hits both alike.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/generated_config.hpp"
#include "tests/support/private_namespace.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"

namespace vipwarden::bench {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr int kRounds = 9;
constexpr int kParses = 5;  ///< Of a round; each of them counts as a fifth.

/// Runs a program to its end, its output nowhere, and returns its status as waitpid(2) gives it.
int run_silently(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = -1;
    const int error = posix_spawn(&child, arguments.front(), &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        throw std::system_error{error, std::generic_category(), arguments.front()};
    }
    int status = -1;
    if (waitpid(child, &status, 0) != child) {
        throw std::system_error{errno, std::generic_category(), "waitpid"};
    }
    return status;
}

/// A namespace that has every interface of the generated configuration.
class Machine {
 public:
    Machine(int interfaces, const test::TemporaryDirectory& directory) {
        std::string commands;
        for (int i = 0; i < interfaces; ++i) {
            commands += fmt::format("link add eth{0} type veth peer name peer{0}\n", i);
            commands += fmt::format("link set eth{0} up\nlink set peer{0} up\n", i);
            commands += fmt::format("addr add 192.0.{0}.1/24 dev eth{0}\n", i);
        }
        test::write_text(directory / "interfaces", commands);
        (void)network_.ip("-batch " + (directory / "interfaces").native());
    }

 private:
    support::PrivateNamespace network_{};
};

/// How long something took, and what it took of the processors: on a busy machine the former says little.
struct Cost {
    Seconds time{};
    Seconds processor{};
};

Seconds processor_time(int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// `who`: RUSAGE_SELF, or RUSAGE_CHILDREN if a child process does the work.
template <typename Work>
Cost cost_of(int who, Work work) {
    const Seconds processor = processor_time(who);
    const auto start = std::chrono::steady_clock::now();
    work();
    return {.time = std::chrono::steady_clock::now() - start, .processor = processor_time(who) - processor};
}

struct Round {
    Cost keepalived{};
    Cost ours{};
};

std::vector<Round> race(const std::string& path) {
    std::vector<Round> rounds(kRounds);
    config::PosixFileReader reader;
    for (Round& round : rounds) {
        round.keepalived = cost_of(RUSAGE_CHILDREN, [&] {
            if (run_silently({KEEPALIVED_PATH, "-t", "-f", path}) != 0) {
                throw std::runtime_error{"keepalived -t does not accept the generated configuration"};
            }
        });
        round.ours = cost_of(RUSAGE_SELF, [&] {
            for (int i = 0; i < kParses; ++i) {
                benchmark::DoNotOptimize(config::parse(path, reader));
            }
        });
        round.ours = {.time = round.ours.time / kParses, .processor = round.ours.processor / kParses};
    }
    return rounds;
}

/// The median over all rounds.
template <typename Figure>
double median(const std::vector<Round>& rounds, Figure figure) {
    std::vector<double> figures;
    std::ranges::transform(rounds, std::back_inserter(figures), figure);
    const auto middle = figures.begin() + static_cast<std::ptrdiff_t>(figures.size() / 2);
    std::ranges::nth_element(figures, middle);
    return *middle;
}

void AgainstKeepalived(benchmark::State& state) {
    if (access(KEEPALIVED_PATH, X_OK) != 0) {
        state.SkipWithError("SKIPPED-CAPABILITY: keepalived is not installed");
        return;
    }
    const auto instances = static_cast<int>(state.range(0));
    try {
        const test::TemporaryDirectory directory;
        const Machine machine{interfaces_of(instances), directory};
        const std::string path = directory / "k.conf";
        test::write_text(path, generated_config(instances));
        for (auto _ : state) {
            const auto rounds = race(path);
            const double ours = median(rounds, [](const Round& r) { return r.ours.time.count(); });
            state.SetIterationTime(ours);
            state.counters["ours_ms"] = ours * 1000;
            state.counters["keepalived_ms"] =
                median(rounds, [](const Round& r) { return r.keepalived.time.count(); }) * 1000;
            state.counters["times_faster"] =
                median(rounds, [](const Round& r) { return r.keepalived.time / r.ours.time; });
            state.counters["less_cpu"] =
                median(rounds, [](const Round& r) { return r.keepalived.processor / r.ours.processor; });
        }
    } catch (const support::MissingCapability& missing) {
        state.SkipWithError(missing.what());
    }
}

BENCHMARK(AgainstKeepalived)->Arg(5000)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vipwarden::bench
