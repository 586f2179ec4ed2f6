// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/file_reader.hpp"

namespace vipwarden::config {

/// What reading depends on beside the text.
struct ParseOptions {
    std::string config_id{};  ///< keepalived's -i, or the host name up to its first dot: selects @id lines.
};

struct ParseResult {
    Configuration configuration{};
    std::vector<Diagnostic> diagnostics{};
    /// Set when the top file itself could not be read; `configuration` is then empty.
    std::error_code unreadable{};
    std::vector<std::string> files{};  ///< Every file that was read, in order of first reading.
};

/// Reads `path` (a file, or a glob of several, as keepalived's -f) and all that it includes, as keepalived
/// 2.2 to 2.4 reads it. Never throws for bad input: the good part is kept and the rest is a diagnostic.
/// Bounded in memory and time for any input, files that include themselves included.
[[nodiscard]] ParseResult parse(const std::string& path, FileReader& files, const ParseOptions& options = {});

}  // namespace vipwarden::config
