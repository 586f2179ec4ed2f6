// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "wrapper/config/file_reader.hpp"

namespace vipwarden::bench {

/// A file system of one text, whatever path is asked for.
class OneFileReader final : public config::FileReader {
 public:
    explicit OneFileReader(std::string text) : text_{std::move(text)} {}

    [[nodiscard]] std::variant<std::string, std::error_code> read(const std::string& path) override;
    [[nodiscard]] std::vector<std::string> glob(const std::string& pattern) override;

    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    std::string text_;
};

}  // namespace vipwarden::bench
