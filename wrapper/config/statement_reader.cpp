// SPDX-License-Identifier: MIT
#include "wrapper/config/statement_reader.hpp"

#include <algorithm>

namespace vipwarden::config {
namespace {

constexpr std::string_view kBlanks = " \t";

// A line has room for a thousand braces, and what replaces a definition in it for a few more.
constexpr int kMaxPieces = 5000;

std::size_t common_prefix(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

int Statement::column_at(std::size_t offset) const {
    return column + static_cast<int>(offset < faithful ? offset : 0);
}

void remark_on_open_quote(const Statement& statement, Remarks& remarks) {
    if (statement.open_quote) {
        remarks.add(Severity::warning, statement.source, statement.column_at(*statement.open_quote),
                    "the quote is never closed: keepalived drops the rest of the line, and so do we");
    }
}

const Statement* StatementReader::next() {
    while (true) {
        if (rest_.empty() && !read_line()) {
            return nullptr;
        }
        if (!expand() || follow_include()) {
            continue;
        }
        cut_statement();
        if (!words_.empty()) {
            return &statement_;
        }
        remark_on_open_quote(statement_, remarks_);
    }
}

bool StatementReader::read_line() {
    if (!source_.next()) {
        return false;
    }
    const std::string_view raw = source_.line().text;
    text_ = raw.substr(0, raw.find('\0'));
    pieces_ = 0;
    strip_comment();
    rest_ = text_;
    const std::size_t indent = std::min(raw.find_first_not_of(kBlanks), raw.size());
    column_ = static_cast<int>(indent) + 1;
    faithful_ = common_prefix(text_, raw.substr(indent));
    return true;
}

/// Twice: keepalived's parent process copies the files without their comments, and the VRRP process reads
/// the copy, in which an escaped comment sign has lost its backslash.
void StatementReader::strip_comment() {
    if (decomment(text_)) {
        remarks_.add(Severity::warning, source_.line(), static_cast<int>(source_.line().text.size()),
                     "keepalived before 2.4 leaves the backslash at the end of a comment glued to the line, "
                     "and so do we");
    }
    if (text_.starts_with('!')) {
        remarks_.add(Severity::fatal, source_.line(), 0,
                     "a line that begins with an escaped '!' makes keepalived's VRRP process crash; we take "
                     "it for a comment");
    }
    decomment(text_);
}

/// False if nothing is left of the line.
bool StatementReader::expand() {
    if (!expansion_.concerns(rest_)) {
        return !rest_.empty();
    }
    if (++pieces_ > kMaxPieces) {
        expansion_.give_up(column_);
        rest_ = {};
        return false;
    }
    std::string expanded{rest_};
    const bool stays = expansion_.apply(expanded, column_);
    if (rest_.ends_with(expanded)) {
        advance(rest_.size() - expanded.size());  // Nothing but a condition before it has gone.
    } else {
        faithful_ = std::min(faithful_, common_prefix(expanded, rest_));
    }
    text_ = std::move(expanded);
    rest_ = stays ? std::string_view{text_} : std::string_view{};
    return !rest_.empty();
}

bool StatementReader::follow_include() {
    const auto include = read_include_line(rest_);
    if (!include) {
        return false;
    }
    source_.include(*include, column_);
    rest_ = {};
    return true;
}

/// Every brace is a statement of its own, and so is what stands before it.
void StatementReader::cut_statement() {
    const std::size_t brace = find_brace(rest_);
    const std::size_t end = std::min(std::max(brace, std::size_t{1}), rest_.size());
    const std::string_view piece = rest_.substr(0, end);
    statement_ = {.text = piece.substr(0, piece.find_last_not_of(kBlanks) + 1),
                  .source = source_.line(),
                  .column = column_,
                  .faithful = faithful_};
    statement_.open_quote = split_words(statement_.text, words_);
    statement_.words = words_;
    advance(std::min(rest_.find_first_not_of(kBlanks, end), rest_.size()));
}

void StatementReader::advance(std::size_t count) {
    rest_.remove_prefix(count);
    column_ += static_cast<int>(std::min(count, faithful_));
    faithful_ -= std::min(count, faithful_);
}

}  // namespace vipwarden::config
