// SPDX-License-Identifier: MIT
#include "wrapper/config/tokenizer.hpp"

namespace vipwarden::config {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSeparators = " \t\f\n\r\v";

bool begins_comment(char c) {
    return c == '#' || c == '!';
}

void trim_end(std::string& line) {
    line.erase(line.find_last_not_of(kBlanks) + 1);
}

}  // namespace

bool decomment(std::string& line) {
    line.erase(0, line.find_first_not_of(kBlanks));
    bool quoted = false;
    bool ends_in_backslash = false;
    std::size_t comment = std::string::npos;
    std::size_t at = 0;
    while ((at = line.find_first_of("!#\"\\", at)) != std::string::npos) {
        if (line[at] == '\\' && at + 1 == line.size()) {
            ends_in_backslash = true;
            line.pop_back();
            break;
        }
        if (line[at] == '\\' && !quoted && begins_comment(line[at + 1])) {
            line.erase(at++, 1);
        } else if (line[at] == '\\') {
            at += 2;
        } else if (line[at] == '"') {
            quoted = quoted != (comment == std::string::npos);
            ++at;
        } else {
            comment = quoted ? comment : std::min(comment, at);
            ++at;
        }
    }
    line.erase(std::min(comment, line.size()));
    trim_end(line);
    if (ends_in_backslash) {
        line += '\\';
    }
    return ends_in_backslash && comment != std::string::npos;
}

std::optional<std::size_t> split_words(std::string_view line, std::vector<Word>& words) {
    words.clear();
    std::size_t at = line.find_first_not_of(kSeparators);
    while (at != std::string_view::npos) {
        std::size_t end = 0;
        if (line[at] == '"') {
            const std::size_t close = line.find('"', at + 1);
            if (close == std::string_view::npos) {
                return at;
            }
            words.push_back({.text = line.substr(at + 1, close - at - 1), .offset = at});
            end = close + 1;
        } else {
            end = std::min(line.find_first_of(" \t\f\n\r\v\"", at), line.size());
            words.push_back({.text = line.substr(at, end - at), .offset = at});
        }
        at = line.find_first_not_of(kSeparators, end);
    }
    return std::nullopt;
}

std::size_t find_brace(std::string_view line) {
    std::size_t at = line.find_first_of("{}\"");
    while (at != std::string_view::npos && line[at] == '"') {
        const std::size_t close = line.find('"', at + 1);
        at = close == std::string_view::npos ? close : line.find_first_of("{}\"", close + 1);
    }
    return at;
}

std::optional<std::size_t> count_command_words(std::string_view line) {
    std::size_t words = 0;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        const bool separates = quote == '\0' && kSeparators.find(c) != std::string_view::npos;
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
