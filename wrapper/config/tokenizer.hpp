// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/dialect.hpp"

namespace vipwarden::config {

/// A set of characters that is looked up in one step: most of the time of reading goes into such searches.
class CharSet {
 public:
    explicit constexpr CharSet(std::string_view characters) {
        for (const char c : characters) {
            has_[static_cast<unsigned char>(c)] = true;
        }
    }
    [[nodiscard]] constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }
    /// The offset of the first one at or behind `from`; the length of `text` if there is none.
    [[nodiscard]] constexpr std::size_t find(std::string_view text, std::size_t from = 0) const {
        while (from < text.size() && !has(text[from])) {
            ++from;
        }
        return from;
    }
    /// Likewise the first one that does not belong to the set.
    [[nodiscard]] constexpr std::size_t skip(std::string_view text, std::size_t from = 0) const {
        while (from < text.size() && has(text[from])) {
            ++from;
        }
        return from;
    }

 private:
    std::array<bool, 256> has_{};
};

inline constexpr CharSet kBlanks{" \t"};

/// Without blanks and tabs at its end.
[[nodiscard]] constexpr std::string_view without_blanks_behind(std::string_view text) {
    while (!text.empty() && kBlanks.has(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Without blanks and tabs at its ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// So many bytes at their beginning are equal.
[[nodiscard]] std::size_t common_prefix(std::string_view a, std::string_view b);

/// One word of a line, quotes removed. `text` is a view into the line that was split.
struct Word {
    std::string_view text{};
    std::size_t offset{0};  ///< Where it begins in the line, its opening quote included.

    bool operator==(const Word&) const = default;
};

/// A line without its comment and outer blanks.
struct Decommented {
    std::string_view text{};      ///< A part of the line, or of `scratch` where that is not possible.
    bool backslash_stays{false};  ///< A comment ended in a backslash, which is glued to the line now.
    bool open_quote{false};       ///< A '"' is never closed.
};

/// Cuts comments and outer blanks off a line as it stands in a file, or comes out of a definition: '#' and
/// '!' begin a comment anywhere outside double quotes, a backslash before them takes that meaning away and
/// disappears.
[[nodiscard]] Decommented decomment(std::string_view line, Dialect::Comments comments, std::string& scratch);

/// Splits at white space. A '"' begins a word that ends at the next '"', whatever stands between; there are
/// no escapes. Older dialects look for comments here, and do not know quotes. Replaces the content of
/// `words`. Returns the offset of a '"' that is never closed: it and the rest of the line are no words.
std::optional<std::size_t> split_words(std::string_view line, const Dialect& dialect,
                                       std::vector<Word>& words);

/// The offset of the first brace outside double quotes, or npos.
[[nodiscard]] std::size_t find_brace(std::string_view line, const Dialect& dialect);

/// The number of words in a line that names a command (script, notify ...), which keepalived splits like a
/// shell: '"', '\'' and '\\' count. Nothing if a quote is open at the end or the line ends in a backslash.
[[nodiscard]] std::optional<std::size_t> count_command_words(std::string_view line);

}  // namespace vipwarden::config
