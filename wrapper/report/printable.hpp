// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vipwarden::report {

/// The first character of a text that is not empty, if that is UTF-8 (RFC 3629, section 4); else empty.
[[nodiscard]] std::string_view first_character(std::string_view text);

/// For a terminal and for a line of the journal: each byte becomes a '?' that is part of a control character
/// (C0 but the tab, DEL, C1), of one that breaks a line or turns its direction (U+2028 to U+202E, U+2066 to
/// U+2069), or of no character in UTF-8 at all. Names come from files and from other processes, and may hold
/// anything.
void make_printable(std::span<char> text);
[[nodiscard]] std::string printable(std::string text);

}  // namespace vipwarden::report
