// SPDX-License-Identifier: MIT
// Texts that are no honest configuration: none may take more than its share of time or memory.
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "tests/bench/heap_meter.hpp"
#include "wrapper/config/parser.hpp"

namespace vipwarden::bench {
namespace {

/// Several files in memory.
class FilesReader final : public config::FileReader {
 public:
    explicit FilesReader(std::map<std::string, std::string> files) : files_{std::move(files)} {}

    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& path) override {
        const auto found = files_.find(path);
        if (found == files_.end()) {
            return std::make_error_code(std::errc::no_such_file_or_directory);
        }
        return found->second;
    }
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override {
        return files_.contains(pattern) ? std::vector{pattern} : std::vector<std::string>{};
    }

 private:
    std::map<std::string, std::string> files_;
};

void parse_files(benchmark::State& state, std::map<std::string, std::string> files) {
    std::size_t bytes = 0;
    for (const auto& [path, text] : files) {
        bytes += text.size();
    }
    FilesReader reader{std::move(files)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(config::parse("k.conf", reader));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
    const HeapMeter meter;
    const config::ParseResult result = config::parse("k.conf", reader);
    state.counters["text_KiB"] = static_cast<double>(bytes) / 1024;
    state.counters["peak_KiB"] = static_cast<double>(meter.peak()) / 1024;
    state.counters["result_KiB"] = static_cast<double>(meter.now()) / 1024;
    benchmark::DoNotOptimize(result);
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
