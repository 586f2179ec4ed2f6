// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include "tests/bench/one_file_reader.hpp"

namespace vipwarden::bench {

/// Adds what one parse of the reader's text takes on the heap: at its peak on top of the text itself, and in
/// the result. Per VIP if there are any, else as a whole.
void count_heap(benchmark::State& state, OneFileReader& reader, double vips);

/// Adds lines/s and bytes/s, after the loop.
void count_text(benchmark::State& state, const std::string& text);

}  // namespace vipwarden::bench
