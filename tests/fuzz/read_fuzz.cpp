// SPDX-License-Identifier: MIT
// libFuzzer target: see CONTRIBUTING.md, "Fuzzing".
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/read_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vipwarden::fuzz::read_bytes({reinterpret_cast<const char*>(data), size});
    return 0;
}
