// SPDX-License-Identifier: MIT
#include "tests/bench/files_reader.hpp"

namespace vipwarden::bench {

std::variant<std::string, std::error_code> FilesReader::read(const std::string& path) {
    const auto found = files_.find(path);
    if (found == files_.end()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    return found->second;
}

std::vector<std::string> FilesReader::glob(const std::string& pattern) {
    return files_.contains(pattern) ? std::vector{pattern} : std::vector<std::string>{};
}

std::size_t FilesReader::bytes() const {
    std::size_t bytes = 0;
    for (const auto& [path, text] : files_) {
        bytes += text.size();
    }
    return bytes;
}

}  // namespace vipwarden::bench
