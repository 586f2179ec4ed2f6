// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <fnmatch.h>

#include "wrapper/config/file_reader.hpp"

namespace vipwarden::config {

/// Files that exist only in a test. As the real reader's, paths stand for themselves: "a/b" and "./a/b" are
/// two files.
class MemoryFileReader final : public FileReader {
 public:
    using Entry = std::variant<std::string, std::error_code>;

    explicit MemoryFileReader(std::map<std::string, Entry> files = {}) : files_{std::move(files)} {}

    [[nodiscard]] Entry read(const std::string& path) override {
        const auto found = files_.find(path);
        return found == files_.end() ? Entry{std::make_error_code(std::errc::no_such_file_or_directory)}
                                     : found->second;
    }

    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override {
        std::vector<std::string> paths;
        for (const auto& [path, entry] : files_) {
            if (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) {
                paths.push_back(path);
            }
        }
        if (is_directory(pattern)) {
            paths.push_back(pattern);
        }
        return paths;
    }

 private:
    [[nodiscard]] bool is_directory(const std::string& path) const {
        return std::any_of(files_.begin(), files_.end(),
                           [&](const auto& file) { return file.first.starts_with(path + '/'); });
    }

    std::map<std::string, Entry> files_;
};

}  // namespace vipwarden::config
