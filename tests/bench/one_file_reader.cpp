// SPDX-License-Identifier: MIT
#include "tests/bench/one_file_reader.hpp"

namespace vipwarden::bench {

std::variant<std::string, std::error_code> OneFileReader::read(const std::string& /*path*/) {
    return text_;
}

std::vector<std::string> OneFileReader::glob(const std::string& pattern) {
    return {pattern};
}

}  // namespace vipwarden::bench
