// SPDX-License-Identifier: MIT
// What a parse takes on the heap, for honest configurations and for texts that are none: no text may take
// more than its share of memory or time. In a program of its own, because new and delete are replaced for it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "tests/bench/files_reader.hpp"
#include "tests/bench/generated_config.hpp"
#include "tests/bench/heap_meter.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::bench {
namespace {

/// What one parse takes on the heap, the text of the files left out of the peak.
void count_heap(benchmark::State& state, FilesReader& reader, double unit) {
    const HeapMeter meter;
    const config::ParseResult result = config::parse("k.conf", reader);
    const auto peak = meter.peak() - static_cast<std::ptrdiff_t>(reader.bytes());
    state.counters["peak"] = static_cast<double>(std::max(peak, std::ptrdiff_t{0})) / unit;
    state.counters["result"] = static_cast<double>(meter.now()) / unit;
    benchmark::DoNotOptimize(result);
}

void parse_files(benchmark::State& state, std::map<std::string, std::string> files) {
    FilesReader reader{std::move(files)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse("k.conf", reader));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(reader.bytes()));
    count_heap(state, reader, 1024);
    state.SetLabel("KiB on the heap");
}

/// Bytes for each VIP.
void HeapOfAVip(benchmark::State& state) {
    const auto instances = static_cast<int>(state.range(0));
    FilesReader reader{{{"k.conf", generated_config(instances)}}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse("k.conf", reader));
    }
    count_heap(state, reader, instances * kVipsOfAnInstance);
    state.SetLabel("bytes a VIP on the heap");
}

std::string repeated(const std::string& text, std::size_t count) {
    std::string result;
    result.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

std::string in_addresses(const std::string& lines) {
    return "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n" + lines +
           "\n}\n}\n";
}

void OneLineOfThreeMegabytes(benchmark::State& state) {
    parse_files(state, {{"k.conf", in_addresses(std::string(3'000'000, 'x'))}});
}

void OneLineOfThreeMegabytesOfWords(benchmark::State& state) {
    parse_files(state, {{"k.conf", in_addresses(repeated("10.0.0.1 ", 333'333))}});
}

void FiftyThousandUnknownKeywords(benchmark::State& state) {
    parse_files(state, {{"k.conf", repeated("nonsense\n", 50'000)}});
}

void FiftyThousandUnknownWordsInAddresses(benchmark::State& state) {
    parse_files(state,
                {{"k.conf", in_addresses(repeated("10.0.0.1 dev eth0 no such words at all\n", 10'000))}});
}

void FiftyThousandBracesOnALine(benchmark::State& state) {
    parse_files(state, {{"k.conf", repeated("{", 50'000)}});
}

void FiftyThousandQuotes(benchmark::State& state) {
    parse_files(state, {{"k.conf", repeated("\"", 50'001)}});
}

void IncludesAThousandDeep(benchmark::State& state) {
    std::map<std::string, std::string> files{{"k.conf", "include f0\n"}};
    for (int i = 0; i < 1000; ++i) {
        files.emplace(fmt::format("f{}", i), fmt::format("include f{}\n", i + 1));
    }
    parse_files(state, std::move(files));
}

void IncludesItselfTwice(benchmark::State& state) {
    parse_files(state, {{"k.conf", "include k.conf\ninclude k.conf\n"}});
}

void DoublingDefinitions(benchmark::State& state) {
    std::string text = "$A0=x\n";
    for (int i = 1; i < 64; ++i) {
        text += fmt::format("$A{}=${{A{}}}${{A{}}}\n", i, i - 1, i - 1);
    }
    parse_files(state, {{"k.conf", text + in_addresses("${A63}")}});
}

void DoublingMultilineDefinitions(benchmark::State& state) {
    std::string text = "$A0=x\\\ny\n";
    for (int i = 1; i < 64; ++i) {
        text += fmt::format("$A{}=$A{}\\\n$A{}\n", i, i - 1, i - 1);
    }
    parse_files(state, {{"k.conf", text + in_addresses("$A63")}});
}

void NestedSequences(benchmark::State& state) {
    parse_files(state, {{"k.conf", in_addresses("~SEQ(i,1,255) ~SEQ(j,1,255) ~SEQ(k,1,255) 10.$i.$j.$k")}});
}

BENCHMARK(HeapOfAVip)->Arg(500)->Arg(5000)->Arg(20000)->Unit(benchmark::kMillisecond);
BENCHMARK(OneLineOfThreeMegabytes)->Unit(benchmark::kMillisecond);
BENCHMARK(OneLineOfThreeMegabytesOfWords)->Unit(benchmark::kMillisecond);
BENCHMARK(FiftyThousandUnknownKeywords)->Unit(benchmark::kMillisecond);
BENCHMARK(FiftyThousandUnknownWordsInAddresses)->Unit(benchmark::kMillisecond);
BENCHMARK(FiftyThousandBracesOnALine)->Unit(benchmark::kMillisecond);
BENCHMARK(FiftyThousandQuotes)->Unit(benchmark::kMillisecond);
BENCHMARK(IncludesAThousandDeep)->Unit(benchmark::kMillisecond);
BENCHMARK(IncludesItselfTwice)->Unit(benchmark::kMillisecond);
BENCHMARK(DoublingDefinitions)->Unit(benchmark::kMillisecond);
BENCHMARK(DoublingMultilineDefinitions)->Unit(benchmark::kMillisecond);
BENCHMARK(NestedSequences)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vipwarden::bench

BENCHMARK_MAIN();
