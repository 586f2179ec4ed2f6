// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::config {

/// One word of a line, quotes removed. `text` is a view into the line that was split.
struct Word {
    std::string_view text{};
    std::size_t offset{0};  ///< Where it begins in the line, its opening quote included.

    bool operator==(const Word&) const = default;
};

/// Cuts comments and outer blanks off `line`, as keepalived 2.0.9 to 2.3.4 does: '#' and '!' begin a comment
/// anywhere outside double quotes, a backslash before them takes that meaning away and disappears.
/// Returns true if a comment ended in a backslash: keepalived then leaves that backslash glued to the line.
bool decomment(std::string& line);

/// Splits at white space. A '"' begins a word that ends at the next '"', whatever stands between; there are
/// no escapes. Replaces the content of `words`. Returns the offset of a '"' that is never closed: it and the
/// rest of the line are no words.
std::optional<std::size_t> split_words(std::string_view line, std::vector<Word>& words);

/// The offset of the first brace outside double quotes, or npos.
[[nodiscard]] std::size_t find_brace(std::string_view line);

/// The number of words in a line that names a command (script, notify ...), which keepalived splits like a
/// shell: '"', '\'' and '\\' count. Nothing if a quote is open at the end or the line ends in a backslash.
[[nodiscard]] std::optional<std::size_t> count_command_words(std::string_view line);

}  // namespace vipwarden::config
