// SPDX-License-Identifier: MIT
#include "wrapper/config/diagnostic.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace vipwarden::config {
namespace {

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::fatal:
            return "fatal";
    }
    return "";
}

/// Bytes from 0x80 on are no better than control characters: some terminals obey the C1 controls among them
/// (ECMA-48), and one '?' for each byte keeps the caret where it belongs.
bool is_printable(char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
}

std::string printable(std::string_view text) {
    std::string result{text};
    std::ranges::replace_if(result, std::not_fn(is_printable), '?');
    return result;
}

std::string place(const Location& where) {
    std::string result = printable(where.file);
    if (where.line > 0) {
        result += ':' + std::to_string(where.line);
    }
    if (where.column > 0) {
        result += ':' + std::to_string(where.column);
    }
    return result;
}

/// The line, and a caret below the column: tabs are kept, so that the caret stands right at any tab width.
std::string quote(std::string_view line, int column) {
    std::string result = "\n" + printable(line);
    const auto before = static_cast<std::size_t>(std::max(column - 1, 0));
    if (column > 0 && before <= line.size()) {
        std::string indent{line.substr(0, before)};
        std::ranges::replace_if(
            indent, [](char c) { return c != '\t'; }, ' ');
        result += '\n' + indent + '^';
    }
    return result;
}

}  // namespace

std::string format(const Diagnostic& diagnostic) {
    std::string result = place(diagnostic.where);
    result += ": ";
    result += name(diagnostic.severity);
    result += ": " + printable(diagnostic.message);
    if (!diagnostic.line.empty()) {
        result += quote(diagnostic.line, diagnostic.where.column);
    }
    return result;
}

}  // namespace vipwarden::config
