// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "wrapper/config/file_reader.hpp"

namespace vipwarden::bench {

/// Files in memory, so that no disk is measured.
class FilesReader final : public config::FileReader {
 public:
    explicit FilesReader(std::map<std::string, std::string> files) : files_{std::move(files)} {}

    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& path) override;
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override;

    /// Of all files.
    [[nodiscard]] std::size_t bytes() const;

 private:
    std::map<std::string, std::string> files_;
};

}  // namespace vipwarden::bench
