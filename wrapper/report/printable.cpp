// SPDX-License-Identifier: MIT
#include "wrapper/report/printable.hpp"

#include <algorithm>
#include <cstddef>

namespace vipwarden::report {

namespace {

/// How many bytes a character takes that begins with this one; 0 if none does.
std::size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/// The second byte is bounded once more, lest there be two ways to write a character, or surrogates.
bool may_follow(unsigned char first, unsigned char second) {
    const unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
}

bool is_plain(char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
}

/// Of a character in UTF-8 that is not plain. Compared as bytes, which sort as the characters do.
bool is_harmful(std::string_view character) {
    const auto is_between = [character](std::string_view least, std::string_view most) {
        return character >= least && character <= most;
    };
    return character.size() == 1 || is_between("\xC2\x80", "\xC2\x9F") ||
           is_between("\xE2\x80\xA8", "\xE2\x80\xAE") || is_between("\xE2\x81\xA6", "\xE2\x81\xA9");
}

}  // namespace

std::string_view first_character(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto length = length_of(byte(0));
    if (length == 0 || length > text.size() || (length > 1 && !may_follow(byte(0), byte(1)))) {
        return {};
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) {
            return {};
        }
    }
    return text.substr(0, length);
}

void make_printable(std::span<char> text) {
    while (!text.empty()) {
        if (is_plain(text.front())) {
            text = text.subspan(1);
            continue;
        }
        const auto character = first_character({text.data(), text.size()});
        const auto length = std::max<std::size_t>(character.size(), 1);
        if (character.empty() || is_harmful(character)) {
            std::ranges::fill(text.first(length), '?');
        }
        text = text.subspan(length);
    }
}

std::string printable(std::string text) {
    make_printable(text);
    return text;
}

}  // namespace vipwarden::report
