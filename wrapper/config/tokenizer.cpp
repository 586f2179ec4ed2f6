// SPDX-License-Identifier: MIT
#include "wrapper/config/tokenizer.hpp"

#include <algorithm>

namespace vipwarden::config {
namespace {

constexpr CharSet kSeparators{" \t\f\n\r\v"};
constexpr CharSet kEndOfWord{" \t\f\n\r\v\""};
constexpr CharSet kEndOfAnyWord{" \t\f\n\r\v"};
constexpr CharSet kCommentSigns{"#!"};
constexpr CharSet kQuotesAndSigns{"#!\"\\"};
constexpr CharSet kBracesAndQuotes{"{}\""};

/// Up to 2.0.8 comments are looked for while words are split; escapes are not known.
Decommented decomment_words(std::string_view line, Dialect::Comments comments) {
    bool quoted = false;
    std::size_t at = kQuotesAndSigns.find(line);
    for (; at < line.size(); at = kQuotesAndSigns.find(line, at + 1)) {
        const bool begins_word = at == 0 || kSeparators.has(line[at - 1]);
        if (line[at] == '"') {
            quoted = !quoted && comments == Dialect::Comments::text;
        } else if (kCommentSigns.has(line[at]) && !quoted &&
                   (begins_word || comments == Dialect::Comments::text)) {
            break;
        }
    }
    return {.text = trim(line.substr(0, at))};
}

/// Looks for the comment on a line as it stands in a file.
class CommentSearch {
 public:
    CommentSearch(std::string_view line, bool stops_at_sign) : line_{line}, stops_at_sign_{stops_at_sign} {
        std::size_t at = kQuotesAndSigns.find(line_);
        while (at < line_.size()) {
            at = kQuotesAndSigns.find(line_, step(at));
        }
    }

    [[nodiscard]] std::string_view before_comment() const {
        return line_.substr(0, std::min(comment_, line_.size() - (ends_in_backslash_ ? 1 : 0)));
    }
    [[nodiscard]] bool ends_in_backslash() const { return ends_in_backslash_; }
    [[nodiscard]] bool has_comment() const { return comment_ != std::string_view::npos; }
    [[nodiscard]] bool has_escapes() const { return has_escapes_; }
    [[nodiscard]] bool is_quote_open() const { return quoted_; }

 private:
    /// Handles the sign at `at` and returns where to go on.
    std::size_t step(std::size_t at) {
        const char sign = line_[at];
        if (sign == '\\') {
            return step_over_escape(at);
        }
        if (sign == '"') {
            quoted_ = quoted_ != !has_comment();
        } else if (!quoted_ && !has_comment()) {
            comment_ = at;
            return stops_at_sign_ ? line_.size() : at + 1;
        }
        return at + 1;
    }

    std::size_t step_over_escape(std::size_t at) {
        if (at + 1 == line_.size()) {
            ends_in_backslash_ = true;
        } else if (!quoted_ && kCommentSigns.has(line_[at + 1])) {
            has_escapes_ = has_escapes_ || !has_comment();
        }
        return at + 2;
    }

    std::string_view line_;
    bool stops_at_sign_;
    bool quoted_{false};
    bool has_escapes_{false};
    bool ends_in_backslash_{false};
    std::size_t comment_{std::string_view::npos};
};

/// `text` without the backslash before each comment sign outside quotes.
void unescape(std::string_view text, std::string& result) {
    result.clear();
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        quoted = quoted != (text[at] == '"');
        if (text[at] == '\\' && at + 1 < text.size()) {
            if (quoted || !kCommentSigns.has(text[at + 1])) {
                result += text[at];
            }
            ++at;
        }
        result += text[at];
    }
}

}  // namespace

std::string_view trim(std::string_view text) {
    text = without_blanks_behind(text);
    return text.substr(kBlanks.skip(text));
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

Decommented decomment(std::string_view line, Dialect::Comments comments, std::string& scratch) {
    if (comments < Dialect::Comments::line) {
        return decomment_words(line, comments);
    }
    line.remove_prefix(kBlanks.skip(line));
    const CommentSearch search{line, comments == Dialect::Comments::line_first};
    Decommented result{.text = trim(search.before_comment()), .open_quote = search.is_quote_open()};
    if (search.has_escapes()) {
        unescape(result.text, scratch);
        result.text = trim(scratch);
    }
    if (search.ends_in_backslash()) {
        result.backslash_stays = search.has_comment();
        const bool stands_there = line.data() + line.size() - 1 == result.text.data() + result.text.size();
        if (stands_there) {
            result.text = {result.text.data(), result.text.size() + 1};
        } else {
            scratch = std::string{result.text} + '\\';
            result.text = scratch;
        }
    }
    return result;
}

std::optional<std::size_t> split_words(std::string_view line, const Dialect& dialect,
                                       std::vector<Word>& words) {
    words.clear();
    const CharSet& ends = dialect.quoted_words ? kEndOfWord : kEndOfAnyWord;
    std::size_t at = kSeparators.skip(line);
    while (at < line.size()) {
        std::size_t end = 0;
        if (line[at] == '"' && dialect.quoted_words) {
            const std::size_t close = line.find('"', at + 1);
            if (close == std::string_view::npos) {
                return at;
            }
            words.push_back({.text = line.substr(at + 1, close - at - 1), .offset = at});
            end = close + 1;
        } else {
            end = line[at] == '"' ? at + 1 : ends.find(line, at);
            words.push_back({.text = line.substr(at, end - at), .offset = at});
        }
        at = kSeparators.skip(line, end);
    }
    return std::nullopt;
}

std::size_t find_brace(std::string_view line, const Dialect& dialect) {
    if (!dialect.anywhere_braces) {
        return std::string_view::npos;
    }
    std::size_t at = kBracesAndQuotes.find(line);
    while (at < line.size() && line[at] == '"') {
        const std::size_t close = line.find('"', at + 1);
        at = close == std::string_view::npos ? line.size() : kBracesAndQuotes.find(line, close + 1);
    }
    return at < line.size() ? at : std::string_view::npos;
}

std::optional<std::size_t> count_command_words(std::string_view line) {
    std::size_t words = 0;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        const bool separates = quote == '\0' && kSeparators.has(c);
        words += !separates && !in_word ? 1 : 0;
        in_word = !separates;
        if (c == '\\' && ++at == line.size()) {
            return std::nullopt;
        }
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        }
    }
    return quote == '\0' ? std::optional{words} : std::nullopt;
}

}  // namespace vipwarden::config
