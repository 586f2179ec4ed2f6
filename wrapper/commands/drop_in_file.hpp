// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace vipwarden::commands {

// Small files of the operator's under /etc. All of these throw std::system_error with what was tried.

/// Nothing if there is no such file.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& file);

/// Whoever reads the file sees the old text or the new one, also after a power cut. Makes the file's
/// directory if there is none; the file is readable for all.
void write_file(const std::filesystem::path& file, std::string_view text);

/// The file, and its directory if nothing else is in it. That there is none is no error.
void remove_file(const std::filesystem::path& file);

}  // namespace vipwarden::commands
