// SPDX-License-Identifier: MIT
// Reading alone: how long it takes, that the time grows with the text and no faster, and what it takes on
// the heap.
#include <algorithm>
#include <string>

#include <benchmark/benchmark.h>

#include "tests/bench/counters.hpp"
#include "tests/bench/generated_config.hpp"
#include "tests/bench/heap_meter.hpp"
#include "tests/bench/one_file_reader.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"

namespace vipwarden::bench {

void count_heap(benchmark::State& state, OneFileReader& reader, double vips) {
    const HeapMeter meter;
    const config::ParseResult result = config::parse("k.conf", reader);
    const auto text = static_cast<double>(reader.text().size());
    state.counters["peak_B/vip"] = (static_cast<double>(meter.peak()) - text) / vips;
    state.counters["result_B/vip"] = static_cast<double>(meter.now()) / vips;
    benchmark::DoNotOptimize(result);
}

void count_text(benchmark::State& state, const std::string& text) {
    const auto lines = std::ranges::count(text, '\n');
    state.SetItemsProcessed(state.iterations() * lines);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

namespace {

void ParseFromMemory(benchmark::State& state) {
    const auto instances = static_cast<int>(state.range(0));
    OneFileReader reader{generated_config(instances)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse("k.conf", reader));
    }
    count_text(state, reader.text());
    count_heap(state, reader, instances * kVipsOfAnInstance);
    state.SetComplexityN(instances);
}

void ParseFromFile(benchmark::State& state) {
    const std::string text = generated_config(static_cast<int>(state.range(0)));
    const test::TemporaryDirectory directory;
    const std::string path = directory / "k.conf";
    test::write_text(path, text);
    config::PosixFileReader reader;
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse(path, reader));
    }
    count_text(state, text);
    state.SetComplexityN(state.range(0));
}

BENCHMARK(ParseFromMemory)->Arg(500)->Arg(5000)->Arg(20000)->Unit(benchmark::kMillisecond)->Complexity();
BENCHMARK(ParseFromFile)->Arg(500)->Arg(5000)->Arg(20000)->Unit(benchmark::kMillisecond)->Complexity();

}  // namespace
}  // namespace vipwarden::bench

BENCHMARK_MAIN();
