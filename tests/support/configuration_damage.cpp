// SPDX-License-Identifier: MIT
#include "tests/support/configuration_damage.hpp"

#include <array>
#include <sstream>
#include <string_view>
#include <vector>

namespace vipwarden::support {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kBlanks = " \t\n";

Lines lines_of(const std::string& text) {
    Lines lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string text_of(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

std::string with_damaged_line(RandomSource& random, const std::string& text) {
    Lines lines = lines_of(text);
    if (lines.empty()) {
        return text;
    }
    const auto at = random.below(lines.size());
    const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(5)) {
        case 0:
            lines.erase(place);
            break;
        case 1:
            lines.insert(place, lines[random.below(lines.size())]);
            break;
        case 2:
            std::swap(*place, lines[random.below(lines.size())]);
            break;
        case 3:
            *place += random.pick({" ", ""});
            *place += lines[(at + 1) % lines.size()];
            break;
        default:
            lines.insert(
                place, random.pick({"}", "{", "", "vrrp_instance W {", "virtual_ipaddress {", "\\", "@other",
                                    "$A=x", "include", "foo {", "\"", "interface eth0", "10.0.2.8"}));
    }
    return text_of(lines);
}

/// The word at some place: where it begins and how long it is.
struct Word {
    std::size_t begin{0};
    std::size_t size{0};
};

Word some_word(RandomSource& random, const std::string& text) {
    const auto begin = text.find_first_not_of(kBlanks, random.below(text.size()));
    if (begin == std::string::npos) {
        return {};
    }
    return {begin, std::min(text.find_first_of(kBlanks, begin), text.size()) - begin};
}

std::string with_damaged_word(RandomSource& random, std::string text) {
    const Word word = some_word(random, text);
    switch (random.below(4)) {
        case 0:
            return text.erase(word.begin, word.size);
        case 1:
            return text.insert(word.begin, text.substr(word.begin, word.size) + ' ');
        case 2: {
            const Word other = some_word(random, text);
            return text.replace(word.begin, word.size, text.substr(other.begin, other.size));
        }
        default:
            return text.replace(
                word.begin, word.size,
                random.pick({"dev", "{", "}", "virtual_ipaddress", "interface", "10.0.0.1", "\"", "#", "eth1",
                             "vrrp_instance", "use_vmac", "$A", "${A}", "${_INSTANCE}", "${_PWD}", "@node1",
                             "include", "static_ipaddress", "~SEQ(i, 2)"}));
    }
}

std::string with_damaged_character(RandomSource& random, std::string text) {
    constexpr std::string_view kSigns = "{}\"'#!\\$@~/: \t\n=()^,;x0\xff";
    const auto at = random.below(text.size());
    switch (random.below(3)) {
        case 0:
            return text.erase(at, 1);
        case 1:
            return text.insert(at, 1, kSigns[random.below(kSigns.size())]);
        default:
            text[at] = kSigns[random.below(kSigns.size())];
            return text;
    }
}

/// More than keepalived's buffer of a line holds, before some line or as one of its own.
std::string with_long_line(RandomSource& random, std::string text) {
    const auto newline = text.find('\n', random.below(text.size()));
    if (newline == std::string::npos) {
        return text;
    }
    const auto size = 1000 + random.below(50);
    switch (random.below(3)) {
        case 0:
            return text.insert(newline + 1, '#' + std::string(size, 'x') + " 10.0.2.7 dev eth1");
        case 1:
            return text.insert(newline + 1, std::string(size, ' '));
        default:
            return text.insert(newline, " # " + std::string(size, 'x') + "\n");
    }
}

std::string with_carriage_returns(const std::string& text) {
    std::string result;
    for (const char c : text) {
        result += c == '\n' ? "\r\n" : std::string{c};
    }
    return result;
}

}  // namespace

std::string damaged(RandomSource& random, const std::string& text) {
    std::string result = text;
    const auto times = 1 + random.below(3);
    for (std::size_t i = 0; i < times && !result.empty(); ++i) {
        const auto kind = random.below(3);
        result = kind == 0   ? with_damaged_line(random, result)
                 : kind == 1 ? with_damaged_word(random, result)
                             : with_damaged_character(random, result);
    }
    return result;
}

std::string encoded(RandomSource& random, const std::string& text) {
    if (text.empty()) {
        return text;
    }
    switch (random.below(30)) {
        case 0:
            return with_carriage_returns(text);
        case 1:
            return "\xef\xbb\xbf" + text;
        case 2: {
            const auto at = random.below(text.size());
            return std::string{text}.insert(at, 1, random.chance(50) ? '\0' : '\r');
        }
        case 3:
            return with_long_line(random, text);
        case 4:
        case 5:
            return text.substr(0, text.size() - 1);
        case 6:
            return text.substr(0, random.below(text.size()));
        default:
            return text;
    }
}

}  // namespace vipwarden::support
