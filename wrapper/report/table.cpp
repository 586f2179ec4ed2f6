// SPDX-License-Identifier: MIT
#include "wrapper/report/table.hpp"

#include <algorithm>
#include <numeric>

#include "wrapper/report/printable.hpp"

namespace vipwarden::report {

namespace {

constexpr std::size_t kBetween = 2;  // blanks

std::string_view begin_of(Colour colour) {
    switch (colour) {
        case Colour::none:
            break;
        case Colour::red:
            return "\033[31m";
        case Colour::yellow:
            return "\033[33m";
        case Colour::green:
            return "\033[32m";
    }
    return "";
}

std::string_view end_of(Colour colour) {
    return colour == Colour::none ? "" : "\033[0m";
}

bool is_tab(char c) {
    return c == '\t';
}

}  // namespace

void Columns::fit(std::span<const std::string_view> cells) {
    widths_.resize(std::max(widths_.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        widths_[i] = std::max(widths_[i], cells[i].size());
    }
}

void Columns::append(std::string& text, std::span<const std::string_view> cells, Colour colour) const {
    text += begin_of(colour);
    const std::size_t begin = text.size();
    text.append(width_of(cells.size()), ' ');
    char* at = text.data() + begin;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::ranges::replace_copy_if(cells[i], at, is_tab, '?');
        make_printable({at, cells[i].size()});
        at += widths_[i] + kBetween;
    }
    text.erase(std::max(text.find_last_not_of(' ') + 1, begin));
    text += end_of(colour);
    text += '\n';
}

std::size_t Columns::longest_line() const {
    return width_of(widths_.size()) + begin_of(Colour::red).size() + end_of(Colour::red).size() + 1;
}

std::size_t Columns::width_of(std::size_t columns) const {
    return std::accumulate(widths_.begin(), widths_.begin() + static_cast<std::ptrdiff_t>(columns),
                           columns * kBetween);
}

std::string table(const std::vector<std::vector<std::string>>& lines, const std::vector<Colour>& colours) {
    using Cells = std::vector<std::string_view>;
    Columns columns;
    for (const auto& line : lines) {
        columns.fit(Cells{line.begin(), line.end()});
    }
    std::string text;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const auto& line = lines[number];
        columns.append(text, Cells{line.begin(), line.end()},
                       number < colours.size() ? colours[number] : Colour::none);
    }
    return text;
}

}  // namespace vipwarden::report
