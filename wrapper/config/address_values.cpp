// SPDX-License-Identifier: MIT
#include "wrapper/config/address_values.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "wrapper/config/number.hpp"

namespace vipwarden::config {
namespace {

constexpr std::uint64_t kMaxLong = 0x7fff'ffff'ffff'ffffU;

// rt_scopes of iproute2, the same as RT_SCOPE_* in linux/rtnetlink.h.
constexpr auto kScopes = std::to_array<std::pair<std::string_view, std::uint8_t>>(
    {{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}});
constexpr std::uint8_t kNowhere = 255;

/// atoi(3), of which the lowest byte is kept: what is too large for that comes out as -1.
std::uint8_t low_byte(const LeadingNumber& number) {
    if (number.value > kMaxLong) {
        return number.negative ? 0 : kImpossiblePrefix;
    }
    return static_cast<std::uint8_t>(number.negative ? ~number.value + 1 : number.value);
}

std::uint8_t unchecked_length(const LeadingNumber& number, std::uint8_t longest, bool zero_is_full) {
    const std::uint8_t length = low_byte(number);
    if (length == 0 && zero_is_full) {
        return longest;
    }
    return length > longest ? kImpossiblePrefix : length;
}

std::uint8_t checked_length(const LeadingNumber& number, std::uint8_t longest, bool zero_is_full) {
    const bool fits = (!number.negative || number.value == 0) && number.value <= longest &&
                      (number.value > 0 || !zero_is_full);
    return fits ? static_cast<std::uint8_t>(number.value) : longest;
}

}  // namespace

PrefixReading read_prefix(std::string_view text, std::uint8_t longest, Dialect::Prefix rule) {
    const LeadingNumber number = read_leading_number(text);
    std::uint8_t length = 0;
    switch (rule) {
        case Dialect::Prefix::zero_is_full:
            length = unchecked_length(number, longest, true);
            break;
        case Dialect::Prefix::zero_is_zero:
            length = unchecked_length(number, longest, false);
            break;
        case Dialect::Prefix::checked:
            length = checked_length(number, longest, true);
            break;
        case Dialect::Prefix::checked_with_zero:
            length = checked_length(number, longest, false);
            break;
    }
    return {.length = length, .odd = number.digits == 0 || !number.complete || length != number.value};
}

std::optional<std::uint8_t> read_scope(std::string_view text, Dialect::Scopes rule) {
    const auto* known = std::ranges::find(kScopes, text, &std::pair<std::string_view, std::uint8_t>::first);
    if (known != kScopes.end()) {
        return known->second;
    }
    if (rule == Dialect::Scopes::names_or_nowhere) {
        return kNowhere;
    }
    const auto number = read_c_number(text);
    if (rule == Dialect::Scopes::names || !number || *number > 255) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(*number);
}

netlink::IpAddress with_host_bits(netlink::IpAddress address, std::uint8_t prefix_length, bool ones) {
    for (std::size_t bit = prefix_length; bit < 32; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        std::uint8_t& byte = address.bytes.at(bit / 8);
        byte = static_cast<std::uint8_t>(ones ? byte | mask : byte & ~mask);
    }
    return address;
}

}  // namespace vipwarden::config
