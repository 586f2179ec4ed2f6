// SPDX-License-Identifier: MIT
#include "systemd/command_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace vipwarden::systemd {

namespace {

bool needs_quotes(char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '"' || c == '\'' || c == '\\';
}

std::string escaped(char c) {
    switch (c) {
        case '%':
            return "%%";
        case '"':
        case '\\':
            return fmt::format("\\{}", c);
        default:
            return c == ' ' || c == '\'' || !needs_quotes(c)
                       ? std::string(1, c)
                       : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
}

std::string to_word(std::string_view argument) {
    std::string word;
    for (const char c : argument) {
        word += escaped(c);
    }
    // A lone ';' would begin another command.
    const bool quoted = argument.empty() || argument == ";" || std::ranges::any_of(argument, needs_quotes);
    return quoted ? fmt::format("\"{}\"", word) : word;
}

}  // namespace

std::string to_line(const Command& command) {
    const bool other_name = !command.arguments.empty() && command.arguments.front() != command.path;
    auto line = fmt::format("{}{}{}", command.prefix, other_name ? "@" : "", to_word(command.path));
    for (std::size_t i = other_name ? 0 : 1; i < command.arguments.size(); ++i) {
        line += fmt::format(" {}", to_word(command.arguments[i]));
    }
    return line;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace vipwarden::systemd
