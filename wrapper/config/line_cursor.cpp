// SPDX-License-Identifier: MIT
#include "wrapper/config/line_cursor.hpp"

#include <algorithm>

#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

// keepalived reads with fgets() into a buffer of 1024 bytes.
constexpr std::size_t kMaxLine = 1023;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

using namespace std::string_view_literals;
constexpr CharSet kSigns{"#!\"\\$@~{}\0"sv};
constexpr CharSet kExpandedSigns{"$@~"};
constexpr CharSet kCommentSigns{"#!\"\\\0"sv};  ///< Those of them that matter to comments.

/// Where `text` stands in the source line, and how much of it.
void locate(InputLine& line) {
    const std::string_view raw = line.source.text;
    const std::size_t indent = std::min(kBlanks.skip(raw), raw.size());
    line.column = static_cast<int>(indent) + 1;
    line.faithful = common_prefix(line.text, raw.substr(indent));
}

/// What a NUL byte leaves of the line.
std::string_view before_nul(const SourceLine& line, const Dialect& dialect, Remarks& remarks) {
    const std::size_t nul = line.text.find('\0');
    if (nul == std::string_view::npos) {
        return line.text;
    }
    remarks.add(Severity::warning, line, static_cast<int>(nul) + 1,
                dialect.drops_nul_lines
                    ? "keepalived ignores a line with a NUL byte in it, and so do we"
                    : "keepalived ignores the rest of the line from the NUL byte on, and so do we");
    return dialect.drops_nul_lines ? std::string_view{} : line.text.substr(0, nul);
}

void remark_on_length(const SourceLine& line, const Dialect& dialect, Remarks& remarks) {
    remarks.add(Severity::warning, line, 0,
                dialect.drops_long_lines
                    ? "the line is longer than 1023 bytes: keepalived ignores the first 1023 and takes the "
                      "rest for a line of its own, and so do we"
                    : "the line is longer than 1023 bytes: keepalived takes the rest for a line of its own, "
                      "even that of a comment, and so do we");
}

}  // namespace

bool LineCursor::next() {
    if (text_ == nullptr || position_ >= text_->content.size()) {
        return false;
    }
    const std::string_view rest = std::string_view{text_->content}.substr(position_);
    const std::size_t newline = rest.substr(0, kMaxLine).find('\n');
    const bool complete = newline != std::string_view::npos;
    const std::size_t length = complete ? newline : std::min(rest.size(), kMaxLine);
    is_cut_ = line_begins_ && !complete && rest.size() > kMaxLine && rest[kMaxLine] != '\n' &&
              rest[kMaxLine] != '\r';
    line_.number += line_begins_ ? 1 : 0;
    line_begins_ = complete;
    position_ += length + (complete ? 1 : 0);
    std::size_t end = length;
    while (end > 0 && (rest[end - 1] == '\r' || rest[end - 1] == '\n')) {
        --end;
    }
    line_.text = rest.substr(0, end);
    return true;
}

void read_input(const LineCursor& cursor, const Dialect& dialect, InputLine& line, std::string& scratch,
                Remarks& remarks) {
    line.source = cursor.line();
    line.text = cursor.line().text;
    if (cursor.is_cut()) {
        remark_on_length(line.source, dialect, remarks);
        line.text = dialect.drops_long_lines ? std::string_view{} : line.text;
    }
    const std::size_t indent = kBlanks.skip(line.text);
    const std::size_t sign = kSigns.find(line.text, indent);
    line.plain = sign == line.text.size();
    line.literal = kExpandedSigns.find(line.text, sign) == line.text.size();
    if (line.source.number == 1 && line.text.starts_with(kByteOrderMark)) {
        remarks.add(Severity::warning, line.source, 1,
                    "keepalived takes the byte order mark for a part of the first word, and so do we");
    }
    if (kCommentSigns.find(line.text, sign) == line.text.size()) {
        line.kind = line.text.empty() ? InputLine::Kind::empty : InputLine::Kind::text;
        line.text = without_blanks_behind(line.text.substr(indent));
        line.column = static_cast<int>(indent) + 1;
        line.faithful = line.text.size();
        return;
    }
    line.text = before_nul(line.source, dialect, remarks);
    line.kind = line.text.empty() ? InputLine::Kind::empty : InputLine::Kind::text;
    const Decommented result = decomment(line.text, dialect.comments, scratch);
    if (result.backslash_stays) {
        remarks.add(Severity::warning, line.source, static_cast<int>(line.source.text.size()),
                    "keepalived before 2.4 leaves the backslash at the end of a comment glued to the line, "
                    "and so do we");
    }
    line.text = result.text;
    locate(line);
}

void decomment_again(InputLine& line, const Dialect& dialect, std::string& scratch) {
    if (line.plain || kCommentSigns.find(line.text) == line.text.size()) {
        return;
    }
    const std::string_view before = line.text;
    line.text = decomment(before, dialect.comments, scratch).text;
    line.faithful = std::min(line.faithful, common_prefix(line.text, before));
}

}  // namespace vipwarden::config
