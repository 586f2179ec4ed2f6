// SPDX-License-Identifier: MIT
// Reading alone: how long it takes, and that the time grows with the text and no faster.
#include <algorithm>
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include "tests/bench/files_reader.hpp"
#include "tests/bench/generated_config.hpp"
#include "tests/support/temporary_directory.hpp"
#include "wrapper/config/parser.hpp"
#include "wrapper/config/posix_file_reader.hpp"

namespace vipwarden::bench {
namespace {

/// Lines and bytes in a second, after the loop.
void count_text(benchmark::State& state, const std::string& text) {
    const auto lines = std::ranges::count(text, '\n');
    state.SetItemsProcessed(state.iterations() * lines);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
    state.SetComplexityN(state.range(0));
}

void ParseFromMemory(benchmark::State& state) {
    const std::string text = generated_config(static_cast<int>(state.range(0)));
    FilesReader reader{{{"k.conf", text}}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse("k.conf", reader));
    }
    count_text(state, text);
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
}

BENCHMARK(ParseFromMemory)->Arg(500)->Arg(5000)->Arg(20000)->Unit(benchmark::kMillisecond)->Complexity();
BENCHMARK(ParseFromFile)->Arg(500)->Arg(5000)->Arg(20000)->Unit(benchmark::kMillisecond)->Complexity();

}  // namespace
}  // namespace vipwarden::bench

int main(int argc, char** argv) {
    // The heap stays as large as it was: else it depends on luck whether each parse has to ask the kernel for
    // its pages anew (mallopt(3)).
    constexpr int kMegabyte = 1 << 20;
    mallopt(M_TRIM_THRESHOLD, 1024 * kMegabyte - 1);
    mallopt(M_MMAP_THRESHOLD, 32 * kMegabyte);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
