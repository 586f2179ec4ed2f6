// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vipwarden::config {

/// A place in a configuration file. Lines and columns count from 1; column 0 = the line as a whole.
struct Location {
    std::string file{};
    int line{0};
    int column{0};

    bool operator==(const Location&) const = default;
};

enum class Severity {
    note,     ///< Worth knowing, keepalived does the same without a word.
    warning,  ///< keepalived ignores something, and so do we.
    fatal,    ///< keepalived refuses the whole configuration because of this.
};

/// One remark on the configuration. Never an exception, never a reason not to start keepalived (I7).
struct Diagnostic {
    Severity severity{Severity::warning};
    Location where{};
    std::string message{};  ///< One sentence: what is wrong, what keepalived does with it, what we assume.
    std::string line{};     ///< The offending line as it stands in the file.

    bool operator==(const Diagnostic&) const = default;
};

/// "FILE:LINE:COLUMN: warning: MESSAGE", the line, and a caret below the column. Control characters of the
/// line are shown as '?', tabs kept, so that a hostile file can't write to the terminal. No trailing newline.
[[nodiscard]] std::string format(const Diagnostic& diagnostic);

}  // namespace vipwarden::config
