// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vipwarden::config {

/// One physical line, or the part of one that keepalived reads at once, as it stands in its file. The views
/// hold as long as the Texts that the line is from.
struct SourceLine {
    std::string_view file{};
    std::uint32_t file_index{0};  ///< In the order of first reading: Configuration::files.
    int number{0};
    std::string_view text{};
};

/// What a process of keepalived gets for such a line.
struct InputLine {
    enum class Kind : std::uint8_t {
        text,
        empty,        ///< Nothing at all, not even a comment: it ends a definition of several lines.
        file_begins,  ///< Only where an include is a world of its own: Dialect::Include::keyword.
        file_ends
    };
    Kind kind{Kind::text};
    bool plain{false};        ///< `text` has no sign that means anything: no brace, quote, '$', '@', '~' ...
    bool literal{false};      ///< `text` stands for itself: no '$', '@', '~'.
    int column{1};            ///< Where `text` begins in the source.
    std::string_view text{};  ///< Without comment and outer blanks; may be empty. Holds until the next line.
    SourceLine source{};
    std::size_t faithful{0};  ///< So many characters of `text` stand there as they are.
};

/// What the reader of a line looks for in it.
enum class Wants : std::uint8_t {
    keywords,
    values,  ///< Entries of a block of values: some dialects know ~SEQ only outside of them.
    braces   ///< Nothing else: plain lines can be passed over.
};

}  // namespace vipwarden::config
