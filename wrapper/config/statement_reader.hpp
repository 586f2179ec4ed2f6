// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wrapper/config/expansion.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_line.hpp"
#include "wrapper/config/source_reader.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// What keepalived handles at once: a brace, or the words between braces on one line. At least one word. The
/// views hold until the next statement is read.
struct Statement {
    std::string_view text{};
    std::span<const Word> words{};
    std::optional<std::size_t> open_quote{};  ///< Offset of a '"' that is never closed.
    SourceLine source{};
    int column{0};            ///< Where the statement begins in its line.
    std::size_t faithful{0};  ///< So many of its characters stand in the line as they are.

    /// Where something in `text` stands in the source line; the beginning if it is not there literally.
    [[nodiscard]] int column_at(std::size_t offset) const;
};

void remark_on_open_quote(const Statement& statement, Remarks& remarks);

/// Puts the stages of reading together: lines, comments, expansion, includes, braces, words.
class StatementReader {
 public:
    StatementReader(SourceReader& source, Expansion& expansion, Remarks& remarks)
        : source_{source}, expansion_{expansion}, remarks_{remarks} {}

    /// Null at the end. The statement belongs to the reader and holds until the next call.
    [[nodiscard]] const Statement* next();

 private:
    bool read_line();
    void strip_comment();
    bool expand();
    bool follow_include();
    void cut_statement();
    void advance(std::size_t count);

    SourceReader& source_;
    Expansion& expansion_;
    Remarks& remarks_;
    std::string text_{};       ///< The present line as far as it is processed.
    std::string_view rest_{};  ///< What of text_ is still to be read.
    int column_{0};            ///< Of rest_.
    std::size_t faithful_{0};  ///< Of rest_.
    int pieces_{0};            ///< So many statements have been cut from the present line.
    std::vector<Word> words_{};
    Statement statement_{};
};

}  // namespace vipwarden::config
