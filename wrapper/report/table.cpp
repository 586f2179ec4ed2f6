// SPDX-License-Identifier: MIT
#include "wrapper/report/table.hpp"

#include <algorithm>
#include <cstddef>

namespace vipwarden::report {

namespace {

std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        '?');
    return text;
}

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& lines) {
    std::vector<std::size_t> widths;
    for (const auto& line : lines) {
        widths.resize(std::max(widths.size(), line.size()));
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    return widths;
}

std::string coloured(const std::string& text, Colour colour) {
    constexpr const char* kPlain = "\033[0m";
    switch (colour) {
        case Colour::none:
            break;
        case Colour::red:
            return "\033[31m" + text + kPlain;
        case Colour::yellow:
            return "\033[33m" + text + kPlain;
        case Colour::green:
            return "\033[32m" + text + kPlain;
    }
    return text;
}

}  // namespace

std::string table(const std::vector<std::vector<std::string>>& lines, const std::vector<Colour>& colours) {
    const auto widths = column_widths(lines);
    std::string text;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const auto& line = lines[number];
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            row += printable(line[i]);
            row.append(widths[i] - line[i].size() + 2, ' ');
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += coloured(row, number < colours.size() ? colours[number] : Colour::none) + '\n';
    }
    return text;
}

}  // namespace vipwarden::report
