// SPDX-License-Identifier: MIT
#include "wrapper/config/number.hpp"

#include <charconv>
#include <limits>

namespace vipwarden::config {

LeadingNumber read_leading_number(std::string_view text) {
    LeadingNumber result;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\f\n\r\v"), text.size()));
    if (text.starts_with('-') || text.starts_with('+')) {
        result.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, result.value);
    if (error == std::errc::result_out_of_range) {
        result.value = std::numeric_limits<std::uint64_t>::max();
    }
    result.digits = static_cast<std::size_t>(stop - text.data());
    result.complete = stop == end;
    return result;
}

std::optional<int> read_number(std::string_view text, int low, int high) {
    const LeadingNumber number = read_leading_number(text);
    if (number.negative || number.digits == 0 || !number.complete ||
        number.value > static_cast<std::uint64_t>(high) || number.value < static_cast<std::uint64_t>(low)) {
        return std::nullopt;
    }
    return static_cast<int>(number.value);
}

std::optional<unsigned> read_c_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.starts_with('0')) {
        base = 8;
    }
    unsigned value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

}  // namespace vipwarden::config
