// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vipwarden::report {

enum class Colour : std::uint8_t { none, red, yellow, green };

/// Lines with their columns padded to the widest cell, two blanks between them, none at the end of a line.
/// Control characters in cells are shown as '?': names come from configuration files. There may be tens of
/// thousands of lines, so none is kept: each is shown twice, to be measured and to be written.
class Columns {
 public:
    /// First all lines...
    void fit(std::span<const std::string_view> cells);
    /// In bytes, at most.
    [[nodiscard]] std::size_t longest_line() const;
    /// ...then each again, in a colour for terminals (ECMA-48, SGR). Appends it to `text`.
    void append(std::string& text, std::span<const std::string_view> cells,
                Colour colour = Colour::none) const;

 private:
    [[nodiscard]] std::size_t width_of(std::size_t columns) const;

    std::vector<std::size_t> widths_{};
};

/// Likewise, of lines that are there already. Those behind the end of `colours` have none.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& lines,
                                const std::vector<Colour>& colours = {});

}  // namespace vipwarden::report
