// SPDX-License-Identifier: MIT
#include "wrapper/config/statement_reader.hpp"

#include <algorithm>

namespace vipwarden::config {

int Statement::column_at(std::size_t offset) const {
    return column + static_cast<int>(offset < faithful ? offset : 0);
}

void remark_on_open_quote(const Statement& statement, Remarks& remarks) {
    if (statement.open_quote) {
        remarks.add(Severity::warning, statement.source, statement.column_at(*statement.open_quote),
                    "the quote is never closed: keepalived drops the rest of the line, and so do we");
    }
}

const Statement* StatementReader::next(Wants wants) {
    while (true) {
        const bool was_rest = !rest_.empty();
        const bool there = was_rest ? expansion_.go_on(rest_, wants) : expansion_.next(wants);
        rest_ = {};
        if (!there && !was_rest) {
            return nullptr;
        }
        const InputLine& line = expansion_.line();
        if (!there || (wants == Wants::braces && line.plain && line.kind == InputLine::Kind::text)) {
            continue;
        }
        cut_statement();
        if (!words_.empty() || statement_.kind != InputLine::Kind::text) {
            return &statement_;
        }
        remark_on_open_quote(statement_, remarks_);
    }
}

/// Every brace is a statement of its own, and so is what stands before it.
void StatementReader::cut_statement() {
    const InputLine& line = expansion_.line();
    const std::string_view text = line.text;
    std::size_t end = text.size();
    statement_.text = text;
    if (!line.plain) {
        end = std::min(std::max(find_brace(text, dialect_), std::size_t{1}), end);
        statement_.text = trim(text.substr(0, end));
    }
    statement_.kind = line.kind;
    statement_.source = line.source;
    statement_.column = line.column;
    statement_.faithful = line.faithful;
    statement_.open_quote = split_words(statement_.text, dialect_, words_);
    statement_.words = words_;
    rest_ = text.substr(kBlanks.skip(text, end));
}

}  // namespace vipwarden::config
