// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/diagnostic.hpp"
#include "wrapper/config/file_reader.hpp"
#include "wrapper/config/version.hpp"

namespace vipwarden::config {

/// What reading depends on beside the text.
struct ParseOptions {
    std::string config_id{};  ///< keepalived's -i, or the host name up to its first dot: selects @id lines.
    Version version{kDefaultVersion};  ///< Read as this release reads it.
    /// The path stands for the text that a running keepalived has loaded (2.2.0 and later): includes are
    /// resolved in it, and marks tell which file a line is from.
    bool loaded{false};
    /// Read as its author may have meant it, which keepalived does not do: what is not defined is empty, and
    /// unknown blocks are skipped as a whole.
    bool lenient{false};
    /// An environment variable of keepalived, for ${_ENV NAME} (2.4.0 and later). Absent: none is known.
    std::function<std::optional<std::string>(const std::string& name)> environment{};
};

struct ParseResult {
    Configuration configuration{};
    std::vector<Diagnostic> diagnostics{};
    /// Set when the top file itself could not be read; `configuration` is then empty.
    std::error_code unreadable{};
    /// A mistake makes keepalived refuse the whole configuration, whatever machine it runs on; one of the
    /// diagnostics with Severity::fatal says which.
    bool refused{false};
    /// The text is so plain that doubtful_vips() finds nothing beside what it declares: see is_plain().
    bool undoubted{false};
};

/// Reads `path` (a file, or a glob of several, as keepalived's -f) and all that it includes, as that version
/// of keepalived reads it. Never throws for bad input: the good part is kept and the rest is a diagnostic.
/// Bounded in memory and time for any input, files that include themselves included.
[[nodiscard]] ParseResult parse(const std::string& path, FileReader& files, const ParseOptions& options = {});

}  // namespace vipwarden::config
