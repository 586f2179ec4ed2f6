// SPDX-License-Identifier: MIT
#pragma once

#include "wrapper/config/file_reader.hpp"

namespace vipwarden::config {

/// The real file system. Files above 64 MiB are refused with EFBIG.
class PosixFileReader final : public FileReader {
 public:
    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& path) override;
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override;
};

}  // namespace vipwarden::config
