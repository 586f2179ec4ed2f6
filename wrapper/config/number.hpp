// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vipwarden::config {

/// What strtoul(3) with base 10 makes of the beginning of a text: white space, a sign, digits.
struct LeadingNumber {
    std::uint64_t value{0};  ///< Without the sign; the largest if there are more digits than it can hold.
    std::size_t digits{0};
    bool negative{false};
    bool complete{false};  ///< Nothing follows.
};

[[nodiscard]] LeadingNumber read_leading_number(std::string_view text);

/// A decimal number as keepalived takes it for most keywords: white space and '+' may stand before it,
/// nothing behind. Nothing if it is not from `low` to `high`.
[[nodiscard]] std::optional<int> read_number(std::string_view text, int low, int high);

/// An unsigned number with C's prefixes: 0x and 0.
[[nodiscard]] std::optional<unsigned> read_c_number(std::string_view text);

}  // namespace vipwarden::config
