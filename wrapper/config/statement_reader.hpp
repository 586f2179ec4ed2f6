// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wrapper/config/configuration.hpp"
#include "wrapper/config/expansion.hpp"
#include "wrapper/config/remarks.hpp"
#include "wrapper/config/source_line.hpp"
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {

/// What keepalived handles at once: a brace, or the words between braces on one line. At least one word. The
/// views hold until the next statement is read.
struct Statement {
    InputLine::Kind kind{
        InputLine::Kind::text};  ///< Or where an included file begins or ends; no words then.
    std::string_view text{};
    std::span<const Word> words{};
    std::optional<std::size_t> open_quote{};  ///< Offset of a '"' that is never closed.
    SourceLine source{};
    int column{0};            ///< Where the statement begins in its line.
    std::size_t faithful{0};  ///< So many of its characters stand in the line as they are.

    /// Where something in `text` stands in the source line; the beginning if it is not there literally.
    [[nodiscard]] int column_at(std::size_t offset) const;
    [[nodiscard]] Position position(std::size_t offset) const {
        return {.file = source.file_index, .line = source.number, .column = column_at(offset)};
    }
};

void remark_on_open_quote(const Statement& statement, Remarks& remarks);

/// Cuts lines at their braces and into words.
class StatementReader {
 public:
    StatementReader(Expansion& expansion, const Dialect& dialect, Remarks& remarks)
        : expansion_{expansion}, dialect_{dialect}, remarks_{remarks} {}

    /// Null at the end. The statement belongs to the reader and holds until the next call.
    [[nodiscard]] const Statement* next(Wants wants);

 private:
    void cut_statement();

    Expansion& expansion_;
    const Dialect& dialect_;
    Remarks& remarks_;
    std::string_view rest_{};  ///< What of the present line is still to be read.
    std::vector<Word> words_{};
    Statement statement_{};
};

}  // namespace vipwarden::config
