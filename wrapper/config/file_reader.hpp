// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>
#include <variant>
#include <vector>

namespace vipwarden::config {

/// The only right that the parser has: to read. Implemented by PosixFileReader, and in memory by the tests.
class FileReader {
 public:
    FileReader() = default;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    virtual ~FileReader() = default;

    /// The whole content, or why not. keepalived refuses directories (EISDIR), files that are not regular
    /// (EINVAL) and files with an execute bit (EACCES); so does this. Files above an implementation's bound
    /// give EFBIG. Never blocks on a FIFO.
    [[nodiscard]] virtual std::variant<std::string, std::error_code> read(const std::string& path) = 0;

    /// The paths that match, sorted, as glob(3) with brace expansion finds them; empty if none does. A
    /// pattern without wildcards matches its own file if that exists.
    [[nodiscard]] virtual std::vector<std::string> glob(const std::string& pattern) = 0;
};

}  // namespace vipwarden::config
